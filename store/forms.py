"""The form of what stands in a store's files: what each entry holds, so that a damaged one is told where it is read.

An entry that is missing, or that this version does not know, is no damage.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from store.errors import StoreError
from store.files import as_damage, read_json

if TYPE_CHECKING:
    from pathlib import Path

LATEST = 253_402_300_800
"""The unix time at which the years have five digits: no clock says so, and no calendar knows it."""
MOST = 10**15
"""More than anybody counts of epochs, steps, or bytes of memory."""
LONGEST_VALUE = 60
MOST_TOLD = 3


class Form(NamedTuple):
    """What an entry holds, in words and as a question."""

    said: str
    fits: Callable[[Any], bool]


Forms = Mapping[str, "Form | Forms"]
"""The forms of a table's entries by name; those of a table within it are forms again."""


def misfits(values: Mapping[str, Any], forms: Forms, place: str = "") -> Iterator[str]:
    """Yield what is wrong with a table: `'depends_on' is to be a list of ids, not 'all'`."""
    for name in forms.keys() & values.keys():
        form, value, path = forms[name], values[name], f"{place}{name}"
        if isinstance(form, Form):
            if not form.fits(value):
                yield f"{path!r} is to be {form.said}, not {shown(value)}"
        elif isinstance(value, dict):
            yield from misfits(value, form, f"{path}.")
        else:
            yield f"{path!r} is to be a table, not {shown(value)}"


def read_formed(path: "Path", forms: Forms) -> dict[str, Any] | None:
    """Return the object in a JSON file, or None where there is no such file; what does not fit is a StoreError."""
    values = read_json(path)
    found = sorted(misfits(values, forms)) if values else []
    if found:
        raise StoreError(f"{path}: {'; '.join(found[:MOST_TOLD])}{'; …' if len(found) > MOST_TOLD else ''}")
    return values


class FormedFile:
    """A JSON file that is read again only once another has taken its place. Nobody may change what it gives."""

    def __init__(self, path: "Path", forms: Forms) -> None:
        self.path, self.forms = path, forms
        self._stamp: tuple[int, int, int] | None = None
        self._values: dict[str, Any] | None = None

    def read(self) -> dict[str, Any] | None:
        """Return what `read_formed` gives of the file as it is now."""
        try:
            stamp = _stamp_of(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise as_damage(self.path, error) from None
        if stamp != self._stamp:
            self._values = read_formed(self.path, self.forms)
            self._stamp = stamp
        return self._values


def _stamp_of(path: "Path") -> tuple[int, int, int]:
    """Return what is another for another file; opened, as a network file system looks anew for that alone."""
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(opened)
    finally:
        os.close(opened)
    return found.st_ino, found.st_mtime_ns, found.st_size


def shown(value: Any) -> str:
    """Return a value as a sentence shows it; a long one is cut."""
    text = repr(value[:LONGEST_VALUE] if isinstance(value, str | list) else value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def is_whole(value: Any) -> bool:
    """Say whether a value counts something."""
    return type(value) is int and 0 <= value <= MOST


def is_number(value: Any) -> bool:
    """Say whether a value is a number; one that stands for yes or no is not."""
    return type(value) in {int, float}


def is_moment(value: Any) -> bool:
    """Say whether a value is a unix time that a calendar knows."""
    return type(value) in {int, float} and 0 <= value < LATEST


def is_text(value: Any) -> bool:
    """Say whether a value is a text."""
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def _is_launch(value: Any) -> bool:
    return isinstance(value, dict) and not any(misfits(value, LAUNCH))


def _is_launches(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_launch, value))


def _is_weights(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_texts, value.values()))


