from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.history import History


def told(*events: dict[str, Any]) -> History:
    history = History()
    for number, event in enumerate(events):
        history.add({"t": float(number), **event})
    return history


def epoch(number: int, accuracy: float | None = 0.5, **more: Any) -> dict[str, Any]:
    return {"kind": "epoch", "epoch": number, "metrics": {"val.accuracy": accuracy, "val.loss": 1.0}, **more}


def test_a_new_history_knows_nothing() -> None:
    history = History()
    assert (history.epoch, history.last, history.seconds, history.end) == (0, {}, 0.0, None)
    assert history.best_epoch("val.accuracy") is None
    assert history.figures() == {"epochs": 0}


def test_the_newest_epoch_gives_the_last_figures() -> None:
    history = told({"kind": "started"}, epoch(1, 0.5), epoch(2, 0.7))
    assert history.epoch == 2
    assert history.last["val.accuracy"] == 0.7
    assert history.curve("val.accuracy") == ([1, 2], [0.5, 0.7])


def test_resuming_takes_back_later_epochs_and_keeps_them_as_history() -> None:
    history = told({"kind": "started"}, epoch(1, 0.5), epoch(2, 0.9), {"kind": "resumed", "epoch": 1}, epoch(2, 0.6))
    assert history.curve("val.accuracy") == ([1, 2], [0.5, 0.6])
    assert [event["metrics"]["val.accuracy"] for event in history.superseded] == [0.9]


def test_an_epoch_that_is_told_again_replaces_itself_and_what_came_after() -> None:
    history = told(epoch(1, 0.1), epoch(2, 0.2), epoch(3, 0.3), epoch(2, 0.5))
    assert history.curve("val.accuracy") == ([1, 2], [0.1, 0.5])


def test_resuming_forgets_the_end_and_the_final_figures_but_not_the_start() -> None:
    history = told(
        {"kind": "measured", "of": "start", "metrics": {"test.accuracy": 0.1}},
        epoch(1),
        {"kind": "measured", "of": "best", "metrics": {"test.accuracy": 0.9}},
        {"kind": "finished"},
        {"kind": "resumed", "epoch": 1},
    )
    assert history.end is None
    assert history.figures()["start.test.accuracy"] == 0.1
    assert "test.accuracy" not in history.figures()


def test_a_restart_takes_back_the_end_the_warnings_and_the_effective_settings() -> None:
    history = told(
        {"kind": "started"},
        {"kind": "warning", "setting": "a", "text": "b"},
        {"kind": "effective", "settings": {"dropout.layers": 1}},
        {"kind": "stopped"},
        {"kind": "started"},
    )
    assert (history.end, history.warnings, history.effective) == (None, [], {})


def test_seconds_leave_out_the_pause_between_a_stop_and_a_resume() -> None:
    history = History()
    for time, kind in [(100.0, "started"), (110.0, "stopped"), (500.0, "started"), (505.0, "finished")]:
        history.add({"t": time, "kind": kind})
    assert history.seconds == 15.0


@pytest.mark.parametrize(("metric", "best"), [("val.accuracy", 2), ("val.loss", 3)])
def test_the_best_epoch_goes_by_what_the_metric_wants(metric: str, best: int) -> None:
    values = {"val.accuracy": [0.5, 0.8, 0.8], "val.loss": [1.0, 0.9, 0.2]}
    history = told(*({"kind": "epoch", "epoch": n + 1, "metrics": {metric: values[metric][n]}} for n in range(3)))
    assert history.best_epoch(metric) == best
    assert history.best_epoch(metric, "max" if metric == "val.loss" else "min") == 1


def test_figures_are_those_of_the_selected_weights() -> None:
    history = told(
        epoch(1, 0.9),
        epoch(2, 0.8),
        {"kind": "measured", "of": "best", "metrics": {"test.accuracy": 0.88}},
        {"kind": "measured", "of": "last", "metrics": {"test.accuracy": 0.77}},
        {"kind": "speed", "latency_1_ms": 2.0},
    )
    assert history.figures("best")["test.accuracy"] == 0.88
    assert history.figures("last")["test.accuracy"] == 0.77
    assert history.figures("best")["val.accuracy"] == 0.9
    assert history.figures("last")["val.accuracy"] == 0.8
    assert history.figures()["speed.latency_1_ms"] == 2.0
    assert history.figures()["epochs"] == 2


def test_progress_goes_with_the_epoch_that_it_belongs_to() -> None:
    history = told({"kind": "progress", "step": 3})
    assert history.progress is not None
    history.add(epoch(1))
    assert history.progress is None


def test_figures_that_are_no_finite_numbers_do_not_count() -> None:
    history = told(epoch(1, None), {"kind": "measured", "of": "best", "metrics": {"test.loss": None, "x": "y"}})
    assert "val.accuracy" not in history.last
    assert history.curve("val.accuracy") == ([], [])
    assert history.measured["best"] == {}


def test_a_kind_that_is_not_known_changes_only_when_the_run_was_last_heard() -> None:
    history = told(epoch(1), {"kind": "telepathy", "t": 99.0})
    assert history.newest == 99.0
    assert history.epoch == 1


def test_the_start_and_checkpoints_are_remembered() -> None:
    history = told({"kind": "start", "taken": 5, "new": ["head"]}, {"kind": "checkpoint", "epoch": 1})
    assert history.start is not None
    assert history.start["new"] == ["head"]
    assert len(history.checkpoints) == 1


@given(st.lists(st.one_of(st.integers(1, 9), st.integers(-9, -1)), max_size=30))
def test_epochs_count_up_by_one_however_often_a_run_is_resumed(steps: list[int]) -> None:
    """A positive number trains so many epochs, a negative one resumes at that epoch or the newest before."""
    history, done = History(), 0
    for step in steps:
        if step < 0:
            done = min(done, -step)
            history.add({"t": 0.0, "kind": "resumed", "epoch": done})
            continue
        for _ in range(step):
            done += 1
            history.add({"t": 0.0, **epoch(done)})
    assert [event["epoch"] for event in history.epochs] == list(range(1, done + 1))


def test_the_figures_of_an_epoch_are_what_was_measured_after_it() -> None:
    history = told(epoch(1, 0.5), epoch(2, 0.7), {"kind": "measured", "of": "best", "metrics": {"test.accuracy": 0.6}})
    assert history.figures(1) == {"val.accuracy": 0.5, "val.loss": 1.0}
    assert history.figures(3) == {}
    assert [history.epoch_of(select) for select in ("best", "last", 1)] == [2, 2, 1]
    assert History().epoch_of("best") == 0
