"""Settings that name weights: those of a file, of a run, of another variant, or the start of the run itself."""

from typing import Any

from pydantic import Field

from trainer.settings.base import Settings

_MARK = "weights"
VARIANT_KINDS = ("variant", "seeds")
"""Kinds that name a variant of the same experiment: its run of the same seed, or those of all seeds."""


def pattern(*kinds: str) -> str:
    """Return what references must look like: plain words (`start`), or kinds with a name behind them (`run:`)."""
    options = "|".join(f"{kind}.+" if kind.endswith(":") else kind for kind in kinds)
    return rf"^({options})$"


def weights_setting(default: Any, description: str, **bounds: Any) -> Any:
    """Declare a setting that holds a reference, or several.

    What it refers to is done first, counts in the run's identity, and can be read when the run trains.
    """
    return Field(default, description=description, json_schema_extra={"unit": "", _MARK: True}, **bounds)


def reference_settings(model: type[Settings]) -> list[str]:
    """Return the names of a component's settings that hold references."""
    extras = {name: field.json_schema_extra for name, field in model.model_fields.items()}
    return [name for name, extra in extras.items() if isinstance(extra, dict) and extra.get(_MARK)]


def references(component: Settings) -> dict[str, tuple[str, ...]]:
    """Return the references that a component's settings hold, by setting."""
    values = {name: getattr(component, name) for name in reference_settings(type(component))}
    return {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}


def variant_of(reference: Any) -> str | None:
    """Return the variant that a reference names, if it does."""
    kind, colon, name = reference.partition(":") if isinstance(reference, str) else ("", "", "")
    return name if colon and kind in VARIANT_KINDS else None
