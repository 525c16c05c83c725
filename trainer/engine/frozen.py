"""What is frozen is not computed twice: the features that a frozen prefix gives are made once and kept."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from trainer.engine.device import autocast, memory_format, room_for_data
from trainer.engine.examples import Batch
from trainer.layers.prefix import passed_by, prefix_output, still_prefix

if TYPE_CHECKING:
    from trainer.engine.build import Parts
    from trainer.engine.examples import ExampleSet


class FeatureSet:
    """Examples as a frozen prefix gives them: for each place that is ever asked for, one row on the device."""

    def __init__(self, features: Tensor, places: Tensor, labels: Tensor) -> None:
        self.features, self.labels = features, labels
        self._rows = torch.full((len(labels),), -1, device=labels.device)
        self._rows[places.to(labels.device)] = torch.arange(len(places), device=labels.device)

    def __len__(self) -> int:
        return len(self.labels)

    def batches(self, order: Tensor, size: int, first: int = 0) -> Iterator[Batch]:
        """Yield batches; see `ExampleSet`."""
        order = order.to(self.labels.device)
        for start in range(first * size, len(order), size):
            yield self.at(order[start : start + size])

    def at(self, places: Tensor) -> Batch:
        """Return the examples at some places."""
        return self.features.index_select(0, self._rows[places]), self.labels.index_select(0, places)


class Frozen:
    """The prefix of the network that stands still at present, and its features, where they may be kept at all.

    They may where nothing is done to inputs, no method looks at them, and the features of training and validation fit
    into the memory that sets of examples may take. They are made anew when more or less is frozen, and when a run
    resumes, with the same bits.
    """

    def __init__(self, parts: "Parts") -> None:
        hooks, config = parts.hooks, parts.config
        touched = hooks.transform_inputs or hooks.transform_pairs
        looked_at = any(method.needs_inputs or not method.keeps_frozen for method in config.methods())
        self._may = not (touched or looked_at or config.training.compile)
        self._parts = parts
        self._known: tuple[list[bool], list[bool]] = ([], [])
        self.names: list[str] = []
        """The modules that are passed by, from the input on; empty where nothing is."""
        self.train: ExampleSet = parts.prepared.train
        self.validation: ExampleSet = parts.prepared.validation

    def look(self) -> None:
        """Find what stands still in this epoch; the network is as its steps will find it."""
        if not self._may:
            return
        model = self._parts.ctx.model
        moving = [parameter.requires_grad for parameter in model.parameters()]
        now = moving, [module.training for module in model.modules()]
        if now != self._known:
            self._known = now
            self._keep([] if all(moving) else self._prefix(model))

    def passing(self, model: nn.Module) -> AbstractContextManager[None]:
        """Return the context in which a network is given features instead of inputs."""
        return passed_by(model, self.names) if self.names else nullcontext()

    def serves(self, model: nn.Module) -> bool:
        """Say whether the kept features are those of a network, which methods may have made of the trained one."""
        trained = self._parts.ctx.model
        return bool(self.names) and (
            model is trained
            or all(
                torch.equal(own, value)
                for name in self.names
                for own, value in zip(
                    model.get_submodule(name).state_dict().values(),
                    trained.get_submodule(name).state_dict().values(),
                    strict=True,
                )
            )
        )

    def _prefix(self, model: nn.Module) -> list[str]:
        prepared = self._parts.prepared
        inputs, _ = next(prepared.train.batches(self._parts.chosen[:4], 4))
        with autocast(self._parts.config.training.precision, self._parts.ctx.device):
            ready = memory_format(prepared.normalize(inputs), self._parts.config.training)
            names = still_prefix(model, ready)
            made = prefix_output(model, names, ready[:1]) if names else ready
        count = len(prepared.train) + len(prepared.validation)
        fits = made.numel() * made.element_size() * count < room_for_data(self._parts.ctx.device)
        return names if fits else []

    def _keep(self, names: list[str]) -> None:
        prepared, ctx = self._parts.prepared, self._parts.ctx
        self.names, self.train, self.validation = names, prepared.train, prepared.validation
        ctx.effects.pop("frozen.computed_once_up_to", None)
        if names:
            ctx.effects["frozen.computed_once_up_to"] = names[-1]
            places: Tensor = self._parts.chosen.unique()  # type: ignore[no-untyped-call]  # of torch
            self.train = self._features(prepared.train, places)
            self.validation = self._features(prepared.validation, torch.arange(len(prepared.validation)))

    def _features(self, examples: "ExampleSet", places: Tensor) -> FeatureSet:
        training, ctx = self._parts.config.training, self._parts.ctx
        made = []
        for inputs, _ in examples.batches(places, training.eval_batch_size):
            with autocast(training.precision, ctx.device):
                ready = memory_format(self._parts.prepared.normalize(inputs), training)
                made.append(prefix_output(ctx.model, self.names, ready))
        return FeatureSet(torch.cat(made), places, examples.labels)
