"""The cells of Home's lines."""

from store.row import Row
from store.status import Status
from tests.tui.rows import measured, row
from tui.home.cells import cells_of, spanned, tail
from tui.home.lines import ENDED, GOALS, RUNNING, WAITING, HomeLine
from tui.listing.lines import Line, line_of

NOW = 1_790_000_000.0


def texts(section: str, run: Row, baseline: dict[int, float] | None = None) -> list[str]:
    line = HomeLine(run.id, "run", section, line=line_of(run, baseline or {}))
    return [cell.text for cell in cells_of(line, NOW, 40)]


def test_what_runs_is_told_with_epoch_figures_course_and_time_left() -> None:
    course = row(status=Status.RUNNING, epoch=5, epochs=10, seconds=50.0, device="H100")
    course.last, course.best = {"val.accuracy": 0.8, "val.loss": 1.0}, {"val.accuracy": 0.9, "epoch": 4}
    assert texts(RUNNING, course) == ["decline/tuned/0", "● running", "5/10", "0.8000", "0.9000", "", "50s", "H100"]


def test_what_has_only_begun_has_no_figures_yet() -> None:
    assert texts(RUNNING, row(status=Status.RUNNING, epochs=10))[2:7] == ["0/10", "–", "–", "", "–"]


def test_what_waits_says_why() -> None:
    assert texts(WAITING, row(status=Status.QUEUED))[1:] == ["○ queued", "waits for its turn"]
    assert texts(WAITING, row(status=Status.WAITING, reason="waits for decline/source/0"))[-1].endswith("source/0")
    assert texts(WAITING, row(status=Status.QUEUED, reason="paused"))[1:] == ["○ paused", "paused"]


def test_what_has_finished_is_told_with_its_figure_its_distance_and_its_goal() -> None:
    run = measured("tuned", 0.8, 1, ended=NOW - 5 * 3600, goal="g", reached=False, seconds=62.0)
    told = texts(ENDED, run, {1: 0.9})
    assert told[4:7] == ["0.8000", "\N{MINUS SIGN}0.1000", "✗ no"]
    assert (told[1], told[3], told[-1]) == ("✓ finished", "5 h ago", "1m 02s")


def test_what_came_to_no_figure_is_told_with_its_reason_over_the_figures_columns() -> None:
    run = row(status=Status.FAILED, reason="the loss is nan", ended=NOW)
    line = HomeLine(run.id, "run", ENDED, line=line_of(run, {}))
    assert [cell.text for cell in cells_of(line, NOW, 40)][3:] == ["just now", "the loss is nan"]
    assert spanned(line) == (4, 9)


def test_what_was_stopped_without_a_reason_says_where_it_stood() -> None:
    assert texts(ENDED, row(status=Status.STOPPED, epoch=3, epochs=10, ended=NOW))[-1] == "after epoch 3 of 10"


def test_a_goal_is_counted_over_seeds() -> None:
    rows = [
        measured("tuned", 0.9, 1, goal="g", reached=True),
        measured("tuned", 0.7, 2, goal="g", reached=False),
        row("tuned", 3, goal="g", status=Status.QUEUED),
    ]
    line = HomeLine("key", "group", GOALS, line=Line("key", "variant", "tuned", 1, rows, baseline={1: 0.9, 2: 0.9}))
    told = [cell.text for cell in cells_of(line, NOW, 40)]
    assert told == ["decline/tuned", "✗ 1 of 2", "0.8000", "\N{MINUS SIGN}0.1000", ".141", "g, 1 to come"]


def test_a_long_name_keeps_its_end() -> None:
    assert tail("googlenet/label_smoothing/3", 12) == "…smoothing/3"
    assert tail("short/a/3", 12) == "short/a/3"
