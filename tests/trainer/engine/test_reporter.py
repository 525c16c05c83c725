from pathlib import Path
from typing import Any

import pytest

from store.events import EventReader
from trainer.engine.reporter import Reporter

METRICS = {"train.batch_loss": 0.5, "train.accuracy": 0.75, "val.accuracy": 0.7, "val.loss": 0.6, "lr": 0.001}


def events(folder: Path) -> list[dict[str, Any]]:
    return EventReader(folder / "events.jsonl").read_new()


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("trainer.engine.reporter.time", clock)
    return clock


def test_progress_is_due_ten_times_a_second_at_most(tmp_path: Path, clock: Clock) -> None:
    reporter = Reporter(tmp_path)
    reporter.begin_epoch(0)
    told = 0
    for step in range(1000):
        clock.now += 0.001
        if reporter.due():
            reporter.progress(1, step, 1000, 0.5, step)
            told += 1
    assert told in (9, 10)
    assert len(events(tmp_path)) == told


def test_progress_tells_the_speed_since_the_last_line(tmp_path: Path, clock: Clock) -> None:
    reporter = Reporter(tmp_path)
    reporter.begin_epoch(100)
    for images in (150, 350):
        clock.now += 0.5
        reporter.progress(3, 2, 10, 0.25, images)
    first, second = events(tmp_path)
    assert (first["images_per_second"], second["images_per_second"]) == (100, 400)
    assert {"epoch": 3, "step": 2, "steps": 10, "loss": 0.25}.items() <= second.items()


def test_an_epoch_is_an_event_and_one_plain_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Reporter(tmp_path).epoch(3, 20, metrics=METRICS, seconds=1.5, images_per_second=1234.5)
    (event,) = events(tmp_path)
    assert event["kind"] == "epoch"
    assert event["metrics"] == METRICS
    line = capsys.readouterr().out
    assert line == (
        "epoch  3/20  batch loss 0.5000  train 0.7500  val 0.7000  val loss 0.6000  lr 0.001  1234 images/s\n"
    )


def test_each_warning_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reporter, warnings = Reporter(tmp_path), [("regularizers.dropout.rate", "had no layer to act on")]
    reporter.warnings(warnings)
    warnings.append(("source", "is not measured"))
    reporter.warnings(warnings)
    reporter.warnings(warnings)
    assert [(event["setting"], event["text"]) for event in events(tmp_path)] == warnings
    assert capsys.readouterr().out.count("warning:") == 2


def test_effective_settings_are_told_when_they_change(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path)
    for value in (1, 1, 2):
        reporter.effective({"parameters.frozen": value})
    assert [event["settings"]["parameters.frozen"] for event in events(tmp_path)] == [1, 2]
