"""What is known of settings: a plain list that the caller hands in, so that no registry is needed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

SECTIONS = ("data", "source", "network", "optimizer", "schedule", "training")
REGULARIZERS = "regularizers"


class SettingLike(Protocol):
    """The attributes that a description of a setting must have."""

    @property
    def path(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def default(self) -> Any: ...
    @property
    def help(self) -> str: ...
    @property
    def bounds(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its dotted path, the group that it is shown in, its unit, default, help and bounds."""

    path: str
    group: str = ""
    unit: str = ""
    default: Any = None
    help: str = ""
    bounds: str = ""


def flatten(config: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the settings of a nested configuration by dotted path.

    A method without settings of its own is `{}`, so that it shows; a section without any leaves nothing.
    """
    flat: dict[str, Any] = {}
    for name, value in config.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and (value or not prefix):
            flat.update(flatten(value, f"{path}."))
        else:
            flat[path] = value
    return flat


def method_of(path: str) -> str:
    """Return the regularizer that a path belongs to, or nothing: `mixup` for `regularizers.mixup.alpha`."""
    parts = path.split(".", 2)
    return parts[1] if parts[0] == REGULARIZERS and len(parts) > 1 else ""
