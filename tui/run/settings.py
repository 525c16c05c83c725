"""What a run sets, beside what its baseline sets, and what of it has taken effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.compare.differences import Absent, Difference, compare_settings
from store.compare.numbers import shown_setting
from store.errors import StoreError
from store.store import Store
from store.yardstick import Yardstick
from tui.widgets.celltable import CellRow, heading
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunSettings:
    """A run's settings compared with its baseline's; a run that has none stands alone."""

    differing: Sequence[Difference]
    everything: Sequence[Difference]
    alone: bool

    def rows(self, effective: Mapping[str, Any], *, everything: bool = False) -> list[CellRow]:
        """Return what differs, or `everything`, under its groups, then what has taken effect."""
        return [*self._setting_rows(self.everything if everything else self.differing), *_effective_rows(effective)]

    def help_of(self, path: str) -> str:
        """Return the help of a setting, or nothing."""
        return next((f"{path}: {one.help}" for one in self.everything if one.path == path and one.help), "")

    def _setting_rows(self, differences: Sequence[Difference]) -> list[CellRow]:
        rows, group = [heading(self._title(differences))], ""
        for difference in differences:
            if difference.group != group:
                group = difference.group
                rows.append(CellRow(f"g {group}", (Cell(f" {group}", "dim"),)))
            rows.append(_row(difference))
        return rows

    def _title(self, differences: Sequence[Difference]) -> str:
        if self.alone and differences is self.everything:
            return "this is the baseline: all its settings"
        if self.alone:
            return "this is the baseline: all that it sets; methods that are off are left out"
        return "settings: baseline → this run" if differences else "it sets what its baseline sets"


def read_settings(root: "Path", record: Mapping[str, Any]) -> RunSettings:
    """Compare a run's settings with its baseline's; the catalogue of all settings is slow to make: for threads."""
    from trainer.plan.catalogue import catalogue

    config, base, known = record["config"], _baseline_config(root, record), catalogue()
    everything = compare_settings([base or config, config], known, everything=True)
    if base is None:
        differing = [one for one in everything if one.values[-1] is not Absent.OFF]
    else:
        differing = compare_settings([base, config], known)
    return RunSettings(differing, everything, alone=base is None)


def _baseline_config(root: "Path", record: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the settings of a run's baseline; None where it is the baseline, or where there is none."""
    if record.get("variant") == record.get("baseline"):
        return None
    try:
        store = Store(root)
        rows = [row for row in store.rows() if row.experiment == record["experiment"]]
        group = Yardstick(rows).of([row for row in rows if row.id == record["id"]])
        return dict(store.run(group[0].id).record["config"]) if group else None
    except (StoreError, KeyError):
        return None


def _row(difference: Difference) -> CellRow:
    before, after = difference.values[0], difference.values[-1]
    cells = Cell(f"  {difference.label}"), Cell(shown_setting(before), "dim")
    return CellRow(difference.path, (*cells, Cell(shown_setting(after), "accent" if difference.differs else "")))


def _effective_rows(effective: Mapping[str, Any]) -> list[CellRow]:
    title = heading("what has taken effect" if effective else "nothing has taken effect yet")
    rows = (
        CellRow(f"= {name}", (Cell(f"  {name}"), Cell(""), Cell(shown_setting(effective[name])))) for name in effective
    )
    return [title, *rows]
