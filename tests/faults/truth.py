"""What must be true of a store whoever was killed: at the next look, and once all is over."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from store.files import is_locked
from store.run import Run
from store.status import Status
from store.store import Store
from store.summary import summarize
from tests.trainer.launch.scene import STAND_IN, events

PATIENCE = 2.0
"""Seconds within which a look at the store must show the truth."""
LOCKS = ("index.lock", "queue.lock", "queue.json.lock")
"""What is held for a moment only."""
ROLES = {
    "trainer.launch.dispatcher": "dispatcher",
    "trainer.launch.supervisor": "supervisor",
    "trainer": "child",
    str(STAND_IN): "child",
}
WORKING = (Status.RUNNING, Status.STOPPING)


@dataclass(frozen=True)
class Living:
    """A process that works for a store: what it is, its number, and the run that it is about (a dispatcher: none)."""

    role: str
    pid: int
    run: str


def living(store: Store, role: str = "") -> list[Living]:
    """Return the processes that work for a store, found by their calls and not by what the store says."""
    found = (_living(store.root, process) for process in psutil.process_iter(["cmdline"]))
    return [one for one in found if one is not None and role in ("", one.role)]


def _living(root: Path, process: psutil.Process) -> Living | None:
    words = process.info["cmdline"] or []
    role = next((ROLES[word] for word in words if word in ROLES), None)
    about = next((word for word in words if word == str(root) or word.startswith(f"{root}/")), None)
    if role is None or about is None or "export" in words:
        return None
    return Living(role, process.pid, Path(about).relative_to(root).name)


def check_now(*stores: Store) -> None:
    """See to it that everything that stores say becomes true within two seconds."""
    deadline = time.monotonic() + PATIENCE
    for store in stores:
        while wrong := untruths(store):
            assert time.monotonic() < deadline, "; ".join(wrong)
            time.sleep(0.01)


def untruths(store: Store) -> list[str]:
    """Return what is wrong at this moment with what a store says of its runs."""
    here = living(store)
    rows = {row.id: row.status for row in Store(store.root).rows()}
    children = [one for one in here if one.role == "child"]
    wrong = [f"index.json: {problem}" for problem in [store.index.file.problem()] if problem]
    wrong += [f"{name} is held" for name in LOCKS if is_locked(store.root / name)]
    wrong += [f"nobody knows of {one}" for one in children if one.run not in rows]
    wrong += [f"{id_} is in the trash as well" for id_ in store.trashed() if id_ in rows]
    for id_, status in rows.items():
        wrong += _untruths_of(store, id_, status, sum(one.run == id_ for one in children))
    return wrong


def _untruths_of(store: Store, id_: str, status: Status, children: int) -> list[str]:
    wrong = []
    if children > 1:
        wrong.append(f"{id_} has {children} children at once")
    if (status in WORKING) != (children > 0):
        wrong.append(f"{id_} is {status} with {children} living children")
    now = Run(store.root / id_).standing().status
    if now is not status:
        wrong.append(f"{id_} is listed as {status} and is {now}")
    return wrong


def check_whole(store: Store, known: Sequence[str]) -> None:
    """See to it that each run that was ever seen is in the store or in the trash, whole, and not in both."""
    there, trashed = set(store.ids()), set(store.trashed())
    assert not there & trashed
    assert set(known) <= there | trashed
    for folder in [*(store.root / id_ for id_ in there), *(store.root / "trash" / id_ for id_ in trashed)]:
        run = Run(folder)
        assert all((run.record.get("config"), run.state()["order"])), f"{folder} is not whole"


def check_story(run: Run) -> None:
    """See to it that a run was begun at most once a launch, and has every epoch that its console tells."""
    state = run.state()
    launches = [*state["earlier"], *([state["launched"]] if state["launched"] else [])]
    began = events(run, "started")
    assert len(began) <= len(launches), f"{run.id} was begun {len(began)} times in {len(launches)} launches"
    assert len({event["pid"] for event in began}) == len(began)
    assert acknowledged(run) <= {event["epoch"] for event in events(run, "epoch")}
    if run.standing().status is Status.FINISHED:
        assert [event["epoch"] for event in run.history().epochs] == list(range(1, epochs_of(run) + 1))


def acknowledged(run: Run) -> set[int]:
    """Return the epochs that a run's console tells as done."""
    path = run.folder / "console.log"
    told = path.read_text() if path.exists() else ""
    return {int(number) for number in re.findall(r"^epoch +(\d+)", told, re.MULTILINE)}


def epochs_of(run: Run) -> int:
    """Return how many epochs a run is to have in the end."""
    asked: dict[str, Any] = run.record["config"]["training"]
    return int(asked["epochs"])


def check_rows(store: Store) -> None:
    """See to it that the rows of all runs, most of which come from the index, are what their folders make."""
    rows = {row.id: row for row in Store(store.root).rows()}
    for id_ in store.ids():
        assert rows[id_].document() == summarize(store.run(id_)).document()
