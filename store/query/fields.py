"""What a filter can ask of a run: its fields, and by dotted path its figures and settings."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from store.errors import StoreError, did_you_mean

if TYPE_CHECKING:
    from store.row import Row

Filter = Callable[["Row"], bool]
SettingsOf = Callable[["Row"], Mapping[str, Any]]
GOALS = {True: "reached", False: "missed", None: "none"}


class Field(NamedTuple):
    """One thing to ask for; of `text`, a value needs to be a part only."""

    get: "Callable[[Row], Any]"
    kind: Literal["word", "text", "number", "day"]
    help: str


FIELDS: dict[str, Field] = {
    "id": Field(lambda row: row.id, "word", "what names this run alone"),
    "name": Field(lambda row: row.name, "word", "experiment/variant/seed"),
    "experiment": Field(lambda row: row.experiment, "word", "the experiment that it belongs to"),
    "variant": Field(lambda row: row.variant, "word", "the variant that it is of"),
    "seed": Field(lambda row: row.seed, "number", "the seed of its randomness"),
    "status": Field(lambda row: str(row.status), "word", "how it stands: failed, running, …"),
    "created": Field(lambda row: row.created, "day", "when it was queued"),
    "ended": Field(lambda row: row.ended or None, "day", "when it ended"),
    "epoch": Field(lambda row: row.epoch, "number", "epochs done"),
    "epochs": Field(lambda row: row.epochs, "number", "epochs asked for"),
    "best": Field(lambda row: row.best_value, "number", "the best value of what it selects by"),
    "test": Field(lambda row: row.figure("test.accuracy"), "number", "its test accuracy"),
    "seconds": Field(lambda row: row.seconds, "number", "seconds spent"),
    "goal": Field(lambda row: GOALS[row.reached], "word", "reached, missed or none"),
    "device": Field(lambda row: row.device, "text", "what it was trained on"),
    "hash": Field(lambda row: row.config_hash, "word", "the hash of its settings"),
    "note": Field(lambda row: row.note, "text", "what was noted on it"),
    "reason": Field(lambda row: row.reason, "text", "why it ended as it did, or waits"),
    "tag": Field(lambda row: row.tags, "word", "its tags"),
}
"""What a filter can ask of a row, beside figures (`test.accuracy`) and settings (`optimizer.lr`), which have a dot."""
DAYS = frozenset(name for name, field in FIELDS.items() if field.kind == "day")
_EXAMPLES = {"status": "failed", "created": "2026-11-24", "ended": "2026-11-24", "goal": "missed"}
_BY_KIND = {"word": "tuned", "text": "tuned", "number": "3", "day": "2026-11-24"}


def value_of(field: str, settings: SettingsOf | None = None) -> "Callable[[Row], Any]":
    """Return what looks up a field, a figure or a setting in a row; None where the row does not have it."""
    if field in FIELDS:
        return FIELDS[field].get
    if "." not in field:
        known = did_you_mean(field, FIELDS) or f"; fields are {', '.join(FIELDS)}, and paths of settings and figures"
        raise StoreError(f"there is no field {field!r} to ask a run for{known}")
    return _figure_or_setting(field, settings)


def _figure_or_setting(path: str, settings: SettingsOf | None) -> "Callable[[Row], Any]":
    def get(row: "Row") -> Any:
        figure = row.figure(path)
        return figure if figure is not None or settings is None else settings(row).get(path)

    return get


def kind_of(field: str) -> str:
    """Return what kind of value a field has; nothing for paths."""
    return FIELDS[field].kind if field in FIELDS else ""


def example(field: str) -> str:
    """Return a value that a field may be asked for."""
    return _EXAMPLES.get(field) or _BY_KIND.get(kind_of(field), "0.5")
