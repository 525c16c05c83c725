"""A store whose files are damaged one at a time, and what must be true of it all the same."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from safetensors import SafetensorError, safe_open

from store import health
from store.errors import StoreError, sentence
from store.files import write_json
from store.format import FILE as FORMAT
from store.ids import new_id
from store.index import FILE as INDEX
from store.line import FILE as LINE
from store.liveness import this_machine
from store.run import BEST, EVENTS, EXIT, LAST, NEW_STATE, PREDICTIONS, RECORD, STATE
from store.status import Status
from store.store import Store
from store.summary import summarize_whatever
from tests.faults.mutations import Damage, Snapshot, damage
from tests.support.stores import BEGAN, make_store
from tests.trainer.engine.runs import SMALL
from tests.trainer.engine.trained import finished
from trainer.launch.board import Board
from tui.commands import main
from tui.listing.runlist import RunList
from tui.run.view import View, courses_of

STATUSES = [Status.FINISHED] * 6 + [Status.FAILED, Status.QUEUED, Status.WAITING, Status.STOPPED, Status.LOST]
WEIGHTS = (LAST, BEST, PREDICTIONS)
FILES = {RECORD: 6, STATE: 6, EVENTS: 6, EXIT: 3, LAST: 4, BEST: 2, PREDICTIONS: 1, INDEX: 6, LINE: 2, FORMAT: 1}
"""How often each file is damaged."""
COMMANDS_EACH = 1
PROGRAM_ERROR = re.compile(r"Traceback|\b[A-Z]\w+(Error|Exception|Group)\b|backslide: [A-Z]\w+: ")
"""How a mistake of the program shows; none of the sentences for people looks so."""
COMMANDS: dict[str, Callable[[str], list[str]]] = {
    "list": lambda _: ["list"],
    "list filtered": lambda _: ["list", "regularizers.dropout.rate>0.1"],
    "list json": lambda _: ["list", "--format", "json"],
    "show": lambda id_: ["show", id_, "--all"],
    "show json": lambda id_: ["show", id_, "--format", "json"],
    "diff": lambda id_: ["diff", "decline/baseline", id_],
    "diff all": lambda _: ["diff", "decline/baseline", "decline/tuned", "--all"],
    "table": lambda _: ["table", "decline"],
    "queue": lambda _: ["queue"],
    "log": lambda id_: ["log", id_],
    "resume": lambda id_: ["resume", id_],
    "reindex": lambda _: ["reindex"],
    "doctor": lambda _: ["doctor"],
}


def make_damageable(root: Path) -> Store:
    """Make a store of runs in every state, one of them really trained, with a queue that was once paused."""
    make_store(root, len(STATUSES), statuses=STATUSES)
    folder = finished(
        root / new_id(BEGAN + 9000),
        data={"name": "digits", "classes": ["0", "1"]},
        network=SMALL,
        regularizers={"ema": {}},
    )
    launched = {"t": 1.0, "pid": 1, "device": "cpu", **this_machine().as_evidence()}
    write_json(folder / STATE, NEW_STATE | {"launched": launched})
    record = orjson.loads((folder / RECORD).read_bytes())
    write_json(folder / RECORD, record | {"created": BEGAN + 9000, "config_hash": "beef"})
    write_json(root / LINE, {"paused": None})
    store = Store(root)
    store.reindex()
    return store


@dataclass
class Fuzz:
    """Damages a store again and again, and looks whether its promises hold."""

    store: Store
    chance: Random
    capsys: pytest.CaptureFixture[str]
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.root = self.store.root
        self.snapshot = Snapshot(self.root)
        self.documents = {id_: summarize_whatever(self.store.run(id_)).document() for id_ in self.store.ids()}
        self.needs = {id_: set(self.store.run(id_).state()["depends_on"]) for id_ in self.documents}
        (self.trained,) = (path.parent.name for path in self.root.glob(f"*/{LAST}"))
        assert health.examine(self.store) == []

    def strike(self, *, long: bool = False) -> None:
        """Damage one file, look at everything, and mend it."""
        (name,) = self.chance.choices(list(FILES), list(FILES.values()))
        victim = self.trained if name in WEIGHTS else self.chance.choice(sorted(self.documents))
        path = self.root / name if (self.root / name).exists() else self.root / victim / name
        if not path.exists():
            victim = min(self.root.glob(f"*/{name}")).parent.name
            path = self.root / victim / name
        before = path.read_bytes()
        done = damage(path, self.chance, long=long and name not in WEIGHTS)
        self.counts[name] += 1
        self.counts[f"{done.how}"] += 1
        try:
            self._look(done, victim if path.parent != self.root else "", before)
        except BaseException as error:
            error.add_note(f"{path.relative_to(self.root)}: {done.how}: {(done.content or b'')[:3000]!r}")
            raise
        finally:
            self.capsys.readouterr()
            self.snapshot.restore()

    def _look(self, done: Damage, victim: str, before: bytes) -> None:
        try:
            store = Store(self.root)
        except StoreError as error:
            check_sentence(str(error), self.root / FORMAT)
            self._command(["list"])
            return
        self._rows(store, done, victim)
        self._doctor(store, done, victim, before)
        if done.path.name in WEIGHTS:
            self._weights(done)
            return
        self._screens(store, victim)
        for name in self.chance.sample(sorted(COMMANDS), COMMANDS_EACH):
            self._command(COMMANDS[name](victim or self.trained))
        Board(Store(self.root)).scan()
        told = self.capsys.readouterr()
        assert not PROGRAM_ERROR.search(told.err), told.err

    def _rows(self, store: Store, done: Damage, victim: str) -> None:
        """Hold the rows of all runs that nothing was done to against what they were."""
        rows = {row.id: row for row in store.rows()}
        touched = {victim} | {id_ for id_, needed in self.needs.items() if victim in needed}
        for id_, document in self.documents.items():
            if id_ not in touched:
                unsure = {"reason": ""} if done.path.name == LINE else {}
                assert rows[id_].document() | unsure == document | unsure, f"{id_} is another"
        for row in rows.values():
            assert not PROGRAM_ERROR.search(row.reason), row.reason

    def _doctor(self, store: Store, done: Damage, victim: str, before: bytes) -> None:
        """See that what is damaged is named, and nothing else."""
        texts = [finding.text for finding in health.examine(store)]
        for text in texts:
            assert not PROGRAM_ERROR.search(text), text
            assert len(text) < 1000
            assert str(done.path.name) in text or (victim and victim in text) or INDEX in text, text
        if is_damage(done, before):
            self.counts["damaged for certain"] += 1
            named = [text for text in texts if done.path.name in text and (not victim or victim in text)]
            assert named, f"{done.path.name} is damaged, and it is not named in {texts}"

    def _screens(self, store: Store, victim: str) -> None:
        """Make what the app shows of the list and of the damaged run."""
        RunList(store.rows()).lines()
        for row in store.rows():
            assert isinstance(row.spark, list)
        if not victim or not (self.root / victim).is_dir():
            return
        run = store.run(victim)
        try:
            view = View(run.record, run.history(), run.standing(), courses_of(run.record, run.history()))
        except (StoreError, OSError) as error:
            check_sentence(sentence(error), self.root)
            return
        for made in (view.head, view.outcome, view.figures, view.figure_rows, view.warnings):
            made()

    def _command(self, words: list[str]) -> None:
        self.capsys.readouterr()
        status = main([*words, "--store", str(self.root)])
        told = self.capsys.readouterr()
        self.counts["commands"] += 1
        assert status in {0, 1, 2}
        assert not PROGRAM_ERROR.search(told.err), f"{words}: {told.err}"
        if words[0] != "log":
            assert not PROGRAM_ERROR.search(told.out), f"{words}: {told.out}"
        if status == 2:
            assert told.err.strip(), words

    def _weights(self, done: Damage) -> None:
        """See that what trains on from a damaged file, or begins with one, says so in a sentence."""
        from trainer.engine.start import start_preprocessing
        from trainer.engine.weights import WeightsError, read_weights

        try:
            read_weights(done.path)
            start_preprocessing(done.path)
        except (WeightsError, StoreError) as error:
            check_sentence(str(error), done.path)
        if done.path.name == LAST and done.how != "lengthened":
            self._resume(done)

    def _resume(self, done: Damage) -> None:
        from trainer.engine.run import train

        self.capsys.readouterr()
        torn = done.content is not None and _is_torn_weights(done.path)
        outcome = train(self.root / self.trained)
        told = self.capsys.readouterr()
        self.counts["resumed"] += 1
        assert "Traceback" not in told.out + told.err, told.err
        if outcome.status == "failed":
            self.counts["refused to resume"] += 1
            assert LAST in outcome.reason or "loss" in outcome.reason, outcome.reason
            assert not PROGRAM_ERROR.search(outcome.reason), outcome.reason
        else:
            assert not torn


def check_sentence(text: str, path: Path) -> None:
    """See that what is told names a file, or what lies in a folder, and is written for a person."""
    assert str(path) in text
    assert not PROGRAM_ERROR.search(text), text


def is_damage(done: Damage, before: bytes) -> bool:
    """Say whether a file holds for certain what it must not hold; what is merely another value is no damage."""
    name = done.path.name
    if done.content is None:
        return done.how not in {"gone", "dangling"} or name in {RECORD, STATE}
    if name in WEIGHTS:
        return _is_torn_weights(done.path)
    if name == INDEX:
        return done.content != before
    if name == EVENTS:
        return any(not _is_event(line) for line in done.content.split(b"\n")[:-1])
    values = _parsed(done.content)
    return not isinstance(values, dict) or _changes_types(_parsed(before), values)


def _is_torn_weights(path: Path) -> bool:
    try:
        with safe_open(path, "pt") as file:
            for name in file.keys():  # noqa: SIM118 - it is no dictionary
                file.get_tensor(name)
    except (SafetensorError, OSError, ValueError):
        return True
    return False


def _is_event(line: bytes) -> bool:
    event = _parsed(line)
    return isinstance(event, dict) and isinstance(event.get("kind"), str)


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


READ_BY_ALL = {
    *("experiment", "variant", "seed", "created", "config"),
    *("tags", "depends_on", "note", "order", "priority", "ended"),
}
"""Entries that everybody reads."""


def _changes_types(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether an entry that everybody reads is of another kind than it was; null says that there is none."""
    common = {name for name in READ_BY_ALL & before.keys() & after.keys() if after[name] is not None}
    return any(_kind(before[name]) is not _kind(after[name]) for name in common)


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)
