"""What is guilty in the experiments of experiments/culprits. No file says it, and no bisection reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.layers.imports import ROOT
from trainer.diagnose.changes import changes_between
from trainer.plan.experiment import Experiment, load_experiment
from trainer.plan.parse import dump_config

FOLDER = ROOT / "experiments/culprits"


@dataclass(frozen=True)
class Plant:
    """What is guilty in an experiment (nothing, where nothing is worse), why, and the figure that shows it."""

    guilty: frozenset[str]
    why: str
    figure: str = "val.accuracy"


PLANTS: Mapping[str, Plant] = {
    "borrowed_recipe": Plant(frozenset({"optimizer.lr"}), "SGD's learning rate is a hundred times that of Adam."),
    "old_script": Plant(
        frozenset({"dropout"}), "0.8 was the share that the old framework kept; the new one drops as much."
    ),
    "friday_evening": Plant(frozenset({"data_share"}), "The twentieth of the data that made runs short stayed in."),
    "unsure": Plant(
        frozenset({"label_smoothing"}),
        "Smoothed targets teach it to be less sure than it is right.",
        "val.calibration_error",
    ),
    "same_amount": Plant(frozenset({"weight_decay"}), "Added to Adam's gradient, the same amount pulls far harder."),
    "new_digits": Plant(frozenset({"freezing"}), "What 0 to 4 taught the lower layers is not enough for 5 to 9."),
    "in_a_hurry": Plant(
        frozenset({"optimizer.lr", "training.epochs"}), "Small steps or few epochs do little harm, only both do."
    ),
    "more_of_everything": Plant(
        frozenset({"random_rotation"}), "Turned right round, a 6 is a 9; more data hides part of the harm."
    ),
    "spring_cleaning": Plant(frozenset(), "Nothing is worse."),
}
"""By the name of the file."""


def experiment(name: str) -> Experiment:
    """Return one of the experiments."""
    return load_experiment(FOLDER / f"{name}.toml")


def changed(name: str) -> list[str]:
    """Return by name what its tuned variant has changed."""
    found = experiment(name)
    baseline, tuned = (dump_config(found.variants[variant]) for variant in (found.baseline, "tuned"))
    return list(changes_between(baseline, tuned))
