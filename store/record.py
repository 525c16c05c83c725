"""A training loop of one's own takes part: what it tells becomes a run of the store, live for as long as it lives.

    with Run("flowers", "mixup", seed=1, settings={"optimizer.lr": 0.1, "mixup.alpha": 0.2}, epochs=10) as run:
        for _ in range(10):
            run.log({"train.loss": train(), "val.accuracy": validate()})
        run.measure({"test.accuracy": test()})

Nothing but the standard library and a JSON library is imported: a loop may be in any framework, or in none.
"""

import os
import platform
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from store.errors import StoreError
from store.events import EventWriter
from store.files import hold
from store.folders import new_folder
from store.foreign import LARGEST, checked_name, foreign_config, identified
from store.forms import RECORD_FORMS, STATE_FORMS, is_whole, misfits, shown
from store.ids import new_id
from store.liveness import this_machine
from store.run import EVENTS, LOCK
from store.run import Run as KeptRun
from store.store import Store

STORE = "runs"
PAUSE = 0.1
"""Seconds between two lines that tell of progress, at least."""
FRAMEWORKS = ("torch", "numpy", "jax", "tensorflow", "sklearn")
_held: set[int] = set()


def _let_go() -> None:
    """Close the locks of the parent in a child that was forked, or a run would live on with it."""
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


