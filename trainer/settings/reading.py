"""From what a person wrote to settings, with every mistake kept."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import ValidationError

from store.errors import did_you_mean
from trainer.settings.base import Settings
from trainer.settings.component import Component, broken_entries, members
from trainer.settings.problems import Problem, one_of, shown
from trainer.settings.wording import describe_error, reword

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
S = TypeVar("S", bound=Settings)
C = TypeVar("C", bound=Component)


@dataclass
class Reader:
    """Reads tables into settings. Mistakes gather in `problems`, so one pass finds them all.

    With `foreign_names`, an unknown name may come from a plug-in that has not been run: it gathers in `unchecked`.
    """

    foreign_names: bool = False
    problems: list[Problem] = field(default_factory=list)
    unchecked: list[Problem] = field(default_factory=list)

    def component(self, family: type[C], raw: Any, place: str, default: str | None = None) -> C | None:
        """Return the member of a family that `raw["name"]` chooses, with its settings; None after a mistake."""
        if not isinstance(raw, dict):
            self.wrong(place, f'must be a table with a name, such as {{ name = "…" }}, not {shown(raw)}')
            return None
        name = raw.get("name", default)
        member = self.member(family, name, f"{place}.name")
        if member is None:
            self._unknown_to_all(family, raw, place)
            return None
        own = {**raw, "name": name} if "name" in member.model_fields else _without_name(raw)
        return self.settings(member, own, place, f"{noun(family)} {name!r}")

    def _unknown_to_all(self, family: type[Component], raw: dict[str, Any], place: str) -> None:
        """Tell what no member of a family has, where it is not known which one is meant."""
        known = dict.fromkeys(["name", *(key for member in members(family) for key in member.model_fields)])
        for key in raw.keys() - known.keys() if not (self.foreign_names or broken_entries()) else ():
            self.wrong(f"{place}.{key}", f"is no setting of any {noun(family)}{did_you_mean(key, known)}")

    def member(self, family: type[C], name: Any, place: str) -> type[C] | None:
        """Return the class that a name of a family stands for; None after a mistake."""
        known = family.registry()
        if name is None:
            self.wrong(place, f"is missing; it would be {one_of(known)}")
        elif not isinstance(name, str):
            self.wrong(place, f"must be a text in quotes, not {shown(name)}")
        elif name in known:
            return known[name]
        elif self.foreign_names:
            self.unchecked.append(Problem(place, f"{shown(name)} may come from a plug-in; it is checked at launch"))
        else:
            near = did_you_mean(name, known) or f"; {one_of(known)}"
            self.wrong(place, f"{shown(name)} is no {noun(family)}{near}{perhaps_installed()}")
        return None

    def settings(self, model: type[S], raw: Any, place: str, owner: str) -> S | None:
        """Return the settings of one table, or None after a mistake."""
        if not isinstance(raw, dict):
            self.wrong(place, f"must be a table, not {shown(raw)}")
            return None
        families = nested_families(model)
        nested = {
            name: self.component(families[name], raw[name], f"{place}.{name}")
            for name in families
            if raw.get(name) is not None
        }
        own = {name: value for name, value in raw.items() if name not in families}
        try:
            read = model.model_validate_json(json.dumps(_default_paths(model) | own), strict=True)
            return model(**{**dict(read), **nested}) if nested and all(nested.values()) else read
        except ValidationError as error:
            self.keep(error, model, own, place, owner)
            return None

    def keep(self, error: ValidationError, model: type[Settings], raw: dict[str, Any], place: str, owner: str) -> None:
        """Keep pydantic's findings, one for each place (alternatives of a union are joined)."""
        found: dict[Place, list[str]] = {}
        last = {}
        details = [(_place(raw, detail), detail) for detail in error.errors(include_url=False)]
        for where, detail in details:
            if not _is_lesser(where, detail, details):
                found.setdefault(where, []).append(reword(detail))
                last[where] = describe_error(detail, model, owner)
        for where, texts in found.items():
            alternatives = " or ".join(dict.fromkeys(texts[:-1]))
            self.wrong(
                ".".join([*filter(None, [place]), *map(str, where)]),
                f"{alternatives} or {last[where]}" if alternatives else last[where],
            )

    def wrong(self, place: str, text: str) -> None:
        """Keep one mistake."""
        self.problems.append(Problem(place, text))


def nested_families(model: type[Settings]) -> dict[str, type[Component]]:
    """Return the fields of a model that hold a component (`extra` of a data source), with the family of each."""
    fields = model.model_fields.items()
    return {name: family for name, info in fields if (family := _family(info.annotation)) is not None}


def _family(annotation: Any) -> type[Component] | None:
    if isinstance(annotation, type) and issubclass(annotation, Component):
        return annotation
    return next((family for inner in get_args(annotation) if (family := _family(inner))), None)


def perhaps_installed() -> str:
    """Return why a name may be unknown though its package is installed, as the end of a sentence; mostly nothing."""
    return "".join(f"; {problem}" for problem in broken_entries())


def noun(family: type[Component]) -> str:
    """Return what a member of a family is called in a sentence."""
    return "data source" if family.family == "data" else family.family


def _default_paths(model: type[Settings]) -> dict[str, str]:
    """Return the defaults that are paths as text: defaults are validated, too, and JSON knows no paths."""
    fields = model.model_fields.items()
    return {name: str(field.default) for name, field in fields if isinstance(field.default, Path)}


def _without_name(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != "name"}


def _place(raw: Any, detail: "ErrorDetails") -> Place:
    """Return the parts of a finding's place that the table has; the others name alternatives of a type."""
    if detail["type"] == "missing":
        return detail["loc"]
    kept: list[str | int] = []
    for part in detail["loc"]:
        listed = isinstance(raw, list) and isinstance(part, int) and part < len(raw)
        if listed or (isinstance(raw, dict) and part in raw):
            kept.append(part)
            raw = raw[part]
    return tuple(kept)


def _is_lesser(where: Place, detail: "ErrorDetails", details: "list[tuple[Place, ErrorDetails]]") -> bool:
    """Say whether another finding tells more: about an entry of a list, or about the value as one of another type."""
    within = [(place, other["type"]) for place, other in details if place[: len(where)] == where]
    if detail["type"] == "too_short":  # counted without the entries that are wrong themselves
        return any(place != where for place, _ in within)
    return detail["type"].endswith("_type") and any(not kind.endswith(("_type", "literal_error")) for _, kind in within)
