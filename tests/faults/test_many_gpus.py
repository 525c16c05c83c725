"""A driver that is made up: eight GPUs, strangers, cards that fall off the bus, memory that is allocated late.

Two stores of two users ask for them at once, by real locks in a folder that both may write (where the tests are root's;
else the user is one). `FULL=1` simulates 10,000 hours, else 1,000.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest

from store.files import hold
from store.store import Store
from tests.faults.havoc import FULL, SEED
from trainer.launch import claims, dispatching, shares
from trainer.launch.board import Waiting
from trainer.launch.devices import Claim, Devices, Need
from trainer.launch.dispatching import Dispatcher
from trainer.launch.gpus import Driver, Gpu

pytestmark = pytest.mark.stress
HOURS = 10_000 if FULL else 1000
TICKS = 4
"""Looks in an hour."""
CARDS, GIB, TOTAL = 8, 2**30, 80
ANOTHER = 65534
"""A user who is not root."""
STRANGER = 0
"""The process that is none of ours."""
PATIENCE = 120 * TICKS
"""Ticks within which each run has to begin; there is work for about two thirds of the cards."""


@dataclass
class Under:
    """A run under way: what it holds, and until when."""

    claim: Claim
    until: int
    allocates: int
    """The tick at which its memory is allocated."""
    group: int
    """Its process group, and the process that computes."""


@dataclass
class World:
    """Cards, strangers and runs, tick by tick."""

    chance: Random
    now: int = 0
    away: dict[str, int] = field(default_factory=dict)
    """Cards that are off the bus, until when."""
    strangers: dict[str, int] = field(default_factory=dict)
    under: list[Under] = field(default_factory=list)
    groups: Iterator[int] = field(default_factory=lambda: count(1))

    def look(self) -> Devices:
        """Return what the driver says now."""
        return Devices(2, Driver("570", tuple(self._gpu(n) for n in range(CARDS) if f"GPU-{n}" not in self.away)))

    def tick(self) -> None:
        """Let time pass: runs end, strangers and cards come and go."""
        self.now += 1
        for one in [one for one in self.under if one.until <= self.now]:
            one.claim.close()
            self.under.remove(one)
        for events, share, longest in ((self.away, 0.002, 40), (self.strangers, 0.01, 60)):
            for uuid in [uuid for uuid, until in events.items() if until <= self.now]:
                del events[uuid]
            if self.chance.random() < share:
                events[f"GPU-{self.chance.randrange(CARDS)}"] = self.now + self.chance.randint(1, longest)

    def _gpu(self, number: int) -> Gpu:
        uuid = f"GPU-{number}"
        ours = [one for one in self.under if one.claim.device == uuid and one.allocates <= self.now]
        used = sum((one.claim.memory or 70 * GIB) for one in ours) + (20 * GIB if uuid in self.strangers else 0)
        pids = [*(one.group for one in ours), *([STRANGER] if uuid in self.strangers else [])]
        return Gpu(number, uuid, "H100", max(TOTAL * GIB - used, 0), TOTAL * GIB, len(pids), pids=tuple(pids))

    def check(self) -> None:
        """No card holds more than it has, and none that is somebody's own holds anything else."""
        for number in range(CARDS):
            on = [one.claim for one in self.under if one.claim.device == f"GPU-{number}"]
            whole = [claim for claim in on if claim.memory is None]
            assert not whole or len(on) == 1, "a whole card is one run's"
            assert sum(claim.memory or 0 for claim in on) <= TOTAL * GIB


