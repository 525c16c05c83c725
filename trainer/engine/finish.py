"""What comes after the last epoch: every split measured, predictions kept, speed taken."""

import json
from copy import deepcopy
from typing import TYPE_CHECKING

import safetensors.torch
import torch
from torch import nn

from store.run import BEST, PREDICTIONS
from trainer.engine.checkpoint import model_content
from trainer.engine.device import peak_memory
from trainer.engine.effective import zero_weights
from trainer.engine.speed import latency
from trainer.engine.weights import read_weights, weights_content

if TYPE_CHECKING:
    from trainer.engine.evaluate import Predictions
    from trainer.engine.loop import Loop
    from trainer.engine.measuring import Figures


def finish(loop: "Loop") -> "dict[str, Figures]":
    """Measure the best and the last weights on every split, and keep what belongs to the selected ones."""
    select, last_epoch = loop.training.select, loop.ctx.epoch - 1
    models = {"last": loop.evaluated_model()}
    models["best"] = models["last"] if loop.best_epoch == last_epoch else _with_best_weights(loop, models["last"])
    measured: dict[str, Figures] = {}
    for name, model in models.items():
        if name == select or models["best"] is not models["last"]:
            measured[name], predictions = loop.measurer.whole(model, loop.measurer.on_source(model))
            if name == select:
                _write_predictions(loop, predictions)
    for name in models:
        measured.setdefault(name, measured[select])
        loop.reporter.event("measured", of=name, metrics=measured[name])
    loop.facts |= {"weights.zero": zero_weights(models[select])}
    _measure_speed(loop, models[select])
    if select == "last" or not loop.best_epoch:
        about = {"of": select, "epoch": last_epoch}
        if loop.keep.best:
            loop.files.write(BEST, model_content(models["last"], loop.parts.prepared.preprocessing, about), keep=True)
    return measured


def _with_best_weights(loop: "Loop", model: nn.Module) -> nn.Module:
    best = deepcopy(model)
    waiting = loop.files.waiting.get(BEST)
    best.load_state_dict(read_weights(loop.files.folder / BEST) if waiting is None else safetensors.torch.load(waiting))
    return best


def _write_predictions(loop: "Loop", predictions: "dict[str, Predictions]") -> None:
    tensors, names = {}, {}
    prepared = loop.parts.prepared
    for split, found in predictions.items():
        tensors[f"{split}.logits"] = found.logits
        tensors[f"{split}.labels"] = found.labels
        classes = prepared.source_class_names if split == "source" else prepared.class_names
        names[f"{split}.classes"] = json.dumps(classes)
    loop.files.write(PREDICTIONS, weights_content(tensors, names), keep=True)


def _measure_speed(loop: "Loop", model: nn.Module) -> None:
    """Report latencies at batch 1 and 64, the training's pictures per second, and the peak of memory."""
    examples, evaluator = loop.parts.prepared.test, loop.measurer.evaluator
    figures = {}
    for size in (1, 64):
        inputs, _ = next(examples.batches(torch.arange(size) % len(examples), size))
        figures[f"latency_{size}_ms"] = latency(evaluator, model, inputs)
    if loop.clock.images:
        figures["images_per_second"] = loop.clock.images / max(loop.clock.training, 1e-9)
    loop.reporter.event("speed", **figures, peak_memory=peak_memory(loop.ctx.device))
