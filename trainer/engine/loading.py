"""The selected model of a run that is done, rebuilt from its folder."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from store.errors import StoreError, sentence
from store.run import BEST, CODE, Run
from store.visible import visible
from trainer.data.examples import DataError
from trainer.data.preprocessing import Preprocessing, preprocessing_of
from trainer.engine.device import choose_device, place, set_up_process
from trainer.engine.hooks import Hooks
from trainer.engine.weights import WeightsError, read_weights
from trainer.networks.base import NetworkError
from trainer.plan.config import Config
from trainer.plan.parse import parse_config
from trainer.plan.plugins import load_plugins
from trainer.regularizers.context import Context
from trainer.settings.problems import PlanError

MENDABLE = (StoreError, PlanError, DataError, NetworkError, WeightsError, OSError)


@dataclass(frozen=True)
class TrainedModel:
    """The weights that a run kept as its result, in their network, in evaluation mode."""

    record: dict[str, Any]
    config: Config
    network: nn.Module
    preprocessing: Preprocessing
    device: torch.device


def load_trained(folder: Path, *, on_cpu: bool = False) -> TrainedModel:
    """Return the selected model of the run in a folder, in a process set up as the run's; raises one of `MENDABLE`."""
    trained = rebuild_trained(folder, torch.device("cpu") if on_cpu else None)
    set_up_process(trained.config.training)
    return trained


def rebuild_trained(folder: Path, device: torch.device | None = None) -> TrainedModel:
    """Return the selected model of the run in a folder, on a device, by default its own; raises one of `MENDABLE`."""
    record = Run(folder).whole_record()
    file = folder / BEST
    preprocessing = preprocessing_of(file) if file.is_file() else None
    if preprocessing is None:
        raise StoreError(f"{folder.name}: this run has kept no weights: it was to keep none, or has done no epoch")
    load_plugins(record, folder.parent / CODE)
    config = parse_config(record["config"])
    device = device or _device(config)
    network = _rebuild(config, int(record["seed"]), preprocessing, device)
    network.load_state_dict(read_weights(file))
    return TrainedModel(record, config, place(network, device, config.training).eval(), preprocessing, device)


def _device(config: Config) -> torch.device:
    """Return the device that the run trained on, or the CPU where there is no GPU any more."""
    return choose_device("cpu" if config.training.device == "cpu" else "auto")


def _rebuild(config: Config, seed: int, preprocessing: Preprocessing, device: torch.device) -> nn.Module:
    """Build the network as the run did: its methods change it before the weights come."""
    classes = len(preprocessing.class_names)
    context = Context(seed, device, classes, config.training.epochs, preprocessing.kind)
    context.model = config.network.build(preprocessing.shape, classes)
    methods = [method for method in config.methods() if preprocessing.kind in method.applies_to]
    hooks = Hooks.of(methods)
    for method in hooks.build_model:
        context.model = method.build_model(context.model, context)
    for method in hooks.evaluated_model:
        if method.group == "adapters":  # they are merged into what is kept
            context.model = method.evaluated_model(context.model, context)
    return context.model


def told(work: Callable[[], None]) -> int:
    """Do what a command asked for; 0, or 2 after saying in a sentence what the person can mend."""
    try:
        work()
    except MENDABLE as error:
        sys.stderr.write(f"{visible(sentence(error))}\n")
        return 2
    return 0
