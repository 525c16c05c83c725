"""A run's model measured again, on its own data or on other data. Nothing is written into the run."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from store.errors import did_you_mean
from trainer.data.assemble import assemble
from trainer.data.base import DataSource, chosen_source
from trainer.data.checked import read_checked
from trainer.data.examples import DataError, Examples, Splits
from trainer.data.preprocessing import Preprocessing
from trainer.engine.evaluate import Evaluator
from trainer.engine.examples import ExampleSet, TensorSet, picture_set
from trainer.engine.loading import TrainedModel, load_trained, told
from trainer.engine.normalizing import Normalize, unchanged
from trainer.engine.pictures import Form
from trainer.settings.problems import shown


def main(arguments: list[str]) -> int:
    """Print the figures of the run in a folder as JSON, and return the exit status."""
    parser = argparse.ArgumentParser("test")
    parser.add_argument("run", type=Path)
    parser.add_argument("--data", help="a data section as JSON; the run's own by default")
    wanted = parser.parse_args(arguments)
    data = None if wanted.data is None else json.loads(wanted.data)
    return told(lambda: _tell(measure_again(wanted.run, data)))


def _tell(rows: list[dict[str, Any]]) -> None:
    sys.stdout.write(json.dumps(rows) + "\n")


def measure_again(run: Path, data: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return a row a part of the data: its name, how many examples it has, and the figures."""
    trained = load_trained(run)
    own = trained.config.data
    parts = _own_parts(own) if data is None else _other_parts(chosen_source(data), trained.preprocessing)
    evaluator = Evaluator(_normalize(trained), trained.config.training, trained.device)
    rows = []
    for name, examples in parts.items():
        found = evaluator.predict(trained.network, _example_set(examples, trained, resize=data is not None))
        rows.append({"part": name, "examples": len(examples), **found.figures()})
    return rows


def _own_parts(source: DataSource) -> dict[str, Examples]:
    assembled = assemble(source)
    return {"validation": assembled.validation, "test": assembled.test}


def _other_parts(source: DataSource, preprocessing: Preprocessing) -> dict[str, Examples]:
    """Return the parts that a source has of its own, labelled as the model labels its classes."""
    splits = read_checked(source)
    if splits.kind != preprocessing.kind:
        raise DataError(f"data: the model takes {preprocessing.kind}, but these are {splits.kind}")
    parts = {"train": splits.train, "validation": splits.validation, "test": splits.test}
    there = {name: part for name, part in parts.items() if part is not None}
    if len(there) == 1:
        there = {"all": splits.train}
    places = _places(splits.class_names, source.classes or splits.class_names, preprocessing.class_names)
    return {name: _as_the_model_wants(part, splits, places, preprocessing) for name, part in there.items()}


def _places(names: tuple[str, ...], chosen: tuple[str, ...], known: tuple[str, ...]) -> "np.ndarray":
    """Return for each class of the data its place among the model's, -1 for one that was not chosen."""
    for name in chosen:
        if name not in known:
            near = did_you_mean(name, known)
            raise DataError(f"data: the model knows no class {shown(name)}{near}; leave it out with data.classes")
    return np.array([known.index(name) if name in chosen else -1 for name in names], dtype=np.int64)


def _as_the_model_wants(part: Examples, splits: Splits, places: "np.ndarray", preprocessing: Preprocessing) -> Examples:
    kept = part.take(np.flatnonzero(places[part.labels] >= 0))
    if not len(kept):
        raise DataError("data: no example is left of the classes that were chosen")
    inputs = (
        kept.inputs if splits.kind == "images" else _columns(np.asarray(kept.inputs), splits.columns, preprocessing)
    )
    return Examples(inputs, places[kept.labels])


def _columns(rows: "np.ndarray", columns: tuple[str, ...], preprocessing: Preprocessing) -> "np.ndarray":
    """Return rows with their columns in the model's order; further columns are left out."""
    for name in preprocessing.columns:
        if name not in columns:
            raise DataError(f"data: column {shown(name)} is missing, which the model was trained on")
    if preprocessing.columns:
        return rows[:, [columns.index(name) for name in preprocessing.columns]]
    if rows.shape[1:] != preprocessing.shape:
        raise DataError(f"data: {rows.shape[1]} features, but the model takes {preprocessing.shape[0]}")
    return rows


def _normalize(trained: TrainedModel) -> Callable[[Tensor], Tensor]:
    preprocessing = trained.preprocessing
    if preprocessing.kind == "features":
        return unchanged
    return Normalize((preprocessing.mean, preprocessing.deviation), trained.device)


def _example_set(examples: Examples, trained: TrainedModel, *, resize: bool) -> ExampleSet:
    preprocessing = trained.preprocessing
    if preprocessing.kind == "images":
        size = resize or trained.config.data.size is not None
        _, height, width = preprocessing.shape
        form = Form(preprocessing.channels, height, width, size)
        return picture_set((examples,), form, trained.device)
    mean, deviation = (torch.tensor(v, dtype=torch.float64) for v in (preprocessing.mean, preprocessing.deviation))
    rows = (torch.from_numpy(np.asarray(examples.inputs)).double() - mean) / deviation
    return TensorSet(rows.float().to(trained.device), torch.from_numpy(examples.labels).to(trained.device))
