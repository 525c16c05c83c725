"""Doing the runs of one store: each as soon as what it needs is done and a device is free."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from store.budget import keep_to_budget
from store.errors import StoreError
from store.files import hold, is_locked
from store.line import line
from store.run import LOCK as RUN_LOCK
from store.run import Run
from store.status import NOT_BEGUN
from store.store import Store
from trainer.launch import doorbell
from trainer.launch.board import Board, Waiting
from trainer.launch.devices import Claim, Devices, Need, claim, find_devices
from trainer.launch.ends import Ends
from trainer.launch.errors import LaunchError
from trainer.launch.line import hold_back
from trainer.launch.notices import Notices
from trainer.launch.resume import resume_by_itself
from trainer.launch.supervisor import LEFT_ALONE, NO_SPACE
from trainer.launch.turns import Turns

LOCK = doorbell.DISPATCHER
TICK = 0.1
"""Seconds between two looks at what is under way; the end of a run cuts them short."""
RENEWAL = 2.0
"""Seconds after which devices are looked at again while runs wait for them: strangers come and go unannounced."""
NEXT = 0.2
"""The same for CPU slots, for which nobody has to ask a driver."""
WEIGHING = 60.0
"""Seconds after which a store that takes more than it may is looked at again: somebody may have made room."""
AGAIN = -1
"""No time of a bell: everything is looked at again."""
PAUSE = 1.0
"""Seconds that are let pass after a trouble such as a full disk."""


class Dispatcher:
    """Does the runs of one store. Everything that it knows can be found again in the folders."""

    def __init__(self, store: Store, lock: int, devices: Devices | None = None) -> None:
        self.store = store
        self.lock = lock
        """The descriptor that says that this store has a dispatcher."""
        self.devices = devices or find_devices()
        self.board = Board(store)
        self.supervisors: dict[str, subprocess.Popen[bytes]] = {}
        self.leaving = False
        """Set where a newer program takes over."""
        self.turns = Turns()
        self.ends = Ends()
        self.notices = Notices(store)
        self._bell = AGAIN
        self._looked = 0.0
        self._until: float | None = None
        """When the queue's time is over, as it was when the bell was rung last."""
        self._held: set[str] = set()
        """Runs that were paused for that."""
        self._over = False
        """Whether the store takes more than it may."""
        self._weighed = 0.0

    def work(self) -> None:
        """Go on until nothing waits or runs, until somebody takes over, or until the store is gone."""
        try:
            while not self.leaving and self._has_its_store() and not self._is_done():
                self.ends.wait(TICK)
        finally:
            self.ends.close()
            self.turns.keep(())

    def _is_done(self) -> bool:
        """Take a step, and say whether nothing is left to do; a trouble is told and passed."""
        try:
            self.step()
            return self._idle() and self._leaves()
        except (StoreError, LaunchError, OSError) as error:
            log(error)
            time.sleep(PAUSE)
            return False

    def _has_its_store(self) -> bool:
        """Say whether the store is still there; one that was deleted and made anew has another lock."""
        try:
            return os.path.samestat((self.store.root / LOCK).stat(), os.fstat(self.lock))
        except FileNotFoundError:
            return False

    def step(self) -> None:
        """Take note of what is new and what has ended, and start what can be started."""
        self.notices.go_on()
        changed = self._hear()
        self._mind_time()
        over = self._ended()
        for run in over:
            self._take_leave(run)
            changed = True
        if over or (self._over and time.monotonic() - self._weighed > WEIGHING):
            self._keep_to_budget()
        if changed or (self.board.waiting and time.monotonic() - self._looked > self._pause()):
            self._looked = time.monotonic()
            self._start_ready()
            endings = [] if self._bell == AGAIN else self.board.endings()  # what is put back waits for the next look
            if endings:
                self.notices.tell(endings, self.board.experiments())

    def _pause(self) -> float:
        return RENEWAL if self.devices.gpus else min(RENEWAL, NEXT)

    def _hear(self) -> bool:
        bell = doorbell.last_rung(self.store.root)
        if bell == self._bell:
            return False
        self.board.scan()
        self._bell = bell
        try:
            found = line(self.store.root)
            self._until, self._over = found["until"], bool(found["over"])
        except StoreError as error:
            log(error)
        return True

    def _mind_time(self) -> None:
        """Pause what trains once the queue's time is over, each run for itself; what fails is tried again."""
        if self._until is None or time.time() < self._until:
            self._held.clear()
            return
        for run in [run for id_, run in self.board.live.items() if id_ not in self._held]:
            try:
                hold_back(self.store, run)
            except StoreError as error:
                log(error)
            self._held.add(run.id)

    def _start_ready(self) -> None:
        """Start runs in their order; where one finds no device, later ones of its kind wait behind it.

        So does whoever has waited for less time than another store's dispatcher.
        """
        full: set[tuple[str, ...]] = set()
        hopeless: set[Need] = set()
        silent = self._renew_devices()
        lines: set[str] = set()
        needs = self.board.needs()
        for waiting in self.board.ready():
            if waiting.need in hopeless:
                continue
            places = waiting.need.places(self.devices)
            self._tell_hindrance(waiting, hindered=not places)
            if places in full or (silent and waiting.need.device != "cpu"):
                hopeless.add(waiting.need)
            elif self._start(waiting):
                self.turns.leave(*places)
            else:
                hopeless.add(waiting.need)
                full.add(places)
                lines.update(places)
            if hopeless >= needs:
                break  # whoever comes later asks for the same
        self.turns.keep(lines)

    def _tell_hindrance(self, waiting: Waiting, *, hindered: bool) -> None:
        """Let a run say that no GPU of this machine is one that it may be put on, as long as that is so."""
        if hindered != waiting.hindered:
            waiting.hindered = hindered
            with waiting.run.change_state() as state:
                state["hindered"] = f"{waiting.need.wanted()} is not there" if hindered else ""

    def _renew_devices(self) -> bool:
        """Look what there is now, and say whether a driver is silent for a while, which sends nobody to the CPU."""
        if not (self.board.waiting and self.devices.gpus):
            return False
        found = find_devices()
        if not found.driver.problem:
            self.devices = found
        return bool(found.driver.problem)

    def _start(self, waiting: Waiting) -> bool:
        """Start a run, and say whether there was a device for it, and is still its turn."""
        run = waiting.run
        holder = {"run": run.id, "store": str(self.store.root), "since": time.time()}
        claimed = claim(waiting.need, self.devices, holder, self.turns.is_next)
        if claimed is None:
            return False
        try:
            if self._ended():
                return False  # the device may be that run's, and whoever waited for it comes first
            self.supervisors[run.id] = _start_supervisor(run, claimed)
            self.ends.watch(self.supervisors[run.id].pid)
        finally:
            claimed.close()
        self.board.begin(run)
        return True

    def _ended(self) -> list[Run]:
        """Return the runs that have ended since it was looked last."""
        return [run for run in self.board.live.values() if not self._is_under_way(run)]

    def _is_under_way(self, run: Run) -> bool:
        supervisor = self.supervisors.get(run.id)
        return (supervisor is not None and supervisor.poll() is None) or is_locked(run.folder / RUN_LOCK)

    def _take_leave(self, run: Run) -> None:
        """Have done with a run that is over, unless it waits again."""
        supervisor = self.supervisors.pop(run.id, None)
        code = None if supervisor is None else supervisor.returncode
        trouble = code is not None and (code == NO_SPACE or code < 0)
        state = _state(run)  # read once: somebody may resume the run while it is judged
        if code in {NO_SPACE, LEFT_ALONE} or _waits_again(state, supervisor) or _goes_on(run):
            self.board.put_back(run)
            self._bell = AGAIN
            time.sleep(PAUSE if trouble else 0)
            return
        with suppress(Exception):  # whatever its folder holds
            if "launched" in state and state["launched"] is None and run.standing().status in NOT_BEGUN:
                # it would not be launched the next time either
                self.board.give_up(run, LaunchError("its supervisor did not start; dispatcher.log says why"))
        if supervisor is not None and supervisor.returncode == 0:
            self.board.forget(run)
        else:
            self.board.drop(run)

    def _keep_to_budget(self) -> None:
        """Keep the store within its budget, unless somebody is just queueing: then at the next look."""
        with suppress(StoreError, OSError):
            for said in keep_to_budget(self.store, patience=0):
                log(said)
            self._over = bool(line(self.store.root)["over"])
            self._weighed = time.monotonic()

    def _idle(self) -> bool:
        return not (self.board.waiting or self.board.live or self.notices.busy)

    def _leaves(self) -> bool:
        """Look once more, under the lock of everyone who queues: who comes later finds no dispatcher and starts one."""
        try:
            queue = hold(self.store.root / doorbell.LOCK, timeout=0)
        except StoreError:
            return False
        try:
            self.board.scan()
            if self._idle():
                os.close(self.lock)
                return True
            self._bell = AGAIN
            return False
        finally:
            os.close(queue)


