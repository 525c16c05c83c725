import csv
import io
import json
from pathlib import Path

import pytest

from tests.support.latex import read_latex
from tests.support.pages import read_page
from tests.support.stores import make_store
from tests.tui.commands.terminal import in_terminal
from tui.commands import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_store(tmp_path / "runs", 12)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_ending_of_a_files_name_says_what_it_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("r.md", "r.html", "r.tex", "r.json", "r.csv", "r.txt"):
        assert main(["report", "decline", "-o", name]) == 0
        beside = ["r-val.accuracy.svg", "r-val.loss.svg"] if name in ("r.md", "r.tex") else []
        assert capsys.readouterr().out == f"wrote {', '.join([*beside, name])}\n"
        assert [path.name for path in sorted(here.glob("*.svg"))] == beside
        for picture in here.glob("*.svg"):
            picture.unlink()
    assert Path("r.md").read_text().startswith("## decline: Why did fine-tuning decline?\n\n- tuned is worse than")
    assert "![val loss over training](r-val.loss.svg)" in Path("r.md").read_text()
    assert read_page(Path("r.html").read_text()).mistakes == []
    assert read_page(Path("r.html").read_text()).drawings == 2
    assert read_latex(Path("r.tex").read_text()).mistakes == []
    assert json.loads(Path("r.json").read_text())["about"][0].startswith("tuned is worse than baseline")
    records = list(csv.DictReader(io.StringIO(Path("r.csv").read_text())))
    assert {record["table"] for record in records} >= {"results", "settings", "figures", "runs", "experiment"}
    assert Path("r.txt").read_text().startswith("decline: Why")
    assert not [path for path in here.iterdir() if path.name.startswith(".")]


def test_it_is_printed_as_markdown_in_a_pipe_and_as_text_on_a_terminal(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "experiments/decline.toml"]) == 0
    assert capsys.readouterr().out.startswith("## decline: ")
    shown = in_terminal("report", "decline", NO_COLOR="1")
    assert shown.startswith("decline: Why")
    assert "backslide report decline" in shown


def test_a_report_has_its_own_command_in_it(here: Path) -> None:
    words = ["report", "decline", "-o", "r.md", "--margin", "0.02", "--store", "runs"]
    assert main(words) == 0
    assert "backslide report decline --margin 0.02 -o r.md --yes\n" in Path("r.md").read_text()


def test_a_file_that_is_there_is_replaced_only_after_a_yes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("r.md").write_text("mine")
    assert main(["report", "decline", "-o", "r.md"]) == 2
    assert "r.md is there already. Replace it: nobody is here to answer" in capsys.readouterr().err
    assert Path("r.md").read_text() == "mine"
    assert main(["report", "decline", "-o", "r.md", "--yes"]) == 0
    assert Path("r.md").read_text().startswith("## decline")


UNASKABLE = {
    "-o r.pdf": "-o r.pdf: the name of a report ends in one of .txt, .md",
    "-o nowhere/r.md": "nowhere/r.md: there is no folder nowhere",
    "--format pdf": "'pdf' is not one of",
}


@pytest.mark.parametrize(("words", "told"), UNASKABLE.items())
def test_what_cannot_be_written_gets_one_sentence(
    words: str, told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "decline", *words.split()]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1


def test_an_unknown_experiment_is_told_with_the_nearest(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "declin"]) == 2
    assert "no run is of an experiment 'declin' (did you mean 'decline'?)" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["table", "decline"], ["diff", "decline/baseline", "decline/tuned"], ["list"]])
def test_other_tables_are_had_as_latex_and_html_too(
    words: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--format", "latex"]) == 0
    assert read_latex(capsys.readouterr().out).mistakes == []
    assert main([*words, "--format", "html"]) == 0
    assert read_page(capsys.readouterr().out).mistakes == []
