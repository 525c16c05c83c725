"""The table of settings: a column a group, how far each value lies from the baseline's, and what became of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from store.compare.catalogue import SettingLike
from store.compare.changes import change_of
from store.compare.differences import Absent, Difference, compare_settings
from store.compare.effects import aside_of, asides
from store.compare.figures import difference_column
from store.compare.groups import Group
from store.compare.numbers import shown_setting
from store.compare.table import Cell, Column, Mark, Row, Table

BLANK = Cell()
TITLE, SHORT_TITLE = "Settings", "Settings that differ"


def settings_table(groups: Sequence[Group], labels: Sequence[str], catalogue: Iterable[SettingLike] = ()) -> Table:
    """Return every setting; lesser are those that neither differ nor had another effect in one group than in others."""
    found = compare_settings([group.config for group in groups], catalogue, everything=True)
    beside = [asides(group) if group.counted else None for group in groups]
    rows = (_row(setting, labels, [_said(setting.path, one) for one in beside]) for setting in found)
    return Table(TITLE, tuple(_columns(labels)), tuple(rows), name="settings")


def shortened(table: Table) -> Table:
    """Return a table of settings without the lesser ones."""
    short = replace(table.without_lesser(), title=SHORT_TITLE)
    return (short if short.rows else replace(short, notes=("No setting differs.",))).without_empty()


def _columns(labels: Sequence[str]) -> Iterator[Column]:
    yield from (Column("setting"), Column(labels[0]))
    for label in labels[1:]:
        yield from (Column(label), difference_column(label, labels))


def _said(path: str, beside: Mapping[str, str] | None) -> str | None:
    return None if beside is None else aside_of(path, beside)


def _row(setting: Difference, labels: Sequence[str], said: Sequence[str | None]) -> Row:
    """Return a setting with its values; `said` is what is to be said beside each, None where no run can tell."""
    known = [None if isinstance(value, Absent) else one for value, one in zip(setting.values, said, strict=True)]
    first = next((one for one in known if one is not None), None)
    apart = [differs or one not in (None, first) for differs, one in zip(setting.differing, known, strict=True)]
    told = [one or "" for one in known]
    alike = not any(apart) and len(set(told)) == 1
    return Row(
        (Cell(setting.label, setting.path), *(_equal_cells if alike else _cells)(setting, told, apart)),
        key=setting.path,
        group=setting.group,
        unit=setting.unit,
        help=setting.help,
        more=_more(setting, {label: one for label, one in zip(labels, told, strict=True) if one}),
        lesser=not any(apart) or (setting.implied and not any(told)),
    )


def _equal_cells(setting: Difference, told: Sequence[str], _: Sequence[bool]) -> list[Cell]:
    """Return the cells of a row in which all are equal: one made, for there may be many groups."""
    cell = _cell(setting, setting.values[0], told[0], "dim")
    return [cell, *[cell, BLANK] * (len(told) - 1)]


def _cells(setting: Difference, told: Sequence[str], apart: Sequence[bool]) -> list[Cell]:
    cells: list[Cell] = []
    same: Mark = "" if any(apart) else "dim"
    for value, aside, differs in zip(setting.values, told, apart, strict=True):
        mark = "differs" if differs else same
        cells += [_cell(setting, value, aside, mark), _change(setting.values[0], value)]
    return [cells[0], *cells[2:]]


def _cell(setting: Difference, value: Any, aside: str, mark: Mark) -> Cell:
    shown = _shown(setting, value)
    return Cell(f"{shown} ({aside})" if aside else shown, _plain(value), mark)


def _shown(setting: Difference, value: Any) -> str:
    if isinstance(value, Absent):
        return str(value)
    return "on" if setting.is_method and value is True else shown_setting(value)


def _plain(value: Any) -> Any:
    """Return what a script reads: false for a method that is off, as in an experiment file."""
    if isinstance(value, Absent):
        return False if value is Absent.OFF else None
    return value


def _change(before: Any, after: Any) -> Cell:
    change = change_of(before, after)
    if change is None:
        return BLANK
    return Cell(change.told, {"difference": change.difference, "ratio": change.ratio})


def _more(setting: Difference, effects: Mapping[str, str]) -> dict[str, Any]:
    """Return what scripts may want to know: what is declared, and the effects by group."""
    known = {"default": setting.default, "bounds": setting.bounds, "effects": effects}
    return {name: value for name, value in known.items() if value not in (None, "", {})}
