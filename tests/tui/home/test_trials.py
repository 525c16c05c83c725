"""What searches have asked for is one line on Home."""

from store.query import parse_query
from store.row import Row
from store.status import Status
from tests.tui.home.test_sections import NOW, looked
from tests.tui.rows import row
from tui.home.cells import cells_of, spanned
from tui.home.lines import ENDED, RUNNING, WAITING, HomeLine, lay_out
from tui.home.trials import trials_line, trials_together


def trial(name: str, **changes: object) -> Row:
    return row(f"~{name}", **{"ended": NOW - 60, **changes})


def test_trials_stand_together_in_the_place_of_the_first_of_them() -> None:
    rows = [row("a"), trial("1"), row("b"), trial("2"), trial("3", experiment="other")]
    assert [[one.variant for one in rows] for rows in trials_together(rows)] == [["a"], ["~1", "~2"], ["b"], ["~3"]]


def test_what_ended_and_what_waits_counts_runs_though_trials_are_one_line() -> None:
    ended = [trial(str(number)) for number in range(30)]
    waiting = [trial(f"w{number}", status=Status.QUEUED) for number in range(5)]
    found = looked(row("mine", ended=NOW - 3600), *ended, *waiting)
    assert (found[ENDED].total, found[ENDED].runs, found[WAITING].total, found[WAITING].runs) == (2, 31, 1, 5)
    heading, *lines = lay_out([found[ENDED]], 10)
    assert heading.text.endswith("  31")
    assert [line.kind for line in lines] == ["trials", "run"]
    assert len(lines[0].rows) == 30, "what is done on the line is done to all of them"


def test_trials_that_run_are_shown_one_by_one() -> None:
    running = [trial(str(number), status=Status.RUNNING) for number in range(3)]
    assert [line.kind for line in looked(*running)[RUNNING].lines] == ["run"] * 3


def test_the_line_tells_the_most_urgent_status_and_how_many_there_are_of_each() -> None:
    line = trials_line([trial("1"), trial("2", status=Status.FAILED)], ENDED)
    assert [cell.text for cell in cells_of(line, NOW, 40)] == [
        "decline/~ \N{MULTIPLICATION SIGN}2",
        "✗ failed",
        cells_of(line, NOW, 40)[2].text,
        "1 min ago",
        "trials: 1 failed · 1 finished",
    ]
    assert spanned(line) == (4, 9)


def test_one_that_waits_has_no_time() -> None:
    line: HomeLine = trials_line([trial("1", status=Status.QUEUED), trial("2", status=Status.WAITING)], WAITING)
    assert [cell.text for cell in cells_of(line, NOW, 40)][1:] == [
        "○ queued",
        "trials: 1 queued · 1 waiting",
    ]
    assert spanned(line) is None


def test_its_filter_lists_the_trials_of_its_experiment_and_nothing_else() -> None:
    rows = [row("tuned"), trial("1"), trial("2", experiment="other")]
    accepts = parse_query(trials_line(rows[1:2], ENDED).filter)
    assert [accepts(one) for one in rows] == [False, True, False]
