"""Runs that are done, in folders as a store keeps them, for what comes after training."""

from pathlib import Path
from typing import Any

import torch

from store.files import write_json
from store.run import NEW_STATE, STATE
from trainer.engine.evaluate import Evaluator
from trainer.engine.loading import load_trained
from trainer.engine.measure_again import _example_set, _normalize, _own_parts
from trainer.engine.run import train
from trainer.plan.config import Config
from trainer.plan.parse import dump_config, parse_config


def configuration(**sections: dict[str, Any]) -> Config:
    """Return one short epoch on the CPU, with what is given."""
    raw: dict[str, Any] = {"training": {"epochs": 1, "device": "cpu", "batch_size": 64}, "optimizer": {"name": "adam"}}
    for name, section in sections.items():
        raw[name] = raw.get(name, {}) | section
    return parse_config(raw)


def finished(folder: Path, **sections: dict[str, Any]) -> Path:
    """Do a run in a folder with a record, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", {"id": folder.name, **record(**sections)})
    write_json(folder / STATE, NEW_STATE | {"keep": ["best", "last"]})
    do(folder)
    return folder


def record(**sections: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a run that is to be done."""
    return {"experiment": "e", "variant": "v", "seed": 3, "config": dump_config(configuration(**sections))}


def do(folder: Path) -> None:
    """Do the run in a folder."""
    outcome = train(folder)
    assert outcome.status == "finished", outcome.reason


def logits_here(run: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Return raw inputs of the test set, and what the run's own network says of them."""
    trained = load_trained(run, on_cpu=True)
    examples = _own_parts(trained.config.data)["test"]
    inputs = torch.from_numpy(examples.inputs)
    found = Evaluator(_normalize(trained), trained.config.training, trained.device).predict(
        trained.network, _example_set(examples, trained, resize=False)
    )
    return inputs.permute(0, 3, 1, 2) if inputs.dim() == 4 else inputs, found.logits
