"""A run's model taken away: its weights, what belongs to them, and the code that loads it without backslide."""

import argparse
import json
import os
import re
import secrets
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from store.files import TEMPORARY, write_atomically
from trainer import layers
from trainer.engine import exported
from trainer.engine.loading import TrainedModel, load_trained, told
from trainer.engine.weights import write_weights
from trainer.networks.base import NetworkError
from trainer.regularizers.activation import Activation
from trainer.regularizers.base import overrides

LAYERS = "trainer.layers"
_LAYER = re.compile(rf"{re.escape(LAYERS)}\.(\w+)")


def main(arguments: list[str]) -> int:
    """Export the run in a folder to another folder, and return the exit status."""
    parser = argparse.ArgumentParser("export")
    parser.add_argument("run", type=Path)
    parser.add_argument("-o", dest="output", type=Path, required=True)
    wanted = parser.parse_args(arguments)
    return told(lambda: _tell(export(wanted.run, wanted.output), wanted.output))


def _tell(files: list[str], folder: Path) -> None:
    sys.stdout.write(f"{folder}: {', '.join(files)}\n")
    sys.stdout.write(f"To try it: python {shlex.quote(str(folder / 'load.py'))} FILE...\n")


def export(run: Path, folder: Path) -> list[str]:
    """Write the selected model of a run into an empty or new folder and return the names of the files.

    A new folder stays empty until it is whole.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NetworkError(f"{folder}: is there and not empty; export into a new folder")
    trained = load_trained(run, on_cpu=True)
    described = _describe(trained)
    _require_equal(trained, described)
    contents = {
        "config.json": _json(_outside(described)),
        "labels.json": _json(trained.preprocessing.class_names),
        "preprocessing.json": _json(_preprocessing(trained)),
        "settings.json": _json(_settings(trained)),
        "load.py": _outside(Path(exported.__file__).read_text("utf-8")),
        **{f"layers/{name}.py": _outside(_source(name)) for name in _needed_layers(described)},
    }
    unnamed = folder.with_name(f".{folder.name}.{os.getpid()}-{secrets.token_hex(4)}{TEMPORARY}")
    place = folder if folder.exists() else unnamed
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write(place, contents, trained)
        place.rename(folder)
    finally:
        shutil.rmtree(unnamed, ignore_errors=True)
    return ["model.safetensors", *contents]


def _write(folder: Path, contents: dict[str, str], trained: TrainedModel) -> None:
    for name, text in contents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    write_weights(folder / "model.safetensors", trained.network.state_dict(), {})


def _describe(trained: TrainedModel) -> dict[str, Any]:
    """Return, as plain values, the call that builds the network and the changes that methods made to it."""
    preprocessing, network = trained.preprocessing, trained.config.network
    recipe = network.recipe(preprocessing.shape, len(preprocessing.class_names))
    if recipe is None or not recipe.module.startswith((LAYERS, "torchvision.")):
        raise NetworkError(
            f"network {network.label!r} cannot be exported: whoever loads it has torchvision alone, and this network "
            f"is built by other code; best.safetensors in the run's folder has its weights"
        )
    changes = [
        {"module": f"{LAYERS}.activations", "function": "replace_activations", "arguments": {"name": method.function}}
        for method in trained.config.methods()
        if isinstance(method, Activation)
    ]
    described: dict[str, Any] = json.loads(json.dumps({"network": asdict(recipe), "changes": changes}))
    return described


@torch.inference_mode()
def _require_equal(trained: TrainedModel, described: dict[str, Any]) -> None:
    """Make sure that what the description builds answers as the run's own network does."""
    model = exported.build(described, trained.network.state_dict())
    inputs = torch.rand(2, *trained.preprocessing.shape, generator=torch.Generator().manual_seed(0))
    if not torch.equal(model(inputs), trained.network(inputs)):
        changing = [m.component_name for m in trained.config.methods() if overrides(m, "build_model")]
        raise NetworkError(
            f"the network was changed by {', '.join(changing)} in a way that an export cannot write down"
        )


def _preprocessing(trained: TrainedModel) -> dict[str, Any]:
    return {name: value for name, value in asdict(trained.preprocessing).items() if name != "class_names"}


def _settings(trained: TrainedModel) -> dict[str, Any]:
    """Return where the model comes from and every setting that it was trained with."""
    kept = ("experiment", "variant", "seed", "id", "config_hash", "data_fingerprint", "config")
    return {name: trained.record.get(name) for name in kept} | {"backslide": version("backslide")}


def _needed_layers(described: dict[str, Any]) -> list[str]:
    """Return the modules of `trainer.layers` that the export calls, and those that these import."""
    found: set[str] = set()
    waiting = set(_LAYER.findall(json.dumps(described) + Path(exported.__file__).read_text("utf-8")))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_imports(name)) - found
    return sorted(found)


def _imports(name: str) -> Iterator[str]:
    yield from _LAYER.findall(_source(name))


def _source(name: str) -> str:
    return Path(layers.__path__[0], f"{name}.py").read_text("utf-8")


def _outside(value: Any) -> Any:
    """Return text, or a description, with our package of layers called `layers`, as it is in an export."""
    if isinstance(value, str):
        return value.replace(LAYERS, "layers")
    return json.loads(_outside(json.dumps(value)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
