"""Events of runs that go on for long: stopped, resumed, taken back, in part garbled; made by chance, with a seed."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from store.events import EventReader
from store.history import History
from store.run import EVENTS, Run

METRICS = ("val.accuracy", "val.loss", "train.accuracy", "train.loss", "lr")


def make_lines(chance: Random, epochs: int, *, resumes: float = 0.001, garbled: float = 0.001) -> Iterator[bytes]:
    """Yield the lines of a run, whole and garbled, until it has done so many epochs."""
    done, now = 0, 1_000_000.0
    yield _line(now, "started", epochs=epochs, pid=1, device="cpu")
    while done < epochs:
        now += 1.0
        if chance.random() < resumes:
            yield _line(now, chance.choice(["stopped", "failed"]), epoch=done)
            done = max(0, done - int(chance.paretovariate(0.6)))
            yield _line(now + 5, "started", epochs=epochs, pid=2, device="cpu")
            yield _line(now + 6, "resumed", epoch=done, step=0)
            now += 10
        if chance.random() < garbled:
            yield chance.choice([b"\n", b"nonsense\n", b'{"kind": 7}\n', b'{"t": 1, "kind": "ep\n'])
        done += 1
        yield _line(now, "progress", epoch=done, step=1, steps=2)
        yield _line(now, "epoch", epoch=done, metrics=_metrics(chance, done, epochs), **_pace(chance))
        yield _line(now, "checkpoint", what=chance.choice(["last", "best"]), epoch=done, step=0)
    yield _line(now + 1, "measured", of="best", metrics={"test.accuracy": 0.9, "test.loss": 0.3})
    yield _line(now + 2, "finished", epochs=epochs)


def _pace(chance: Random) -> dict[str, Any]:
    return {"seconds": round(chance.uniform(0.5, 2), 3), "images_per_second": 100.0}


def _metrics(chance: Random, epoch: int, epochs: int) -> dict[str, float | None]:
    """Return figures with peaks, gaps, equals, and one that comes late."""
    base = 0.9 - 0.5 * 0.95 ** (100 * epoch / epochs)
    found: dict[str, float | None] = {name: round(base + chance.gauss(0, 0.02), 2) for name in METRICS}
    if chance.random() < 0.002:
        found["val.loss"] = chance.choice([None, 5.0, 0.0])
    if chance.random() < 0.01:
        del found["train.loss"]
    return found | ({"val.macro_f1": base} if epoch > epochs / 2 else {})


def _line(now: float, kind: str, **fields: Any) -> bytes:
    return orjson.dumps({"t": now, "kind": kind, **fields}) + b"\n"


def plain_history(path: Path) -> History:
    """Return what the events of a file add up to, all of them in memory."""
    history = History()
    for event in EventReader(path).read_new():
        history.add(event)
    return history


def call_long_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call a run long early, so that the tests are short."""
    monkeypatch.setattr("store.epochs.LONG", 200)
    monkeypatch.setattr("store.blocks.MOST", 64)
    monkeypatch.setattr("store.epochs.FEWEST", 16)
    monkeypatch.setattr("store.run.WORTH", 10_000)


def write_events(run: Run, seed: int, epochs: int = 3000, **chances: float) -> None:
    """Give a run the events of a long one."""
    lines = make_lines(Random(seed), epochs, **chances)
    (run.folder / EVENTS).write_bytes(b"".join(lines))


def assert_equal(history: History, plain: History) -> None:
    """Compare all that anybody asks a history for."""
    assert list(history.epochs) == list(plain.epochs)
    for place in (*range(0, len(plain.epochs), 97), *range(-min(50, len(plain.epochs)), 0)):
        assert history.epochs[place] == plain.epochs[place]
    for metric in (*METRICS, "val.macro_f1", "nothing"):
        assert history.curve(metric) == plain.curve(metric)
        assert history.best(metric) == plain.best(metric)
        assert history.best(metric, "max") == plain.best(metric, "max")
        assert history.figures("best", metric) == plain.figures("best", metric)
    for epoch in (0, 1, 2, 77, plain.epoch - 1, plain.epoch, plain.epoch + 1):
        assert history.epochs.place_of(epoch) == plain.epochs.place_of(epoch)
        assert history.figures(epoch) == plain.figures(epoch)
    for name in (
        "last",
        "epoch",
        "position",
        "seconds",
        "end",
        "started",
        "resumed",
        "warnings",
        "newest",
        "taken_back",
    ):
        assert getattr(history, name) == getattr(plain, name), name
