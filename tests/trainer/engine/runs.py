"""Whole runs for tests: three of the digits, a small network, and what their folders say afterwards."""

from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import Tensor

from store.events import EventReader
from tests.trainer.engine import toy
from trainer.engine.run import Outcome, train_config
from trainer.plan.config import Config

SMALL: dict[str, Any] = {"name": "small_cnn", "width": 4, "depth": 2}
UNREPEATABLE = {"t", "seconds", "images_per_second", "peak_memory"}


def digits(**sections: dict[str, Any]) -> Config:
    """Return a configuration of two epochs on the digits 0, 1 and 2, about five steps each."""
    sections["data"] = {"classes": ["0", "1", "2"]} | sections.get("data", {})
    network = sections.get("network", {})
    sections["network"] = network if "name" in network else SMALL | network
    sections["optimizer"] = sections.get("optimizer", {"name": "adam", "lr": 0.01})
    sections["training"] = {"epochs": 2, "batch_size": 64, "device": "cpu"} | sections.get("training", {})
    return toy.config(**sections)


def run(folder: Path, stop_after: int | None = None, start: Path | None = None, **sections: dict[str, Any]) -> Outcome:
    """Do a run, or go on with it."""
    config = digits(**sections)
    weights = None if start is None else {config.network.start: [start]}
    return train_config(config, 1, folder, weights=weights, stop_after=stop_after)


def events(folder: Path, *kinds: str) -> list[dict[str, Any]]:
    """Return the events of a run, of some kinds only."""
    found = EventReader(folder / "events.jsonl").read_new()
    return [event for event in found if event["kind"] in kinds or not kinds]


def figures(folder: Path) -> list[dict[str, Any]]:
    """Return what must repeat itself of the epochs and of the last measurement, the newest of each epoch."""
    told = {event.get("epoch", event.get("of")): event for event in events(folder, "epoch", "measured")}
    return [{name: value for name, value in event.items() if name not in UNREPEATABLE} for event in told.values()]


def weights(folder: Path, file: str = "last") -> dict[str, Tensor]:
    """Return the tensors of a checkpoint."""
    return load_file(folder / f"{file}.safetensors")
