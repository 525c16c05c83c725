"""Small runs for the contract suite, and what is compared of them."""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from store.run import BEST, LAST
from trainer.engine.run import Outcome, train_config
from trainer.plan.config import Config
from trainer.plan.identity import digest
from trainer.plan.parse import parse_config
from trainer.regularizers.base import Regularizer

Tensors = dict[str, torch.Tensor]
ROOT = Path(__file__).parents[3]

STEPS_PER_EPOCH = 6
MID_EPOCH = STEPS_PER_EPOCH + 2


Sections = dict[str, Any]
IMAGES: Sections = {
    "data": {"name": "digits", "classes": ["0", "1", "2"]},
    "network": {"name": "small_cnn", "width": 4, "depth": 2},
}
"""Three of the digits. The start is a network for four of them."""
BRIEFER: dict[str, dict[str, Any]] = {"elastic_weight_consolidation": {"examples": 20}}
"""Settings beside those of the example of a method, without which it takes long."""
TABLE: Sections = {
    "data": {"name": "csv", "path": str(ROOT / "experiments/data"), "label": "diagnosis"},
    "network": {"name": "mlp", "widths": [16]},
}


def sections(method: type[Regularizer] | None = None) -> Sections:
    """Return the data and the network that a method is tried on: pictures where it can, and what its example needs."""
    if method is None:
        return IMAGES
    return (IMAGES if "images" in method.applies_to else TABLE) | method.example_sections


def configuration(methods: dict[str, Any], start: Path | None = None, given: Sections = IMAGES) -> Config:
    """Return a small run: three epochs of six steps; what is to be the start of others knows four digits."""
    data = given["data"]
    if start is None and data["name"] == "digits":
        data = data | {"classes": ["0", "1", "2", "3"]}
    return parse_config(
        {
            **given,
            "data": data,
            "network": given["network"] | {"start": f"file:{start}" if start else "none"},
            "optimizer": {"name": "adam", "lr": 0.01},
            "training": {"epochs": 3, "batch_size": 64, "measured_examples": 32, "select": "last", "device": "cpu"},
            "regularizers": methods,
        }
    )


class Place:
    """A folder with the runs that methods are compared with: for each sort of sections a start and a plain run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self, given: Sections) -> Path:
        """Return the weights that runs on these sections begin with."""
        folder = self._folder(given) / "start"
        if not folder.exists():
            train(configuration({}, None, given), folder)
        return folder / BEST

    def plain(self, given: Sections) -> Path:
        """Return the folder of the run without any method."""
        folder = self._folder(given) / "plain"
        if not folder.exists():
            train(configuration({}, self.start(given), given), folder)
        return folder

    def train(self, method: type[Regularizer], folder: Path, *, stop_after: int | None = None) -> Outcome:
        """Do, or go on with, the run in which a method is tried. In its example `run:other` is the plain run."""
        given = sections(method)
        config = configuration({method.component_name: example(method)}, self.start(given), given)
        return train(config, folder, stop_after=stop_after, other=self.plain(given))

    def unbroken(self, method: type[Regularizer]) -> Path:
        """Return the folder of an unbroken run with the method, which is done once for all tests."""
        folder = self.folder / method.component_name
        if not folder.exists():
            self.train(method, folder)
        return folder

    def _folder(self, given: Sections) -> Path:
        return self.folder / digest(given)


def example(method: type[Regularizer]) -> dict[str, Any]:
    """Return the settings with which the suite trains: the class's own example, else its defaults."""
    return dict(method.example) | BRIEFER.get(method.component_name, {})


def train(config: Config, folder: Path, *, stop_after: int | None = None, other: Path | None = None) -> Outcome:
    """Do a run, or go on with it, and let nothing but success pass; `run:other` means the run in that folder."""
    weights = {"run:other": [other]} if other else {}
    outcome = train_config(config, 1, folder, weights=weights, stop_after=stop_after)
    assert outcome.status == ("stopped" if stop_after else "finished"), f"{outcome.reason} {outcome.advice}"
    return outcome


def kept(folder: Path) -> Tensors:
    """Return the weights that a run keeps: what averaging methods made of the last ones."""
    return load_file(folder / BEST)


def everything(folder: Path) -> Tensors:
    """Return all tensors of a run's end: kept weights, last weights, the optimizer's state, what methods remember."""
    return {f"kept.{name}": value for name, value in kept(folder).items()} | load_file(folder / LAST)


def differences(one: Tensors, other: Tensors) -> list[str]:
    """Return the names of the tensors that are not the same bit for bit."""
    return [name for name in sorted({*one, *other}) if not same(one.get(name), other.get(name))]


def same(one: torch.Tensor | None, other: torch.Tensor | None) -> bool:
    """Say whether two tensors hold the same bits."""
    if one is None or other is None:
        return False
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(one.nan_to_num(), other.nan_to_num())