def _is_plugins(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _or_null(form: Form) -> Form:
    return Form(f"{form.said} or null", lambda value: value is None or form.fits(value))


TEXT = Form("a text", is_text)
TEXTS = Form("a list of texts", _is_texts)
IDS = Form("a list of ids", _is_texts)
WHOLE = Form("a whole number from 0", is_whole)
SEED = Form("a whole number", lambda value: type(value) is int)
NUMBER = Form("a number", is_number)
MOMENT = Form("a unix time", is_moment)
TABLE = Form("a table", lambda value: isinstance(value, dict))

LAUNCH: Forms = {
    "t": MOMENT,
    "pid": _or_null(WHOLE),
    "child": _or_null(WHOLE),
    "host": _or_null(TEXT),
    "boot_id": _or_null(TEXT),
    "pid_namespace": _or_null(TEXT),
    "device": _or_null(TEXT),
    "device_name": _or_null(TEXT),
}
"""What run.json says of one launch."""

STATE_FORMS: Forms = {
    "order": NUMBER,
    "priority": NUMBER,
    "paused": _or_null(MOMENT),
    "gpus": _or_null(TEXTS),
    "gpu_memory": _or_null(
        Form("a whole number from 0 or 'measured'", lambda value: is_whole(value) or value == "measured")
    ),
    "retries": WHOLE,
    "halvings": WHOLE,
    "batch_parts": Form("a whole number from 1", lambda value: is_whole(value) and value > 0),
    "keep": TEXTS,
    "notify": _or_null(TEXTS),
    "notified": _or_null(MOMENT),
    "time_limit": _or_null(NUMBER),
    "stop_reason": _or_null(TEXT),
    "depends_on": IDS,
    "launched": _or_null(Form("a table of a launch", _is_launch)),
    "earlier": Form("a list of launches", _is_launches),
    "stop_requested": _or_null(MOMENT),
    "skipped": _or_null(TEXT),
    "hindered": TEXT,
    "tags": TEXTS,
    "note": TEXT,
}
"""run.json."""

CONFIG_FORMS: Forms = {
    "data": {"name": TEXT},
    "source": _or_null(TABLE),
    "network": {"name": TEXT, "start": TEXT},
    "optimizer": {"name": TEXT},
    "schedule": {"name": TEXT},
    "training": {
        "epochs": WHOLE,
        "threads": WHOLE,
        "batch_size": WHOLE,
        "device": TEXT,
        "select": TEXT,
        "select_metric": TEXT,
    },
    "regularizers": {},
}
"""What every reader of a run needs of its settings; whoever trains it looks at all of them."""

RECORD_FORMS: Forms = {
    "experiment": TEXT,
    "title": _or_null(TEXT),
    "variant": TEXT,
    "seed": SEED,
    "goal": _or_null(TEXT),
    "baseline": _or_null(TEXT),
    "note": _or_null(TEXT),
    "experiment_note": _or_null(TEXT),
    "config": CONFIG_FORMS,
    "config_hash": TEXT,
    "created": MOMENT,
    "start_run": _or_null(TEXT),
    "weights": _or_null(Form("a table of lists of ids", _is_weights)),
    "plugins": _or_null(Form("a list of tables", _is_plugins)),
    "code": _or_null(TABLE),
    "git": _or_null(TABLE),
    "program": _or_null(TEXT),
    "imported": _or_null(TABLE),
}
"""config.json."""

EXIT_FORMS: Forms = {
    "status": _or_null(SEED),
    "signal": _or_null(SEED),
    "ended": MOMENT,
    "launched": _or_null(MOMENT),
    "peak_memory": _or_null(NUMBER),
    "short_of_memory": _or_null(Form("true or false", lambda value: isinstance(value, bool))),
}
"""exit.json."""

LINE_FORMS: Forms = {
    "paused": _or_null(MOMENT),
    "until": _or_null(MOMENT),
    "held": IDS,
    "budget": _or_null(WHOLE),
    "over": _or_null(WHOLE),
}
"""queue.json."""

_NAMES = Form("a list of names, or their number", lambda value: is_whole(value) or _is_texts(value))
EVENT_FORMS: dict[str, Form] = (
    dict.fromkeys(("epoch", "epochs", "step", "steps", "steps_per_epoch", "pid"), WHOLE)
    | dict.fromkeys(
        ("device", "device_name", "from", "of", "what", "setting", "text", "reason", "advice", "cause"), TEXT
    )
    | dict.fromkeys(("metrics", "settings"), TABLE)
    | dict.fromkeys(("taken", "new", "unused"), _NAMES)
    | dict.fromkeys(("seconds", "images_per_second"), _or_null(NUMBER))
    | {"t": MOMENT}
)
"""A line of events.jsonl; a field means the same whatever the kind."""
