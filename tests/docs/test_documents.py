"""The documents say what the program does."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.docs.generate import documents, replace_part
from tests.layers.imports import ROOT
from tests.support.stores import make_store
from tests.trainer.launch.scene import use_stand_ins
from tui.commands import main

README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_what_is_made_from_declarations_is_up_to_date() -> None:
    stale = [path.name for path, text in documents().items() if not path.is_file() or path.read_text("utf-8") != text]
    assert not stale, f"{stale} are out of date: run `make docs`"


def test_a_part_that_is_gone_from_readme_is_missed() -> None:
    with pytest.raises(ValueError, match="results"):
        replace_part("# Nothing here", "results", "")


def test_readme_shows_results_of_a_run() -> None:
    results = README.partition("<!-- results -->")[2].partition("<!-- /results -->")[0]
    assert re.search(r"\| tuned .*0\.\d+ ± 0\.\d+", results)


def commands() -> Iterator[list[str]]:
    """Yield every call of the program in README, without the prompt, comments and the app."""
    for block in BLOCK.findall(README):
        for line in block.splitlines():
            words = line.partition("#")[0].split()
            if words[:1] == ["backslide"] and len(words) > 1:
                yield words[1:]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_of_readme_runs(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a made-up store; what would train has stand-ins, or is asked for its plan or its help only."""
    use_stand_ins(monkeypatch, tmp_path)
    make_store(tmp_path / "runs", 15, experiment="decline")
    monkeypatch.setenv("BACKSLIDE_STORE", str(tmp_path / "runs"))
    monkeypatch.chdir(ROOT)
    extra = {"run": ["--dry-run"], "export": ["--help"], "resume": ["--help"]}.get(words[0], [])
    words = [str(tmp_path / word) if before == "-o" else word for before, word in pairwise(["", *words])]
    status = main([*words, *(word for word in extra if word not in words)])
    assert status in ((0, 1) if "--try" in words else (0,)), capsys.readouterr().err
    assert capsys.readouterr().out


def test_every_target_of_make_that_readme_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        text = "\n".join(BLOCK.findall((ROOT / document).read_text("utf-8")))
        named = set(re.findall(r"^make (\w+)", text, re.MULTILINE))
        assert named <= targets
        assert named or document != "README.md"


def test_every_file_that_a_document_links_to_exists() -> None:
    for document in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text("utf-8"))
        assert not [link for link in links if not (ROOT / link).exists()], document
