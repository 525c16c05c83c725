"""Relative paths in an experiment: those of a file are relative to the file, those of `--set` to the working folder."""

from pathlib import Path
from typing import Any, get_args

from trainer.plan.parse import FAMILIES
from trainer.regularizers.base import Regularizer
from trainer.settings.component import Component, members
from trainer.settings.reading import nested_families

Table = dict[str, Any]


def anchor_sections(sections: Any, folder: Path) -> Any:
    """Return sections with every relative path made absolute; `~` stands for the home. What is no table stays."""
    if not isinstance(sections, dict):
        return sections
    anchored = dict(sections)
    for section in sections.keys() & FAMILIES.keys():
        anchored[section] = _anchor_component(FAMILIES[section][0], sections[section], folder)
    methods = sections.get("regularizers")
    if isinstance(methods, dict):
        anchored["regularizers"] = {
            name: _anchor_component(Regularizer, settings, folder) for name, settings in methods.items()
        }
    return anchored


def _anchor_component(family: type[Component], raw: Any, folder: Path) -> Any:
    if not isinstance(raw, dict):
        return raw
    nested = nested_families(family)
    anchored: Table = {}
    for key, value in raw.items():
        if key in nested:
            anchored[key] = _anchor_component(nested[key], value, folder)
        elif key in path_settings(family):
            anchored[key] = [anchor(one, folder) for one in value] if isinstance(value, list) else anchor(value, folder)
        else:
            anchored[key] = _anchor_file(value, folder)
    return anchored


def path_settings(family: type[Component]) -> set[str]:
    """Return the settings that are paths in some member of a family; which member is meant may be inherited."""
    fields = [item for member in members(family) for item in member.model_fields.items()]
    return {name for name, field in fields if _is_path(field.annotation)}


def _is_path(annotation: Any) -> bool:
    return annotation is Path or any(map(_is_path, get_args(annotation)))


def anchor(value: Any, folder: Path) -> Any:
    """Return a path made absolute, where it is text at all."""
    if not isinstance(value, str) or not value or "\0" in value:
        return value
    return str((folder / _expand(value)).resolve())


def _expand(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:  # no such user
        return Path(value)


def _anchor_file(value: Any, folder: Path) -> Any:
    """Return a reference to a file of weights, or a list of them, with its path made absolute."""
    if isinstance(value, list):
        return [_anchor_file(one, folder) for one in value]
    kind, colon, where = value.partition(":") if isinstance(value, str) else ("", "", "")
    return f"file:{anchor(where, folder)}" if (kind, colon) == ("file", ":") else value