def _goes_on(run: Run) -> bool:
    """Let a run go on by itself, if it is to; where that cannot be written now, it is looked at again."""
    try:
        return resume_by_itself(run)
    except OSError:
        return True
    except Exception:  # noqa: BLE001 - whatever its folder holds
        return False


def _state(run: Run) -> dict[str, Any]:
    """Return run.json, or nothing where it cannot be read."""
    with suppress(StoreError, OSError):
        return run.state()
    return {}


def _waits_again(state: dict[str, Any], supervisor: "subprocess.Popen[bytes] | None") -> bool:
    """Say whether a run was paused, or its supervisor killed, before it began, or resumed as soon as it had ended."""
    with suppress(Exception):  # whatever its folder holds
        launches = [launched.get("pid") for launched in state["earlier"]]
        resumed = bool(launches) and (supervisor is None or launches[-1] == supervisor.pid)
        killed = supervisor is not None and supervisor.returncode < 0
        return not state["launched"] and (bool(state["paused"]) or resumed or killed)
    return False


def log(text: object) -> None:
    """Write a line to dispatcher.log, where stderr goes."""
    with suppress(OSError):  # the log lies in the store, whose disk may be full
        sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
        sys.stderr.flush()


def _start_supervisor(run: Run, claimed: Claim) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-P", "-m", "trainer.launch.supervisor", str(run.folder), claimed.as_text()]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=claimed.descriptors, cwd=run.folder.parent
    )
