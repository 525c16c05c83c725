"""A run as a list shows it, and the small document that the index keeps of it."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from store.sparks import decode
from store.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 600
"""Bytes that a row's document may take in the index, so that 10,000 runs are read in a tenth of a second."""
LONGEST_TEXT = 80
USUAL_BASELINE = "baseline"
"""What the variant that others are compared with is called, unless the experiment says otherwise."""
DAMAGED = "damaged: "
"""What the reason of a run begins with whose files cannot be read."""
_ALWAYS = frozenset({"experiment", "variant", "config_hash"})
_SPARE = (("figures", 2), ("last", 1))
"""What a document goes without to be small, in this order, and how many entries are left then.

The two figures that stay are the goal's and the test accuracy.
"""
_NAMES = ("experiment", "variant", "seed", "config_hash", "created")
Figures = dict[str, int | float]


class Row(msgspec.Struct, kw_only=True, gc=False):
    """One run, light enough for ten thousand of them, which are read straight from the file of the index.

    No row holds another, so that the garbage collector (`gc`) need not look for circles of them.
    """

    id: str = ""
    experiment: str
    variant: str
    seed: int
    config_hash: str
    created: float
    status: Status
    reason: str = ""
    epoch: int = 0
    """Epochs done."""
    epochs: int = 0
    """Epochs asked for."""
    last: Figures = {}
    """Figures of the newest epoch."""
    best: Figures = {}
    """The metric that the run selects by, at its best, and the `epoch` of it."""
    figures: Figures = {}
    """What was measured at the start and at the end: `test.accuracy`, `start.test.accuracy`, `speed.…`."""
    held_out: str = ""
    """Marks the examples that it is tested on (`store.held_out`); nothing where that is not known."""
    baseline: str = USUAL_BASELINE
    """The variant that its experiment compares with."""
    goal: str | None = None
    reached: bool | None = None
    device: str = ""
    seconds: float = 0.0
    """Seconds spent, without pauses."""
    ended: float = 0.0
    """When it ended (unix time); 0 where it has not, or where an older index does not say."""
    curve: str = ""
    """The select metric's course, encoded; see `spark`."""
    note: str = ""
    tags: tuple[str, ...] = ()

    @property
    def is_damaged(self) -> bool:
        """Whether its files cannot be read, so that nothing is known of it but, at best, its name."""
        return self.status is Status.UNKNOWN and self.reason.startswith(DAMAGED)

    @property
    def spark(self) -> list[float]:
        """The course of the metric that the run selects by, as at most 16 values."""
        return decode(self.curve)

    @property
    def name(self) -> str:
        """`experiment/variant/seed`."""
        return f"{self.experiment}/{self.variant}/{self.seed}"

    @property
    def best_value(self) -> float | None:
        """The best value of the metric that the run selects by."""
        return next((value for name, value in self.best.items() if name != "epoch"), None)

    def figure(self, name: str) -> float | None:
        """Return a figure of the end, else of the newest epoch; None where the row does not have it."""
        value = self.figures.get(name)
        return value if value is not None else self.last.get(name)

    def document(self) -> dict[str, Any]:
        """Return what the index keeps: at most `LARGEST` bytes, figures that a list shows first going last.

        Of a run that has more to say (a note, tags, long names) it keeps that it has not ended: then everything is read
        from its folder.
        """
        kept = {name: value for name, value in self._whole_document().items() if name in _ALWAYS or _says(value)}
        for name, least in _SPARE:
            while len(orjson.dumps(kept)) > LARGEST and len(kept.get(name, ())) > least:
                kept[name].popitem()
        if len(orjson.dumps(kept)) <= LARGEST:
            return kept
        return {name: kept[name] for name in _NAMES if name in kept} | {"status": str(Status.UNKNOWN)}

    def _whole_document(self) -> dict[str, Any]:
        return {
            "experiment": self.experiment,
            "variant": self.variant,
            "seed": self.seed,
            "config_hash": self.config_hash,
            "created": round(self.created, 3),
            "status": str(self.status),
            "reason": _short(self.reason),
            "epoch": self.epoch,
            "epochs": self.epochs,
            "last": _rounded(self.last),
            "best": _rounded(self.best),
            "figures": _rounded(self.figures),
            "held_out": self.held_out,
            "baseline": "" if self.baseline == USUAL_BASELINE else self.baseline,
            "goal": self.goal,
            "reached": self.reached,
            "device": _short(self.device),
            "seconds": round(self.seconds, 1),
            "ended": round(self.ended, 1) or None,
            "curve": self.curve,
            "note": _short(self.note),
            "tags": list(self.tags),
        }


created: "Callable[[Row], float]" = attrgetter("created")
by_age = attrgetter("created", "id")
"""What rows are sorted by, the oldest first."""


def named(rows: dict[str, Row]) -> dict[str, Row]:
    """Give rows that were read from the index their ids."""
    for id_, row in rows.items():
        row.id = id_
    return rows


def row_of(id_: str, document: dict[str, Any]) -> Row:
    """Return the row of an index document; a ValueError says what is wrong with it."""
    try:
        return named({id_: msgspec.convert(document, Row)})[id_]
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _says(value: Any) -> bool:
    return value not in (None, "", [], {})


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    """Keep six significant digits: enough to list and to filter by."""
    return {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in figures.items()}
