"""What Home tells of a store."""

from pathlib import Path

import pytest

from store.line import place
from store.query import parse_query
from store.status import Status
from store.store import Store
from tests.support.stores import BEGAN, add_run
from tests.tui.rows import measured, row
from tui.home.lines import ENDED, GOALS, RUNNING, WAITING, Section
from tui.home.sections import Overview, overview
from tui.home.since import Look
from tui.home.turns import Turns

NOW = BEGAN + 8 * 3600
NIGHT = Look(BEGAN)


def looked(*rows: object, look: Look = NIGHT) -> dict[str, Section]:
    found = overview(rows, look, Turns(Path("nowhere")), NOW)  # type: ignore[arg-type]
    return {section.name: section for section in found.sections}


def names(section: Section) -> list[str]:
    return [line.rows[0].id for line in section.lines]


def test_runs_stand_where_they_belong() -> None:
    found = looked(
        row("a", status=Status.RUNNING),
        row("b", status=Status.SILENT),
        row("c", status=Status.UNKNOWN),
        row("damaged", status=Status.UNKNOWN, config_hash=""),
        row("d", status=Status.QUEUED),
        row("e", status=Status.WAITING),
        row("f", status=Status.LOST, ended=NOW - 10),
        row("g", ended=NOW - 5),
        row("before", ended=BEGAN - 5),
    )
    assert names(found[RUNNING]) == ["a-0", "b-0", "c-0"]
    assert names(found[WAITING]) == ["d-0", "e-0"]
    assert names(found[ENDED]) == ["g-0", "f-0"], "the newest end comes first"


def test_where_nothing_runs_or_ended_that_is_told_and_other_sections_are_left_out() -> None:
    assert {name: section.total for name, section in looked().items()} == {RUNNING: 0, ENDED: 0}


def test_where_nothing_has_ended_since_the_look_what_ended_in_the_day_before_is_shown() -> None:
    found = looked(row(ended=NOW - 60), row("old", ended=NOW - 90_000), look=Look(NOW - 30))[ENDED]
    assert (found.title, names(found)) == ("Ended before", ["tuned-0"])


def test_what_ended_is_compared_with_its_baseline_as_the_list_does() -> None:
    rows = [measured("baseline", 0.9, 1, ended=BEGAN - 9), measured("tuned", 0.8, 1, ended=NOW - 9)]
    (line,) = looked(*rows)[ENDED].lines
    assert line.line is not None
    assert line.line.delta == pytest.approx(-0.1)


def test_goals_are_counted_over_all_seeds_of_what_has_moved() -> None:
    goal = {"goal": "test.accuracy >= 0.9"}
    rows = [
        measured("tuned", 0.95, 1, reached=True, ended=BEGAN - 9, **goal),
        measured("tuned", 0.85, 2, reached=False, ended=NOW - 9, **goal),
        row("tuned", 3, status=Status.QUEUED, **goal),
        measured("still", 0.95, reached=True, ended=BEGAN - 9, **goal),
        measured("~probe", 0.95, reached=True, ended=NOW - 9, **goal),
        row("new", status=Status.RUNNING, **goal),
    ]
    (line,) = looked(*rows)[GOALS].lines
    assert [one.reached for one in line.rows] == [True, False, None]
    assert line.filter == "experiment:decline variant:tuned"


def test_a_goal_of_earlier_settings_is_listed_by_their_hash() -> None:
    rows = [
        measured("my variant", 0.95, reached=True, goal="g", ended=NOW, config_hash="old", created=1.0),
        row("my variant", config_hash="new", status=Status.RUNNING, created=2.0),
    ]
    (line,) = looked(*rows)[GOALS].lines
    assert line.filter == 'experiment:decline variant:"my variant" hash:old'
    assert [parse_query(line.filter)(one) for one in rows] == [True, False]


def test_the_filters_list_what_the_sections_tell() -> None:
    rows = [
        row("a", status=Status.RUNNING),
        row("b", status=Status.WAITING),
        row("c", status=Status.FAILED, ended=NOW - 3600.5),
        row("d", ended=BEGAN - 5),
    ]
    found = looked(*rows)
    for name, wanted in ((RUNNING, "a"), (WAITING, "b"), (ENDED, "c")):
        accepts = parse_query(found[name].filter)
        assert [one.variant for one in rows if accepts(one)] == [wanted]


def test_runs_wait_in_the_order_of_their_turns(tmp_path: Path) -> None:
    runs = [add_run(tmp_path, seed=seed, status=Status.QUEUED, created=BEGAN + seed) for seed in range(4)]
    with runs[2].change_state() as state:
        state["priority"] = 5
    (runs[0].folder / "run.json").write_text("no json")
    turns = Turns(tmp_path)
    rows = [row(seed=seed, id=run.id, status=Status.QUEUED) for seed, run in enumerate(runs)]
    assert [one.seed for one in turns.sorted(rows)] == [2, 1, 3, 0]
    with runs[3].change_state() as state:
        state["priority"] = 9
    assert [one.seed for one in turns.sorted(rows)] == [3, 2, 1, 0]
    assert place(runs[3].state()) < place(runs[2].state())


def test_ten_thousand_runs_keep_nobody_waiting(tmp_path: Path) -> None:
    rows = [measured(f"v{seed % 8}", 0.9, seed, ended=BEGAN + seed, goal="g", reached=True) for seed in range(10_000)]
    found = overview(rows, NIGHT, Turns(tmp_path), NOW)
    assert found.sections[1].total == 9_999
    assert len(found.sections[1].lines) == 200, "what no screen shows is not made"


def test_the_sentence_of_the_morning_says_how_many_ended_how() -> None:
    missed = [
        row(reached=True),
        row(reached=False),
        row(status=Status.FAILED),
        row(status=Status.LOST),
        row(status=Status.FAILED),
    ]
    said = Overview((), Look(NOW - 600), missed).said(NOW)
    assert said.partition(", ")[2] == "10 min ago: 2 finished · goal 1/2 · 2 failed · 1 lost"
    assert Overview((), Look(NOW - 9, first=True), ()).said(NOW) == "In the last 24 hours: nothing has ended"


def test_a_real_store_is_told_whole(tmp_path: Path) -> None:
    add_run(tmp_path, status=Status.FINISHED, created=BEGAN + 5)
    add_run(tmp_path, variant="tuned", status=Status.RUNNING, created=BEGAN + 6)
    found = overview(Store(tmp_path).rows(), NIGHT, Turns(tmp_path), NOW)
    assert [(one.name, one.total) for one in found.sections] == [(RUNNING, 1), (ENDED, 1), (GOALS, 1)]
