"""The runs of a group: where each stands, what it was measured to do, and what it really did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store.compare.metrics import with_made_figures
from store.errors import StoreError, sentence
from store.goal import reached
from store.row import DAMAGED
from store.status import Status

if TYPE_CHECKING:
    from store.compare.moment import Moment
    from store.history import History
    from store.run import Run


@dataclass(frozen=True, slots=True)
class Member:
    """One run of a group: where it stands, and what it was measured to do."""

    id: str
    seed: int
    status: Status
    figures: Mapping[str, float]
    reached: bool | None = None
    """Whether it reached its goal; None without one, or before its metric is measured."""
    data: str = ""
    """The fingerprint of its data."""
    code: str = ""
    """The version and hash of the code that trained it."""
    warnings: tuple[str, ...] = ()
    """What it says of settings that did nothing, or something else than they seem to: `path: text`."""
    device: str = ""
    """What it trained on, by name."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """The versions of Python and of the packages that decide how a run trains."""
    start: str = ""
    """The run whose weights it began with."""
    effective: Mapping[str, Any] = field(default_factory=dict)
    """What it really did: where it trained, how long, and what its methods tell (`dropout.layers`)."""
    epoch: int = 0
    """The epoch that its figures are of; 0 where that is not known."""
    epochs: int = 0
    """How many epochs it has done."""
    host: str = ""
    """The machine that it was queued on."""
    created: float = 0.0
    """When it was queued, as unix time."""
    reason: str = ""
    """Why it stands where it does, where there is more to be said of it."""
    got_there: bool = True
    """Whether it has come as far as the epoch that is compared."""

    @property
    def stands(self) -> str:
        """Where it stands, in a word."""
        return DAMAGED.rstrip(": ") if self.reason.startswith(DAMAGED) else str(self.status)


def member_of(run: "Run", moment: "Moment" = None) -> Member:
    """Return a run as a member of its group, with its figures at a moment."""
    record, standing, history = run.record, run.standing(), run.history()
    training, code = table_of(table_of(record, "config"), "training"), table_of(record, "code")
    select, metric = moment or training.get("select", "best"), training.get("select_metric", "val.accuracy")
    figures = history.figures(select, metric)
    return Member(
        id=run.id,
        seed=record.get("seed", 0),
        status=standing.status,
        figures=with_made_figures(figures) if history.epochs or history.measured else {},
        reached=reached(record.get("goal"), figures),
        data=str(record.get("data_fingerprint") or ""),
        code=f"{code.get('version', '?')}, {str(code.get('hash', '?'))[:8]}" if code else "",
        warnings=tuple(f"{event.get('setting')}: {event.get('text')}" for event in history.warnings),
        device=str((history.started or {}).get("device_name") or ""),
        versions={name: str(value) for name, value in table_of(record, "versions").items()},
        start=str(record.get("start_run") or ""),
        host=str(record.get("host") or ""),
        created=float(record.get("created", 0.0)),
        reason=standing.reason,
        effective=_effective(history),
        epoch=history.epoch_of(select, metric),
        epochs=history.epoch,
        got_there=not isinstance(moment, int) or history.epochs.place_of(moment) >= 0,
    )


def member_whatever(run: "Run", moment: "Moment" = None) -> Member:
    """Return a run as a member of its group, also where its files are damaged: then nothing of it counts.

    Raises `StoreError` where not even its record can be read.
    """
    try:
        return member_of(run, moment)
    except (StoreError, OSError) as error:
        record = run.record
        return Member(
            id=run.id,
            seed=record.get("seed", 0),
            status=Status.UNKNOWN,
            figures={},
            created=float(record.get("created", 0.0)),
            reason=f"{DAMAGED}{sentence(error)}",
        )


def _effective(history: "History") -> dict[str, Any]:
    """Return what a run really did, under the paths of the settings that ask for it where there are some."""
    started, end = history.started or {}, history.end or {}
    finished = end.get("kind") == "finished"
    facts = {
        "training.device": started.get("device_name"),
        "training.threads": started.get("threads"),
        "training.epochs": history.epoch if finished else None,
        "training.ended": end.get("reason") if finished else None,
    }
    return {name: value for name, value in (facts | history.effective).items() if value not in (None, "")}


def table_of(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a table of a record, empty where it is missing or something else."""
    table = values.get(name)
    return table if isinstance(table, Mapping) else {}
