"""Looking through a console for the nearest line."""

import random
from pathlib import Path

import pytest

from tests.tui.run.console.test_log import whole
from tui.run.console.index import BLOCK
from tui.run.console.log import LONGEST, ConsoleLog
from tui.run.console.pattern import Pattern
from tui.run.console.search import Hit, Search, Way, lines_with, look_for

MATCHES = (3, 900, 901, 30_000, 49_990)


@pytest.fixture
def log(tmp_path: Path) -> ConsoleLog:
    path = tmp_path / "console.log"
    path.write_text("".join(f"{'needle' if n in MATCHES else 'hay'} {n}\n" for n in range(50_000)))
    return whole(path)


def found(log: ConsoleLog, typed: str, row: int, way: Way) -> tuple[int, bool] | None:
    """Return the row of the hit, and whether it lies beyond an end."""
    *shares, last = look_for(log, Search(Pattern(typed), log.index.first + row, way))
    assert shares == sorted(shares)
    return (last.line - log.index.first, last.wrapped) if isinstance(last, Hit) else None


@pytest.mark.parametrize(
    ("row", "way", "hit"),
    [
        (49_999, "near", (49_990, False)),
        (20_000, "near", (30_000, False)),
        (900, "near", (900, False)),
        (0, "near", (3, False)),
        (900, "down", (901, False)),
        (901, "down", (30_000, False)),
        (49_990, "down", (3, True)),
        (30_000, "up", (901, False)),
        (901, "up", (900, False)),
        (3, "up", (49_990, True)),
    ],
)
def test_the_nearest_line_is_found_each_way_and_beyond_the_ends(
    log: ConsoleLog, row: int, way: Way, hit: tuple[int, bool]
) -> None:
    assert found(log, "needle", row, way) == hit


@pytest.mark.parametrize("way", ["down", "up"])
def test_the_only_line_that_has_it_is_found_again_from_itself(log: ConsoleLog, way: Way) -> None:
    assert found(log, "needle 30000", 30_000, way) == (30_000, True)


@pytest.mark.parametrize("way", ["near", "down", "up"])
def test_all_is_looked_through_before_it_is_said_that_there_is_none(log: ConsoleLog, way: Way) -> None:
    *_, last = look_for(log, Search(Pattern("needles"), log.index.first + 30_000, way))
    assert last == 1.0


@pytest.mark.parametrize("seed", range(4))
def test_every_line_that_has_it_is_found_wherever_blocks_end(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    texts = ["-" * chance.choice((3, 200, 5_000, BLOCK)) + chance.choice(("hay", "needle")) for _ in range(400)]
    path = tmp_path / "console.log"
    path.write_text("\n".join(texts))
    log, pattern = whole(path), Pattern("needle")
    hits = [line for block in range(log.index.blocks) for line in lines_with(log, pattern, block)]
    expected = [row for row, text in enumerate(texts) if "needle" in text and len(text) <= LONGEST]
    assert [line - log.index.first for line in hits] == expected


def test_what_was_overwritten_is_not_found_and_what_is_seen_is(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_bytes(b"hidden\rshown \nloX\x08ss\ncol\tumn\n")
    log = whole(path)
    assert found(log, "hidden", 0, "near") is None
    assert found(log, "shown", 0, "near") == (0, False)
    assert found(log, "loss", 0, "near") == (1, False)
    assert found(log, "col     umn", 0, "near") == (2, False)
