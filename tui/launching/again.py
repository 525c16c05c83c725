"""A run again with one change: what can be changed of it, and what became of the change, in words."""

from typing import TYPE_CHECKING

from tui.formats import plural
from tui.launching.form import SWITCH, Field, form_fields
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.diagnose.again import Changed, Origin
    from trainer.launch.queue import Queued

MOST_NAMED = 5
"""Seeds that a question names."""


def fields_of(origin: "Origin") -> list[Field]:
    """Return every declared setting with the value that the runs have, those that are set first."""
    fields = [field for field in form_fields(origin.alone) if not field.whole_experiment]
    return sorted(fields, key=lambda field: not _is_set(field, origin.variant))


def value_of(field: Field, variant: str) -> str:
    """Return the value that a setting has, as it would be typed; nothing where it has none."""
    return field.values.get(variant, "")


def choices_of(fields: "Sequence[Field]", variant: str) -> list[Choice]:
    """Return the settings to choose from, each with its present value and its help."""
    return [Choice(field.label, f"{_shown(field, variant)} · {field.info.help}") for field in fields]


def problem_of(origin: "Origin", path: str, value: str) -> str:
    """Return what speaks against a change, in a sentence; nothing if it can be made."""
    from store.errors import StoreError
    from trainer.diagnose.again import changed
    from trainer.settings.problems import PlanError
    from tui.launching.checking import beside

    try:
        changed(origin, [f"{path}={value}"])
    except PlanError as error:
        return beside(error.problems[0], path)
    except StoreError as error:
        return str(error)
    return ""


def told_of(queued: "Queued", change: "Changed") -> str:
    """Say what became of a change: what was queued, and what the store had already."""
    own = [run for run in queued.runs if run.record["variant"] == change.variant]
    new = {run.id for run in (*queued.new, *queued.resumed)}
    old = [run for run in own if run.id not in new]
    if len(old) == len(own):
        return f"{there_in_words([run.name for run in old])}, so nothing is queued"
    had = f"; {there_in_words([run.name for run in old])}" if old else ""
    queued_own = len(own) - len(old)
    needed = len(new) - queued_own
    first = f", and {plural(needed, 'run')} whose weights it needs" if needed else ""
    return f"{plural(queued_own, 'run')} queued: {change.name}{first}{had}"


def there_in_words(names: "Sequence[str]") -> str:
    """Say that runs with these settings are there already."""
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more} {'have' if more else 'has'} these very settings already"


def seeds_in_words(seeds: "Sequence[int]") -> str:
    """Return the seed, or the first few of several."""
    more = f" and {len(seeds) - MOST_NAMED} more" if len(seeds) > MOST_NAMED else ""
    return f"seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds[:MOST_NAMED]))}{more}"


def _is_set(field: Field, variant: str) -> bool:
    """Say whether a setting is other than declared, or of a method that is on."""
    if variant not in field.values:
        return False
    if field.info.type == SWITCH:
        return field.values[variant] == "true"
    return field.inner or field.info.required or field.values[variant] != _usual(field)


def _usual(field: Field) -> str:
    from tui.launching.form import as_written

    return as_written(field.info.default)


def _shown(field: Field, variant: str) -> str:
    if variant not in field.values:
        return "off"
    if field.info.type == SWITCH:
        return "on" if field.values[variant] == "true" else "off"
    return field.values[variant] or "not set"
