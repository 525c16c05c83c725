"""What methods read of other networks: a teacher's answers, the start as it was, the weights of other runs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from trainer.engine.auxiliary import Features
from trainer.engine.checkpoint import BEST
from trainer.engine.device import place
from trainer.engine.evaluate import Evaluator
from trainer.engine.loading import rebuild_trained
from trainer.engine.normalizing import Normalize, unchanged
from trainer.engine.start import give
from trainer.engine.weights import WeightsError, read_weights
from trainer.layers.finding import find_head
from trainer.regularizers.base import Output
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from trainer.data.preprocessing import Preprocessing
    from trainer.engine.build import Parts
    from trainer.engine.start import Start

Folders = Mapping[str, Sequence[Path]]
"""Folders of the runs that each reference means."""


class Teacher:
    """A network that stays as it is and answers for inputs as methods see them."""

    def __init__(self, network: nn.Module, classes: int, evaluator: Evaluator, *, knows_classes: bool) -> None:
        self.network = network.eval().requires_grad_(requires_grad=False)
        self.knows_classes = knows_classes
        """Whether its logits stand for the classes of this run."""
        self.normalize = evaluator.normalize
        self._evaluator = evaluator
        self._features = Features(network, classes, measuring=True)
        self.head = network.get_submodule(self._features.head)

    @torch.no_grad()
    def __call__(self, inputs: Tensor) -> Output:
        """Return logits and features, without gradients."""
        logits = self._evaluator.forward(self.network, inputs)
        return Output(logits, self._features.value, inputs)

    def answer(self, features: Tensor) -> Tensor:
        """Return what its head says of features (N, …) of another network: logits (N, classes), with gradients.

        Where the head is a convolution, its answers for all places count alike.
        """
        logits: Tensor = self.head(features).float()
        return logits if logits.dim() == 2 else logits.flatten(2).mean(2)


class Others:
    """Finds networks and weights by reference; each teacher is built once."""

    def __init__(self, parts: "Parts", folders: Folders, start: "Start | None") -> None:
        self._parts, self._folders, self._start = parts, folders, start
        self._teachers: dict[str, Teacher] = {}

    def teacher(self, reference: str) -> Teacher:
        """Return the network that `start`, `file:`, `run:` or `variant:` means; a sentence says what does not fit."""
        return self._once(reference, lambda: self._from(reference))

    def start_as_it_was(self) -> Teacher:
        """Return the start with the head that it had, whatever classes that was for."""
        return self._once("", self._old)

    def weights(self, reference: str) -> list[dict[str, Tensor]]:
        """Return the weights, by parameter name, of each run or file that a reference means."""
        if reference == "start":
            return [dict(self._start_model().state_dict())]
        kind, _, where = reference.partition(":")
        files = [Path(where)] if kind == "file" else [folder / BEST for folder in self._folder(reference)]
        return [read_weights(file) for file in files]

    def _once(self, name: str, make: Callable[[], Teacher]) -> Teacher:
        if name not in self._teachers:
            self._teachers[name] = make()
        return self._teachers[name]

    def _from(self, reference: str) -> Teacher:
        ctx, config = self._parts.ctx, self._parts.config
        if reference == "start":
            model = self._start_model()
            head = find_head(model, ctx.classes)
            known = not any(name.startswith(f"{head}.") for name in ctx.new_parameters)
            return Teacher(model, ctx.classes, self._evaluator(), knows_classes=known)
        if reference.startswith("file:"):
            network = config.network.build(self._parts.prepared.shape, ctx.classes)
            network.load_state_dict(self.weights(reference)[0])
            return Teacher(
                place(network, ctx.device, config.training), ctx.classes, self._evaluator(), knows_classes=True
            )
        trained = rebuild_trained(self._folder(reference)[0], ctx.device)
        self._require_form(reference, trained.preprocessing)
        names = trained.preprocessing.class_names
        evaluator = self._evaluator(_normalize(trained.preprocessing, ctx.device))
        known = names == self._parts.prepared.class_names
        return Teacher(trained.network, len(names), evaluator, knows_classes=known)

    def _old(self) -> Teacher:
        self._start_model()
        start, ctx, config = self._start, self._parts.ctx, self._parts.config
        assert start is not None
        head = find_head(ctx.model, ctx.classes)
        weight = start.weights.get(f"{head}.weight")
        if weight is None:
            raise SettingError("network.start: the start has no head of its own that could be kept")
        network = config.network.build(self._parts.prepared.shape, len(weight))
        new = give(start, network, start.preprocessing.class_names if start.preprocessing else ()).new
        if new:
            raise SettingError(f"network.start: the start lacks {new[0]!r}, so it cannot answer as it was")
        return Teacher(place(network, ctx.device, config.training), len(weight), self._evaluator(), knows_classes=False)

    def _evaluator(self, normalize: Callable[[Tensor], Tensor] | None = None) -> Evaluator:
        parts = self._parts
        return Evaluator(normalize or parts.prepared.normalize, parts.config.training, parts.ctx.device)

    def _start_model(self) -> nn.Module:
        model = self._parts.ctx.start_model
        if model is None:
            raise SettingError("a method needs the start, but the network begins with nothing (network.start)")
        return model

    def _folder(self, reference: str) -> Sequence[Path]:
        if not self._folders.get(reference):
            raise WeightsError(f"{reference!r} names a run, but the run's folder is not known")
        return self._folders[reference]

    def _require_form(self, reference: str, other: "Preprocessing") -> None:
        own = self._parts.prepared.preprocessing
        if (own.kind, own.shape[1:], own.columns) != (other.kind, other.shape[1:], other.columns):
            raise SettingError(f"{reference!r} was trained on inputs of another form ({other.shape}, here {own.shape})")


def _normalize(preprocessing: "Preprocessing", device: torch.device) -> Callable[[Tensor], Tensor]:
    if preprocessing.kind == "features":
        return unchanged
    return Normalize((preprocessing.mean, preprocessing.deviation), device)
