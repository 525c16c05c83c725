"""One small process a run: starts the child, hands requests to stop on to it, and writes down how it ended.

Started as `python -P -m trainer.launch.supervisor FOLDER CLAIM` by a dispatcher, whose end it survives.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from store.errors import StoreError
from store.files import UNWRITABLE, hold, write_json
from store.liveness import this_machine
from store.run import EXIT, LOCK, STATE, Run
from trainer.launch import claims
from trainer.launch.devices import Claim, claim_from
from trainer.launch.ends import Ends
from trainer.launch.errors import LaunchError
from trainer.launch.snapshot import with_kept_code

CONSOLE = "console.log"
TICK = 0.05
"""Seconds between two looks at the requests; the end of the child cuts them short."""
GRACE = 60.0
"""Seconds that a child has to end its step and write its checkpoint before it is killed; or BACKSLIDE_GRACE."""
GONE = 5.0
"""Seconds for which a run's folder is to be gone before its child is stopped, since nothing could be kept of it."""
NO_SPACE = 75
"""Exit status of a supervisor that could write nothing before it had launched anything: to be tried again."""
LEFT_ALONE = 76
"""Exit status of one that found the run stopped, paused, or in somebody else's hands before it had launched it."""
VMSTAT = Path("/proc/vmstat")
CHILD = "BACKSLIDE_CHILD"
"""Names a Python file that is run in place of the trainer; how launching is tested without training."""


def child_command(folder: Path) -> list[str]:
    """Return the call that does the run in a folder; -P keeps the folder that it is started from out of its imports."""
    stand_in = os.environ.get(CHILD)
    program = [stand_in] if stand_in else ["-m", "trainer", "run"]
    return [sys.executable, "-P", *program, str(folder)]


class Supervisor:
    """Watches over one child, from before its start until nothing of it is left."""

    def __init__(self, run: Run, claim: Claim, lock: int) -> None:
        self.run = run
        self.claim = claim
        self.inherited = [lock, *claim.descriptors]
        """What the child's life keeps locked, even if this process is killed."""
        self.told: float | None = None
        """When the child was asked to stop."""
        self.asked = False
        self.launched: float | None = None
        """When the run was launched, which says later whose end exit.json tells."""
        self.deadline: float | None = None
        """When the run is to be stopped, by the monotonic clock."""
        self._state_seen = (0, 0)
        self._folder_seen = time.monotonic()

    def supervise(self) -> bool:
        """Do the run; False if someone has done it, or has asked to leave it."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)
        if not self._launch():
            return False
        try:
            child = self._start()
        except (OSError, LaunchError) as error:
            self._console(f"the child cannot be started: {error}")
            self._write_exit({"status": 127, "signal": None, "peak_memory": None})
            return True
        self._write_exit(self._watch(child))
        return True

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def _launch(self) -> bool:
        """Note who does the run, if nobody has done it; the lock is held, so nobody else can be at this point."""
        with self.run.change_state() as state:
            if any(state[name] for name in ("launched", "stop_requested", "skipped", "paused")):
                return False
            self.launched = time.time()
            if state["time_limit"]:
                self.deadline = time.monotonic() + state["time_limit"]
            state["launched"] = {
                "t": self.launched,
                "pid": os.getpid(),
                "device": self.claim.device,
                "device_name": self.claim.device_name,
                **this_machine().as_evidence(),
            }
        return True

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, **self.claim.environment(), "PYTHONFAULTHANDLER": "1"}
        environment = with_kept_code(environment, self.run.folder.parent, self.run.record.get("snapshot"))
        with (self.run.folder / CONSOLE).open("ab") as console:
            return subprocess.Popen(
                child_command(self.run.folder),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                env=environment,
                process_group=0,
                pass_fds=self.inherited,
            )

    def _watch(self, child: "subprocess.Popen[bytes]") -> dict[str, Any]:
        """Wait for the child's end and return it; a zombie keeps its number until its group is killed."""
        self._note(child.pid)
        if self.claim.memory is not None:
            claims.note(self.claim.descriptors[-1], group=child.pid)  # whoever shares the GPU knows it by that
        kernel_kills, ends = oom_kills(), Ends()
        ends.watch(child.pid)
        import_module("store.store")  # now, while the child starts: at the end, runs wait for this one to be over
        while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            self._hand_on_requests(child.pid)
            ends.wait(TICK)
        ends.close()
        _kill_group(child.pid)
        _, code, usage = os.wait4(child.pid, 0)
        status = os.waitstatus_to_exitcode(code)
        child.returncode = status
        return {
            "status": status if status >= 0 else None,
            "signal": -status if status < 0 else None,
            "peak_memory": usage.ru_maxrss * 1024,
            "short_of_memory": status == -signal.SIGKILL and oom_kills() > kernel_kills,
        }

    def _note(self, child: int) -> None:
        """Note the child's number, in case that this process is killed; a full disk is no reason to leave the child."""
        with suppress(OSError, StoreError), self.run.change_state() as state:
            state["launched"]["child"] = child

    def _hand_on_requests(self, child: int) -> None:
        now = time.monotonic()
        if self.told is not None:
            if now - self.told > _grace():
                _kill_group(child)
        elif self.asked or self._stop_requested() or self._is_over_time() or self._is_gone(now):
            self.told = now
            os.kill(child, signal.SIGTERM)

    def _is_over_time(self) -> bool:
        """Say whether the run's time is over, and note it as a request to stop with its reason."""
        if self.deadline is None or time.monotonic() < self.deadline:
            return False
        self.deadline = None
        with suppress(OSError, StoreError), self.run.change_state() as state:
            state["stop_requested"] = time.time()
            state["stop_reason"] = f"its time limit of {state['time_limit']:g} s was over"
        return True

    def _stop_requested(self) -> bool:
        """Say whether run.json asks to stop; it is read only when it has been replaced."""
        with suppress(OSError, StoreError):
            file = (self.run.folder / STATE).stat()
            version = (file.st_ino, file.st_mtime_ns)
            if version != self._state_seen:
                requested = bool(self.run.state()["stop_requested"])
                self._state_seen = version
                return requested
        return False

    def _is_gone(self, now: float) -> bool:
        """Say whether the run's folder has been gone for a while: deleted, moved, or on a disk that was unmounted."""
        try:
            (self.run.folder / STATE).stat()
        except FileNotFoundError:
            return now - self._folder_seen > GONE
        except OSError:
            return False
        self._folder_seen = now
        return False

    def _console(self, line: str) -> None:
        with (self.run.folder / CONSOLE).open("a") as console:
            console.write(f"{line}\n")

    def _write_exit(self, end: dict[str, Any]) -> None:
        write_json(self.run.folder / EXIT, {**end, "ended": time.time(), "launched": self.launched})