class Side:
    """One store: its dispatcher, with a line of made-up runs in place of its board."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.user = world, os.geteuid()
        store = Store(folder)
        store.make()
        self.dispatcher = Dispatcher(store, hold(folder / dispatching.LOCK), world.look())
        self.line: list[tuple[Waiting, int]] = []
        """Runs that wait, each with the tick since when."""
        self.waits: list[int] = []
        self.begun: list[tuple[tuple[str, ...], int]] = []
        """What runs asked for, and their numbers, in the order in which they began."""
        self._number = 0
        self.dispatcher.board = SimpleNamespace(
            waiting=self.line, ready=self._ready, needs=self._needs, begin=lambda _: None
        )  # type: ignore[assignment]

    def queue(self) -> None:
        chance = self.world.chance
        memory = chance.choice([None, 5, 10, 20, 40])
        gpus = chance.choice([None, None, None, ("0", "1"), ("7",)])
        self._number += 1
        need = Need("auto", 1, gpus, None if memory is None else memory * GIB)
        run: Any = SimpleNamespace(id=str(self._number), change_state=lambda: nullcontext({}))
        self.line.append((Waiting(run, (0.0, float(self._number)), (), need), self.world.now))

    def start(self, claim: Claim) -> None:
        """Stand in for a supervisor: hold what was claimed."""
        gpu = self.world.look().gpus
        assert claim.device in {one.uuid for one in gpu}, "it is on the bus"
        assert claim.device not in self.world.strangers, "nobody else computes there"
        held = Claim(claim.device, claim.device_name, 1, list(map(os.dup, claim.descriptors)), claim.memory)
        now, chance, group = self.world.now, self.world.chance, next(self.world.groups)
        if held.memory is not None:
            claims.note(held.descriptors[-1], group=group)
        self.world.under.append(Under(held, now + chance.randint(1, 60), now + chance.randint(0, 3), group))
        self.world.check()

    def began(self, waiting: Waiting) -> None:
        since = next(since for one, since in self.line if one is waiting)
        self.line[:] = [pair for pair in self.line if pair[0] is not waiting]
        self.waits.append(self.world.now - since)
        self.begun.append((waiting.need.gpus or (), int(waiting.run.id)))

    def _needs(self) -> frozenset[Need]:
        return frozenset(waiting.need for waiting, _ in self.line)

    def _ready(self) -> Iterator[Waiting]:
        return iter([waiting for waiting, _ in self.line])


@contextmanager
def acting_as(user: int) -> Iterator[None]:
    """Let files be opened and made by another user."""
    own = os.geteuid()
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(own)


@pytest.fixture
def shared_claims(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of claims that every user can reach, which pytest's own folders are not."""
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setenv("BACKSLIDE_CLAIMS", f"{folder}/claims")
        yield Path(folder) / "claims"


@pytest.fixture
def sides(tmp_path: Path, shared_claims: Path, monkeypatch: pytest.MonkeyPatch) -> list[Side]:
    shared_claims.mkdir()
    shared_claims.chmod(0o1777)
    world = World(Random(SEED))
    monkeypatch.setattr(dispatching, "find_devices", world.look)
    monkeypatch.setattr(shares, "group_of", lambda pid: pid)
    both = [Side(world, tmp_path / name) for name in ("one", "two")]
    both[1].user = ANOTHER if os.geteuid() == 0 else os.geteuid()

    def start(side: Side, waiting: Waiting) -> bool:
        claimed = dispatching.claim(waiting.need, side.dispatcher.devices, {}, side.dispatcher.turns.is_next)
        if claimed is None:
            return False
        side.start(claimed)
        claimed.close()
        side.began(waiting)
        return True

    for side in both:
        monkeypatch.setattr(side.dispatcher, "_start", lambda waiting, side=side: start(side, waiting))
    return both


def test_no_card_is_over_booked_the_order_is_kept_and_no_run_starves(sides: list[Side], shared_claims: Path) -> None:
    world = sides[0].world
    for _ in range(HOURS * TICKS):
        world.tick()
        for side in world.chance.sample(sides, 2):
            if world.chance.random() < 0.1:
                side.queue()
            with acting_as(side.user):
                side.dispatcher._start_ready()
        world.check()
        assert all(world.now - since < PATIENCE for side in sides for _, since in side.line), "a run starves"
    for side in sides:
        for asked in {asked for asked, _ in side.begun}:
            numbers = [number for each, number in side.begun if each == asked]
            assert numbers == sorted(numbers), "who came first began first"
        with acting_as(side.user):
            side.dispatcher.turns.keep(())
    owners = {path.stat().st_uid for path in shared_claims.glob("*.lock")}
    assert owners == {side.user for side in sides}, "each user has made claims"
    waits = [wait / TICKS for side in sides for wait in side.waits]
    print(f"seed {SEED}: {HOURS} h, {len(waits)} runs waited {sum(waits) / len(waits):.1f} h, {max(waits):.1f} at most")
    for one in world.under:
        one.claim.close()
