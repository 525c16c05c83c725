"""Telling a person, by a command of theirs, that a run or an experiment has ended."""

import json
import os
import signal
import subprocess
import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any

from store.errors import StoreError
from store.run import Run
from store.status import Status
from store.store import Store
from store.visible import visible

LOG = "notify.log"
LONGEST = 60.0
"""Seconds after which a command is killed that has not ended."""
LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Ending:
    """A run that has ended, whom to tell, and how it ended."""

    run: Run
    command: tuple[str, ...]
    status: Status
    reason: str
    launched: Any = None
    """Which of the run's launches it was that ended."""

    @property
    def experiment(self) -> str:
        """The experiment that the run belongs to."""
        return experiment_of(self.run)

    def about(self) -> dict[str, Any]:
        """Return what is told of it."""
        return _about(self.run.id, self.run.name, self.status, self.reason)


@dataclass
class Notices:
    """The commands that one dispatcher has started. No shell sees what they are told: it is in their environment.

    They are told of each ending at least once: should the dispatcher be killed in between, the next tells it again.
    """

    store: Store
    _line: deque[tuple[tuple[str, ...], dict[str, Any], list[Ending]]] = field(default_factory=deque)
    _under_way: "subprocess.Popen[bytes] | None" = None
    _since: float = 0.0

    def tell(self, endings: Iterable[Ending], left: Collection[str]) -> None:
        """Tell of runs that have ended, and of experiments of which nothing is left; note it in each run then."""
        told = list(endings)
        for ending in told:
            about = {"event": "run", "experiment": ending.experiment, **ending.about()}
            self._put(ending.command, about, [ending] if ending.experiment in left else [])
        for experiment, command in dict.fromkeys((one.experiment, one.command) for one in told):
            if experiment not in left:
                runs = [one for one in told if (one.experiment, one.command) == (experiment, command)]
                self._put(command, self._experiment(experiment), runs)

    @property
    def busy(self) -> bool:
        """Whether a command is at work, or waits for its turn."""
        return self._under_way is not None or bool(self._line)

    def go_on(self) -> None:
        """Start the next command once the one before has ended, or taken too long."""
        if self._under_way is not None and self._under_way.poll() is None:
            if time.monotonic() - self._since > LONGEST:
                self._complain(f"{self._under_way.args!r} took more than {LONGEST:g} s and was killed")
                with suppress(ProcessLookupError):
                    os.killpg(self._under_way.pid, signal.SIGKILL)
            return
        if self._under_way is not None and self._under_way.returncode:
            self._complain(f"{self._under_way.args!r} ended with status {self._under_way.returncode}")
        self._under_way = None
        if self._line:
            command, about, endings = self._line.popleft()
            self._start(command, about)
            for ending in endings:
                _mark(ending)

    def _put(self, command: tuple[str, ...], about: dict[str, Any], endings: list[Ending]) -> None:
        """Put a command into the line; of these endings nobody need be told again once it has been started."""
        self._line.append((command, about | {"store": str(self.store.root)}, endings))

    def _experiment(self, name: str) -> dict[str, Any]:
        rows = [row for row in self.store.rows() if row.experiment == name]
        counts = Counter(str(row.status) for row in rows)
        reason = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        runs = [_about(row.id, row.name, row.status, row.reason) for row in rows]
        status = "finished" if set(counts) == {"finished"} else "ended"
        return {
            "event": "experiment",
            "experiment": name,
            "name": name,
            "status": status,
            "reason": reason,
            "runs": runs,
        }

    def _start(self, command: tuple[str, ...], about: dict[str, Any]) -> None:
        try:
            with (self.store.root / LOG).open("ab") as log, TemporaryFile() as told:
                told.write(json.dumps(about).encode())
                told.seek(0)
                self._under_way = subprocess.Popen(
                    command,
                    stdin=told,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, **dict(_variables(about))},
                    start_new_session=True,
                )
        except (OSError, ValueError) as error:
            self._complain(f"{command[0]}: cannot be run: {error}")
        self._since = time.monotonic()

    def _complain(self, text: str) -> None:
        with suppress(OSError), (self.store.root / LOG).open("a") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {visible(text)}\n")


def _about(id_: str, name: str, status: Status, reason: str) -> dict[str, str]:
    return {"id": id_, "name": name, "status": str(status), "reason": reason}


def _variables(about: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is told as environment variables; characters that would act on a terminal are escaped."""
    for name in ("event", "experiment", "id", "name", "status", "reason", "store"):
        if name in about:
            yield f"BACKSLIDE_{name.upper()}", visible(str(about[name]))[:LONGEST_TEXT]


def ending_of(run: Run) -> Ending | None:
    """Return how a run ended of which somebody is still to be told."""
    state = run.state()
    if not state["notify"] or state["notified"]:
        return None
    standing = run.standing()
    if not standing.status.ended:
        return None
    return Ending(run, tuple(state["notify"]), standing.status, standing.reason, state["launched"])


def experiment_of(run: Run) -> str:
    """Return the experiment that a run belongs to, as far as its record can be read."""
    with suppress(StoreError, OSError):
        return str(run.record.get("experiment", "?"))
    return "?"


def _mark(ending: Ending) -> None:
    """Note that somebody has been told, unless the run goes on by now and will end once more."""
    with suppress(StoreError, OSError), ending.run.change_state() as state:
        if state["launched"] == ending.launched:
            state["notified"] = time.time()
