"""200 spoiled copies of experiment files: each is told in sentences, with status 2, and never with a traceback."""

from pathlib import Path

import pytest

from tests.trainer.plan.mutations import MUTATIONS, Spoiled, spoiled_copies
from tui.commands import main

ROOT = Path(__file__).parents[3]
FILES = [Path(__file__).with_name("full.toml"), *sorted((ROOT / "experiments").glob("*.toml"))]
COPIES = spoiled_copies(FILES, 200, seed=20261124)
PRINTED = range(3, 200, 20)


def told(spoiled: Spoiled, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = folder / "spoiled.toml"
    file.write_bytes(spoiled.content)
    status = main(["check", str(file)])
    out, report = capsys.readouterr()
    assert (status, out) == (2, ""), f"{spoiled.how}: status {status}\n{out}{report}"
    return report.replace(f"{folder}/", "")


@pytest.mark.parametrize("number", range(len(COPIES)))
def test_a_spoiled_copy_is_told_in_sentences(number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoiled = COPIES[number]
    report = told(spoiled, tmp_path, capsys)
    assert "Traceback" not in report
    assert all(line.isprintable() for line in report.splitlines())
    assert all(line.startswith(("spoiled.toml", "no_such_file.py")) for line in report.splitlines())
    assert any(word in report for word in spoiled.expected), f"{spoiled.how}\n{report}"
    assert len(report) < 3000


def test_every_way_of_spoiling_is_tried_and_ten_reports_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(COPIES) == 200
    assert len({copy.content for copy in COPIES}) > 150
    assert len(MUTATIONS) * len(FILES) <= len(COPIES)
    said = [f"{COPIES[number].how}\n{told(COPIES[number], tmp_path, capsys)}" for number in PRINTED]
    print("\n".join(said))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_files_are_good_before_they_are_spoiled(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 0
    assert ": ok: " in capsys.readouterr().out
