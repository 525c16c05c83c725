"""Experiment files for tests."""

from collections.abc import Sequence
from pathlib import Path

from trainer.plan.experiment import load_experiment
from trainer.settings.problems import PlanError

BASE = '[base]\ndata.name = "digits"\nnetwork.name = "mlp"\n'
FULL = Path(__file__).with_name("full.toml")


def write(folder: Path, text: str, base: str = BASE) -> Path:
    """Write an experiment file: a base, then the text, which may begin with entries for the top if `base` is empty."""
    file = folder / "trial.toml"
    file.write_text(base + text, "utf-8")
    return file


def mistakes(file: Path, sets: Sequence[str] = (), *, look: Sequence[str] | None = None) -> list[str]:
    """Return what is said against a file, each in its own sentence and without the folder; nothing if it is right."""
    try:
        load_experiment(file, sets, look=look)
    except PlanError as error:
        return [str(problem).replace(f"{file.parent}/", "") for problem in error.problems]
    return []
