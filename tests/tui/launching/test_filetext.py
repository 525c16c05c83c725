"""The text of an experiment file, with its mistakes."""

from pathlib import Path

from tests.support.experiments import write_small
from tui.launching.checking import check
from tui.launching.draft import Draft
from tui.launching.filetext import FileLine, file_lines, first_mistake


def test_each_mistake_stands_on_the_line_on_which_it_was_made(tmp_path: Path) -> None:
    file = write_small(tmp_path, **{"lr = 0.003": "lr = -1", "amount = 0.3": "amuont = 0.3"})
    lines = file_lines(file, check(Draft(file)).problems)
    assert [line.text for line in lines] == file.read_text().splitlines()
    wrong = {line.number: line.problem for line in lines if line.problem}
    assert list(wrong) == [8, 21]
    assert wrong[8] == "base.optimizer.lr: must be greater than 0, not -1"
    assert "amuont" in wrong[21]
    assert first_mistake(lines) == 8


def test_what_is_changed_on_screen_is_no_mistake_of_the_file(tmp_path: Path) -> None:
    draft = Draft(write_small(tmp_path)).with_edit("optimizer.lr", "-1")
    assert first_mistake(file_lines(draft.file, check(draft).problems)) is None


def test_a_text_that_is_no_toml_is_shown_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(b"title = \xff\n\tx = [\n")
    assert file_lines(file, ()) == (FileLine(1, "title = \N{REPLACEMENT CHARACTER}"), FileLine(2, "    x = ["))
    assert file_lines(tmp_path / "gone.toml", ()) == ()
