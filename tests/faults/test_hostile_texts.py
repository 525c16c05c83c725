"""Texts that would do harm, in every place where anybody can write one, through every command and every screen."""

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from store.status import Status
from store.store import Store
from store.visible import visible
from tests.faults import every_command
from tests.faults.havoc import FULL
from tests.support.hostile import PAYLOADS, few, named, spoil, spoil_experiments, spoil_store, spoil_unpaired
from tests.support.latex import read_latex
from tests.support.pages import read_page
from tests.support.rendered import formulas, markdown_texts, odd_markdown
from tests.support.stream import BARS, foreign, obeyed, widest
from tests.tui.commands.terminal import sent_to_terminal
from tui.commands import main

pytestmark = [pytest.mark.stress, pytest.mark.timeout(400)]
STATUSES = (Status.FAILED, Status.STOPPED, Status.LOST, Status.SKIPPED, Status.UNKNOWN)
SLOWEST = 3.0
"""Seconds that a command may take on texts of 10,000 characters, on a machine that does other things, too."""
NOTHING = r"(?!)"


@dataclass
class Scene:
    """A store in which every text is hostile, and experiment files that are."""

    folder: Path
    texts: list[str]
    files: list[Path]

    @property
    def root(self) -> Path:
        return self.folder / "runs"

    def on_store(self, words: list[str]) -> list[str]:
        return ["--store", str(self.root), *words]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.chdir(tmp_path)
    texts = list((PAYLOADS if FULL else few()).values())
    for number, text in enumerate(texts):
        spoil(tmp_path / "runs", text, variant="baseline", status=Status.FINISHED)
        spoil(tmp_path / "runs", text, status=STATUSES[number % len(STATUSES)])
        spoil(tmp_path / "runs", text, variant="waits", status=Status.QUEUED)
    spoil_unpaired(tmp_path / "runs")
    held = spoil_store(tmp_path / "runs", tmp_path / "claims", few()["joined"])
    Store(tmp_path / "runs").reindex()
    yield Scene(tmp_path, texts, [file for text in texts for file in spoil_experiments(tmp_path / "experiments", text)])
    for descriptor in held:
        os.close(descriptor)


def called(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Call a command as in a pipe and return its output, in which nothing acts."""
    began = time.monotonic()
    status = main(words)
    took, told = time.monotonic() - began, capsys.readouterr()
    assert took < SLOWEST, f"{words} took {took:.1f} s"
    assert status in (0, 1, 2)
    assert "Error:" not in told.err, told.err
    assert foreign(f"{told.out}{told.err}".encode("utf-8", "backslashreplace"), NOTHING) == set(), words
    return told.out


def check_json(text: str, out: str, words: list[str]) -> None:
    assert out.isascii()
    values = json.loads(out)
    if words[0] == "show":
        facts = {row["key"]: row["values"]["value"] for row in values["run"]["rows"]}
        assert facts.get("note", "") == text
        assert facts["id"]


def check_markdown(text: str, out: str, words: list[str]) -> None:
    assert odd_markdown(out) <= ({"fence"} if words[0] == "report" else set()), words
    if words[0] == "show":
        assert f"val.{visible(named(text))}".strip() in markdown_texts(out)


def check_csv(text: str, out: str, words: list[str]) -> None:
    assert formulas(out) == [], words


def check_text(text: str, out: str, words: list[str]) -> None:
    if words[0] not in ("table", "report"):
        assert visible(named(text)) in out


def check_latex(text: str, out: str, words: list[str]) -> None:
    assert read_latex(out).mistakes == [], words


def check_html(text: str, out: str, words: list[str]) -> None:
    read = read_page(out)
    assert read.mistakes == [], words
    assert any(visible(named(text)) in seen for seen in read.texts), words


CHECKS = {
    "json": check_json,
    "markdown": check_markdown,
    "csv": check_csv,
    "text": check_text,
    "latex": check_latex,
    "html": check_html,
}


@pytest.mark.parametrize("format_", every_command.FORMATS)
def test_what_is_exported_says_every_text_and_obeys_none(
    format_: str, scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in every_command.about_all(format_):
        assert called(scene.on_store(words), capsys)
    for text in scene.texts:
        for words in (*every_command.about(text, format_), every_command.report(text, format_)):
            out = called(scene.on_store(words), capsys)
            assert out, words
            CHECKS[format_](text, out, words)


def test_lines_and_mistakes_are_said_literally_and_nothing_is_done(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [row.id for row in Store(scene.root).rows()]
    for words in (words for text in scene.texts for words in every_command.plain(text)):
        called(scene.on_store(words), capsys)
    for file in map(str, scene.files):
        called(["check", file], capsys)
        called(scene.on_store(["run", "--dry-run", file]), capsys)
    assert [row.id for row in Store(scene.root).rows()] == before
    assert not Path("/tmp/evil").exists()


@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal_gets_colours_and_plain_text_alone(columns: int, scene: Scene) -> None:
    command = [sys.executable, "-m", "tests.faults.every_command", str(scene.root)]
    path = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
    sent = sent_to_terminal(command, columns, b"n\n" * len(scene.texts), PYTHONPATH=path)
    assert sent.rstrip().endswith(every_command.END.encode())
    assert foreign(sent, BARS) == set()
    assert obeyed(sent, scene.texts) == set()
    tables = [part.partition(every_command.LINES.encode())[0] for part in sent.split(every_command.TABLE.encode())[1:]]
    assert max(widest(table, BARS) for table in tables) <= columns
    print(f"{columns} columns: {len(sent):,} bytes, {len(tables)} tables")
