"""The experiment files of a working folder."""

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainer.plan.experiment import load_experiment
from trainer.settings.problems import PlanError
from tui.launching.checking import told

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Brief:
    """An experiment file in a line: its title and number of runs, or the first mistake in it."""

    file: "Path"
    title: str = ""
    variants: int = 0
    runs: int = 0
    problem: str = ""


def experiment_files(folder: "Path") -> "list[Path]":
    """Return the TOML files of `folder/experiments` and below, then those of the folder itself that may be such."""
    own = [path for path in sorted(folder.glob("*.toml")) if _may_be_experiment(path)]
    below = sorted((folder / "experiments").rglob("*.toml"), key=lambda path: (len(path.parts), path))
    return [*below, *own]


def _may_be_experiment(path: "Path") -> bool:
    """Leave out files of other programs (pyproject.toml); one that cannot be read is shown with its mistake."""
    try:
        return "variants" in tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return path.name != "pyproject.toml"


def brief(file: "Path") -> Brief:
    """Read an experiment file for the list; nothing of its plug-ins runs."""
    try:
        experiment = load_experiment(file)
        return Brief(file, experiment.title, len(experiment.variant_names), experiment.run_count)
    except PlanError as error:
        more = len(error.problems) - 1
        return Brief(
            file, problem=told(error.problems[0]) + (f" (and {more} more: `backslide check` lists all)" if more else "")
        )