class Run:
    """A run that this process does in a loop of its own, and tells of as it goes.

    Every list and every screen has it at once. It lives for as long as the process: one that is killed leaves a run
    that is lost, with every figure that was logged. `with` says how it ended.
    """

    def __init__(  # noqa: PLR0913 - everything that a run may say of itself, by name
        self,
        experiment: str,
        variant: str = "baseline",
        *,
        seed: int = 0,
        settings: Mapping[str, Any] | None = None,
        epochs: int = 0,
        goal: str | None = None,
        baseline: str = "baseline",
        select: str = "last",
        metric: str = "val.accuracy",
        note: str = "",
        tags: Sequence[str] = (),
        device: str = "",
        store: "str | os.PathLike[str] | None" = None,
    ) -> None:
        """Make the run's folder in a store (`BACKSLIDE_STORE`, or `runs`).

        Runs of equal settings, under the same experiment and variant, are one group over their seeds. `epochs` is how
        many are planned, 0 where nobody knows. `metric` says what the list shows, and which epoch's figures count where
        `select` is `best`. Raises `StoreError` for what no list could show.
        """
        self._store = Store(Path(store or os.environ.get("BACKSLIDE_STORE") or STORE))
        self._progressed = self._began = time.monotonic()
        config = foreign_config(settings or {}, epochs, select, metric)
        self._epochs, self._select, self._epoch = config["training"]["epochs"], config["training"]["select"], -1
        self._process = os.getpid()
        record = {
            "experiment": checked_name("an experiment", experiment),
            "variant": checked_name("a variant", variant),
            "seed": _item(seed),
            "goal": goal,
            "baseline": baseline,
            "note": "",
            **identified(config, _item(seed)),
            **_provenance(),
        }
        self._begin(record, {"keep": [], "note": note, "tags": list(tags)}, device)

    def _begin(self, record: Mapping[str, Any], state: Mapping[str, Any], device: str) -> None:
        """Make the folder, its lock held before anybody can see it: who is not locked is dead."""
        now = time.time()
        launched = {"t": now, "pid": os.getpid(), **this_machine().as_evidence(), "device": device or None}
        state = {**state, "launched": launched}
        _require_fit(record, state)
        self._store.make()
        whole = {**record, "id": new_id(now), "created": now}
        with new_folder(self._store.root, whole, state) as made:
            self._lock = hold(made / LOCK)
        _held.add(self._lock)
        self._run = KeptRun(self._store.root / whole["id"])
        self._events = EventWriter(self._run.folder / EVENTS)
        self._events.write("started", pid=os.getpid(), epochs=self._epochs, device_name=device)
        self._store.summarize(self._run)

    @property
    def id(self) -> str:
        """What the run is called in its store."""
        return self._run.id

    @property
    def folder(self) -> Path:
        """The run's folder: what the loop wants to keep beside its figures may lie there."""
        return self._run.folder

    @property
    def stop_requested(self) -> bool:
        """Whether somebody asked the run to stop; the loop looks at it when it can end well."""
        return bool(self._run.state()["stop_requested"])

    def log(self, metrics: Mapping[str, Any], epoch: int | None = None) -> None:
        """Tell the figures of an epoch, the next one unless it is named (or of a step: whatever rises).

        When this returns, no kill can lose them. A figure that is not finite is kept as missing.
        """
        number, now = max(self._epoch, 0) + 1 if epoch is None else _item(epoch), time.monotonic()
        if not (is_whole(number) and number > self._epoch):
            raise StoreError(f"epoch: {shown(epoch)} is to be a whole number from {self._epoch + 1} on")
        self._tell("epoch", epoch=number, metrics=_numbers(metrics), seconds=now - self._began)
        self._epoch, self._began = number, now

    def progress(self, step: int, steps: int, loss: Any = None) -> None:
        """Tell how far the next epoch is; most calls cost a look at the clock."""
        if (now := time.monotonic()) - self._progressed >= PAUSE:
            self._progressed = now
            told = {} if loss is None else _numbers({"loss": loss})
            done, whole = int(_item(step)), int(_item(steps))
            self._tell("progress", epoch=max(self._epoch, 0) + 1, step=max(done, 0), steps=max(whole, 0), **told)

    def measure(self, metrics: Mapping[str, Any]) -> None:
        """Tell what the weights that count were measured to do in the end: `test.accuracy`, and so on."""
        self._tell("measured", of=self._select, metrics=_numbers(metrics))

    def warn(self, setting: str, text: str) -> None:
        """Say of a setting that it did nothing, or something else than it seems to: the diff shows it there."""
        self._tell("warning", setting=str(setting), text=str(text))

    def finish(self) -> None:
        """Say that all is done; a `with` block does so at its end, unless it was asked to stop before that."""
        self._end("finished")

    def stop(self, reason: str = "") -> None:
        """Say that the run ended before it was done, as somebody wished."""
        self._end("stopped", reason=reason)

    def fail(self, reason: str) -> None:
        """Say that the run failed, and why."""
        self._end("failed", reason=reason)

    def _tell(self, kind: str, **fields: Any) -> None:
        if self._lock < 0:
            raise StoreError(f"{self._run.name} ({self.id}) has ended, and nothing more can be told of it")
        if os.getpid() == self._process:  # a child that was forked has nothing to say of its parent's run
            self._events.write(kind, **fields)

    def _end(self, kind: str, reason: str = "") -> None:
        if self._lock < 0 or os.getpid() != self._process:
            return
        self._tell(kind, reason=reason.encode(errors="replace").decode())
        self._events.close()
        self._store.summarize(self._run)
        _held.discard(self._lock)
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None or (isinstance(error, SystemExit) and not error.code):
            early = self.stop_requested and (not self._epochs or self._epoch < self._epochs)
            self._end("stopped" if early else "finished")
        elif issubclass(kind, KeyboardInterrupt):
            self.stop("interrupted")
        else:
            self.fail(f"{kind.__name__}: {error}".removesuffix(": "))


def _provenance() -> dict[str, Any]:
    known = {name: getattr(sys.modules.get(name), "__version__", "") for name in FRAMEWORKS}
    return {
        "program": Path(sys.argv[0] or "a program").name,
        "versions": {"python": platform.python_version()} | {name: told for name, told in known.items() if told},
        "host": socket.gethostname(),
    }


def _require_fit(record: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Refuse what no reader of a run could make sense of, before anything of it is written."""
    for problem in chain(misfits(record, RECORD_FORMS), misfits(state, STATE_FORMS)):
        raise StoreError(problem)


def _item(value: Any) -> Any:
    """Return a number of NumPy, or of a tensor, as one of Python; anything else as it is."""
    return value.item() if hasattr(value, "item") else value


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Return figures as numbers of Python; those of NumPy and of tensors are asked for theirs."""
    found = {}
    for name, value in metrics.items():
        try:
            number = _item(value)
            found[str(name)] = number if type(number) is int and abs(number) < LARGEST else float(number)
        except (TypeError, ValueError, OverflowError):
            raise StoreError(f"metrics: {name}: {shown(value)} is to be a number") from None
    return found