def oom_kills() -> int:
    """Return how many processes this machine's kernel has killed since its start because it ran out of memory."""
    with suppress(OSError):
        for line in VMSTAT.read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def _kill_group(leader: int) -> None:
    """Kill a child with all that it has started: workers may hold the memory of a GPU."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _grace() -> float:
    return float(os.environ.get("BACKSLIDE_GRACE") or GRACE)


def main(folder: Path, claim: Claim) -> int:
    """Supervise the run in a folder, unless another process does."""
    try:
        lock = hold(folder / LOCK, timeout=0.5)  # whoever looks whether it is held holds it for a moment
    except StoreError:
        return LEFT_ALONE
    except OSError as error:
        return NO_SPACE if error.errno in UNWRITABLE else LEFT_ALONE
    run = Run(folder)
    try:
        if not Supervisor(run, claim, lock).supervise():
            return LEFT_ALONE
        from store.store import Store

        Store(folder.parent).summarize(run)
    except (StoreError, OSError) as error:
        return _told(run, error)
    finally:
        os.close(lock)  # before the device is free: who finds it free finds that this run has ended
    return 0


def _told(run: Run, error: Exception) -> int:
    """Say what could not be written, as far as there is room for it, and return the exit status."""
    with suppress(OSError):
        sys.stderr.write(f"{run.id}: {error}\n")
        sys.stderr.flush()
    full = isinstance(error, OSError) and error.errno in UNWRITABLE
    with suppress(OSError, StoreError):
        return NO_SPACE if full and not run.state()["launched"] else 1
    return 1


if __name__ == "__main__":
    ended = main(Path(sys.argv[1]), claim_from(sys.argv[2]))
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(ended)  # to take the interpreter apart takes time, for which the next run would wait
