"""A model measured on a set of examples, in evaluation mode and without any transform."""

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from trainer.engine.device import autocast, memory_format
from trainer.engine.metrics import figures
from trainer.layers.norms import batch_statistics

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainer.engine.examples import ExampleSet
    from trainer.plan.sections.training import Training


class Predictions(NamedTuple):
    """What a model says of examples in their fixed order: logits (N×classes) float32 and labels (N,), on the device."""

    logits: Tensor
    labels: Tensor

    def figures(self) -> dict[str, float]:
        """Return loss, accuracy, macro-F1 and calibration error."""
        return figures(self.logits, self.labels)


class Evaluator:
    """Measures models: knows how inputs are normalized, and how a forward pass is made on this device."""

    def __init__(self, normalize: "Callable[[Tensor], Tensor]", training: "Training", device: torch.device) -> None:
        self.normalize = normalize
        self.training = training
        self.device = device

    def forward(self, model: nn.Module, inputs: Tensor) -> Tensor:
        """Return logits for a batch of raw inputs; the model is in evaluation mode."""
        with autocast(self.training.precision, self.device):
            logits: Tensor = model(memory_format(self.normalize(inputs), self.training))
        return logits.float()

    @torch.inference_mode()
    def predict(self, model: nn.Module, examples: "ExampleSet", places: Tensor | None = None) -> Predictions:
        """Return the predictions for all examples, or for those at some places. Leaves the model in evaluation mode."""
        model.eval()
        return self._passed(model, examples, places)

    @torch.inference_mode()
    def predict_by_batch(self, model: nn.Module, examples: "ExampleSet", places: Tensor) -> Predictions:
        """Return what it says of examples where each batch is normalized by its own statistics, as in training."""
        model.eval()
        with batch_statistics(model):
            return self._passed(model, examples, places)

    def _passed(self, model: nn.Module, examples: "ExampleSet", places: Tensor | None) -> Predictions:
        order = torch.arange(len(examples)) if places is None else places
        batches = [
            (self.forward(model, inputs), labels)
            for inputs, labels in examples.batches(order, self.training.eval_batch_size)
        ]
        logits, labels = zip(*batches, strict=True)
        return Predictions(torch.cat(logits), torch.cat(labels))
