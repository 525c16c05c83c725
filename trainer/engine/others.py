"""What methods read of other networks: a teacher's answers, the start as it was, the weights of other runs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from store.run import BEST
from trainer.engine.auxiliary import Features
from trainer.engine.device import autocast, place
from trainer.engine.evaluate import Evaluator
from trainer.engine.loading import rebuild_trained
from trainer.engine.normalizing import Normalize, unchanged
from trainer.engine.start import Start, give, start_preprocessing
from trainer.engine.weights import WeightsError, read_weights
from trainer.layers.finding import find_head
from trainer.regularizers.base import Output
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from trainer.data.preprocessing import Preprocessing
    from trainer.engine.build import Parts

Folders = Mapping[str, Sequence[Path]]
"""Folders of the runs that each reference means."""


class Teacher:
    """A network that stays as it is and answers for inputs as methods see them."""

    def __init__(self, network: nn.Module, classes: int, evaluator: Evaluator, *, knows_classes: bool) -> None:
        self.network = network.eval().requires_grad_(requires_grad=False)
        self.classes, self.knows_classes = classes, knows_classes
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
        with autocast(self._evaluator.training.precision, features.device):
            logits: Tensor = self.head(features)
        return logits.float() if logits.dim() == 2 else logits.float().flatten(2).mean(2)


class Others:
    """Finds networks and weights by reference; each teacher is built once."""

    def __init__(self, parts: "Parts", folders: Folders, start: Start | None) -> None:
        self._parts, self._folders, self._start = parts, folders, start
        self._teachers: dict[str, Teacher] = {}

    def teacher(self, reference: str) -> Teacher:
        """Return the network that `start`, `file:`, `run:` or `variant:` means; a sentence says what does not fit."""
        return self._once(reference, lambda: self._from(reference))

    def start_as_it_was(self) -> Teacher:
        """Return the start with the head that it had, whatever classes that was for."""
        self._start_model()
        assert self._start is not None
        start = self._start
        return self._once("", lambda: self._rebuilt(start, "network.start", self._evaluator()))

    def start_on_source(self) -> Teacher:
        """Return the start with the head that it had, which has to be one for the classes of the source."""
        old, prepared, start = self.start_as_it_was(), self._parts.prepared, self._start
        names = start.preprocessing.class_names if start and start.preprocessing else None
        if len(prepared.source_class_names) != old.classes or (names and names != prepared.source_class_names):
            raise SettingError("source: the start has no head for its classes; name those that the start was made for")
        return old

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
        ctx = self._parts.ctx
        if reference == "start":
            model = self._start_model()
            head = find_head(model, ctx.classes)
            new = self._parts.start.new if self._parts.start else ()
            known = not any(name.startswith(f"{head}.") for name in new)
            return Teacher(model, ctx.classes, self._evaluator(), knows_classes=known)
        if reference.startswith("file:"):
            file = Path(reference.removeprefix("file:"))
            start = Start(read_weights(file), start_preprocessing(file))
            return self._rebuilt(start, reference, self._evaluator_of(reference, start.preprocessing))
        trained = rebuild_trained(self._folder(reference)[0], ctx.device)
        names = trained.preprocessing.class_names
        evaluator = self._evaluator_of(reference, trained.preprocessing)
        known = names == self._parts.prepared.class_names
        return Teacher(trained.network, len(names), evaluator, knows_classes=known)

    def _rebuilt(self, start: Start, what: str, evaluator: Evaluator) -> Teacher:
        """Return this run's network with other weights, and as many classes as those are for."""
        ctx, config, own = self._parts.ctx, self._parts.config, self._parts.prepared.class_names
        weight = start.weights.get(f"{find_head(ctx.model, ctx.classes)}.weight")
        if weight is None:
            raise SettingError(f"{what}: these weights have no head of their own that could answer")
        network = config.network.build(self._parts.prepared.shape, len(weight))
        names = start.preprocessing.class_names if start.preprocessing else own
        new = give(start, network, names).new
        if new:
            raise SettingError(f"{what}: these weights lack {new[0]!r}, so they cannot answer for themselves")
        known = names == own and len(weight) == len(own)
        return Teacher(place(network, ctx.device, config.training), len(weight), evaluator, knows_classes=known)

    def _evaluator(self, normalize: Callable[[Tensor], Tensor] | None = None) -> Evaluator:
        parts = self._parts
        return Evaluator(normalize or parts.prepared.normalize, parts.config.training, parts.ctx.device)

    def _evaluator_of(self, reference: str, other: "Preprocessing | None") -> Evaluator:
        """Return what prepares inputs as another run did; a sentence says where its inputs had another form."""
        own = self._parts.prepared.preprocessing
        if other is None:
            return self._evaluator()
        if (own.kind, own.shape[1:], own.columns) != (other.kind, other.shape[1:], other.columns):
            raise SettingError(f"{reference!r} was trained on inputs of another form ({other.shape}, here {own.shape})")
        return self._evaluator(_normalize(other, self._parts.ctx.device))

    def _start_model(self) -> nn.Module:
        model = self._parts.ctx.start_model
        if model is None:
            raise SettingError("a method needs the start, but the network begins with nothing (network.start)")
        return model

    def _folder(self, reference: str) -> Sequence[Path]:
        if not self._folders.get(reference):
            raise WeightsError(f"{reference!r} names a run, but the run's folder is not known")
        return self._folders[reference]


def _normalize(preprocessing: "Preprocessing", device: torch.device) -> Callable[[Tensor], Tensor]:
    if preprocessing.kind == "features":
        return unchanged
    return Normalize((preprocessing.mean, preprocessing.deviation), device)
