"""Write docs/every_setting.md: what each method gave and cost, from a store in which its experiment has run.

Run as `python -m tests.docs.every_setting [STORE]`; `make settings` runs the experiment first.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from store.compare.groups import Group, groups_of_experiment
from store.compare.markdown import to_markdown
from store.compare.results import baseline_of, result_table
from store.compare.table import Cell, Column, Table
from store.store import Store
from tests.layers.imports import ROOT
from trainer.plan.methods import measured_costs

EXPERIMENT = "every_setting"
PAGE = ROOT / "docs/every_setting.md"
ABOUT = """# Every setting, on digits

One method a variant ([the file](../experiments/every_setting.toml)): a small network that knows the digits 0 to 4
is fine-tuned on all ten, of which it is shown few. Written by `make settings`, three seeds, on a CPU. Cost is the time
of a step with the method as a multiple of one without it, as [regularizers.md](regularizers.md) has it. Accuracy under
corruption is the mean over noise, blur, contrast and elastic distortion at five strengths each. With this many
variants some differences are clear by chance alone: what is 95 % sure of each fails once in twenty.
"""
METRICS = ("test.accuracy", "source.accuracy", "test.accuracy_under_corruption", "test.calibration_error")


def main(arguments: list[str]) -> None:
    """Write the page from the store that is named, `runs` by default."""
    groups = groups_of_experiment(Store(Path(arguments[0] if arguments else "runs")), EXPERIMENT)
    PAGE.write_text(f"{ABOUT}\n{to_markdown(results(groups))}", "utf-8")


def results(groups: Sequence[Group]) -> Table:
    """Return the result table with a column that says what a step cost."""
    table = result_table(groups, metrics=METRICS)
    columns = [column.name for column in table.columns]
    place = columns.index("note") if "note" in columns else len(columns)
    base = _methods(baseline_of(groups) or groups[0])
    rows = tuple(
        replace(row, cells=(*row.cells[:place], _cost(_methods(group) - base), *row.cells[place:]))
        for row, group in zip(table.rows, groups, strict=True)
    )
    cost = Column("cost", "right")
    return replace(table, columns=(*table.columns[:place], cost, *table.columns[place:]), rows=rows)


def _methods(group: Group) -> set[str]:
    return set(group.config.get("regularizers", {}))


def _cost(own: set[str]) -> Cell:
    """Return what the one method costs that a variant has beside the baseline's, if it is one."""
    cost = measured_costs().get(next(iter(own))) if len(own) == 1 else None
    return Cell() if cost is None else Cell(f"{cost.step:.2f}", cost.step)


if __name__ == "__main__":
    main(sys.argv[1:])
