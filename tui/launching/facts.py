"""What there is to say about a setting: in a line for its editor, and in full."""

from typing import TYPE_CHECKING

from trainer.plan.catalogue import methods_by_group
from trainer.plan.methods import facts as method_facts
from tui.launching.form import SWITCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.regularizers.base import Regularizer
    from trainer.settings.describe import SettingInfo


def facts(info: "SettingInfo") -> str:
    """Return type, bounds, unit and default of a setting in a line."""
    default = "" if info.required or info.default is None else f"default {info.default}"
    kind = "" if info.choices or info.type == "bool" else info.type
    unit = f"in {info.unit}" if info.unit else ""
    return " · ".join(part for part in (kind, info.bounds, unit, default) if part)


def in_full(info: "SettingInfo", problem: str = "") -> str:
    """Return what is wrong with a setting, what it means, and what it may be: a paragraph a line."""
    known = method_facts(_method(info)) if info.type == SWITCH else _values(info)
    return "\n".join(part for part in (problem, info.help, *known) if part)


def _values(info: "SettingInfo") -> "Iterator[str]":
    if info.choices:
        yield f"One of {', '.join(map(str, info.choices))}."
    yield facts(info)


def _method(info: "SettingInfo") -> "type[Regularizer]":
    return dict(methods_by_group())[info.path.removeprefix("regularizers.")]
