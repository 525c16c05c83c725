"""What is measured on what: the fixed share of the training set, validation, test, and the source task."""

from copy import deepcopy
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from trainer.engine.device import memory_format, place
from trainer.engine.evaluate import Evaluator, Predictions
from trainer.engine.normalizing import unchanged
from trainer.engine.robustness import Robustness
from trainer.engine.start import give
from trainer.layers.finding import batch_norms
from trainer.settings.chance import derive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.engine.build import Parts
    from trainer.engine.examples import ExampleSet
    from trainer.engine.frozen import Frozen
    from trainer.engine.start import Start

Figures = dict[str, float]
FEWEST_IN_BATCH = 32
"""Examples of which statistics mean something."""


class Measurer:
    """Measures models of one run, always on the same examples and without any transform."""

    def __init__(self, parts: "Parts", start: "Start | None") -> None:
        training = parts.config.training
        self.parts = parts
        self.evaluator = Evaluator(parts.prepared.normalize, training, parts.ctx.device)
        self.places = _measured_places(parts.chosen, training.measured_examples, parts.config.data.split_seed)
        self.mixed_places = in_even_batches(self.places, training.eval_batch_size, parts.config.data.split_seed)
        self.robustness = Robustness(parts.config, parts.prepared.kind, self.evaluator)
        self.source = source_network(parts, start)

    def epoch(self, model: nn.Module, frozen: "Frozen") -> Figures:
        """Return the figures `train.*` and `val.*`, from kept features where there are some that are the model's."""
        if not frozen.serves(model):
            prepared, evaluator = self.parts.prepared, self.evaluator
            train = evaluator.predict(model, prepared.train, self.places)
            return _named("train", train) | _named("val", evaluator.predict(model, prepared.validation))
        evaluator = Evaluator(unchanged, self.evaluator.training, self.evaluator.device)
        with frozen.passing(model):
            train = evaluator.predict(model, frozen.train, self.places)
            return _named("train", train) | _named("val", evaluator.predict(model, frozen.validation))

    def training_inputs(self) -> "Iterator[Tensor]":
        """Yield what an epoch trains on, in the order of the data and without transforms, as the network takes it."""
        training = self.parts.config.training
        for inputs, _ in self.parts.prepared.train.batches(self.parts.chosen, training.batch_size):
            yield memory_format(self.parts.prepared.normalize(inputs), training)

    def whole(self, model: nn.Module, source: nn.Module | None) -> tuple[Figures, dict[str, Predictions]]:
        """Return the figures on every split, and the predictions on all but the training set."""
        prepared = self.parts.prepared
        splits: dict[str, tuple[nn.Module, ExampleSet]] = {
            "val": (model, prepared.validation),
            "test": (model, prepared.test),
        }
        if source is not None and prepared.source_test is not None:
            splits["source"] = (source, prepared.source_test)
        found = {name: self.evaluator.predict(one, examples) for name, (one, examples) in splits.items()}
        figures = _named("train", self.evaluator.predict(model, prepared.train, self.places)) | self._by_batch(model)
        for name, predictions in found.items():
            figures |= _named(name, predictions)
        worse = self.robustness.figures(model, prepared.test)
        return figures | {f"test.{name}": value for name, value in worse.items()}, found

    def _by_batch(self, model: nn.Module) -> Figures:
        """Return how right the model is on the training set when its batch norms take the statistics of each batch.

        Where that is far from the accuracy in evaluation mode, the statistics that it keeps do not fit.
        """
        size = min(len(self.places), self.evaluator.training.eval_batch_size)
        if size < FEWEST_IN_BATCH or not batch_norms(model):
            return {}
        found = self.evaluator.predict_by_batch(model, self.parts.prepared.train, self.mixed_places)
        return {"train.accuracy_by_batch": found.figures()["accuracy"]}

    def start(self) -> Figures:
        """Return the figures of the start itself, before any method has changed it."""
        model = self.parts.ctx.start_model
        assert model is not None
        return self.whole(model, self.source)[0]

    def on_source(self, model: nn.Module) -> nn.Module | None:
        """Return a copy of a fine-tuned model that answers for the source task, or None where there is none.

        Parameters that the start could not provide (the new head) are put back from the start's own network,
        so what the rest has forgotten is a number even when the heads differ.
        """
        if self.source is None or self.parts.start is None:
            return None
        return with_old_head(model, self.source, frozenset(self.parts.start.new))


def source_network(parts: "Parts", start: "Start | None") -> nn.Module | None:
    """Return the start's own network, with the head of the source task; None, with a warning, where it has none."""
    prepared, ctx = parts.prepared, parts.ctx
    if prepared.source_test is None:
        return None
    if start is None:
        ctx.warnings.append(
            ("source", "there is no start (network.start), so nothing can be forgotten: it is not measured")
        )
        return None
    model = parts.config.network.build(prepared.shape, len(prepared.source_class_names))
    if give(start, model, prepared.source_class_names).new:
        ctx.warnings.append(("source", "the start has no head for the classes of the source: it is not measured"))
        return None
    return place(model, ctx.device, parts.config.training).eval().requires_grad_(requires_grad=False)


def with_old_head(model: nn.Module, source: nn.Module, new_parameters: frozenset[str]) -> nn.Module:
    """Return a copy of a model whose new parameters are those of the source's network, whatever their shapes."""
    copy = deepcopy(model)
    old = dict(source.named_parameters())
    for name in new_parameters & old.keys():
        owner, _, parameter = name.rpartition(".")
        setattr(copy.get_submodule(owner), parameter, nn.Parameter(old[name].detach().clone(), requires_grad=False))
    return copy


def _measured_places(chosen: Tensor, count: int, split_seed: int) -> Tensor:
    """Return the places of the fixed share of the training set, the same for every seed."""
    places: Tensor = chosen.unique()  # type: ignore[no-untyped-call]  # of torch
    generator = torch.Generator().manual_seed(derive(split_seed, "measured"))
    return places[torch.randperm(len(places), generator=generator)[:count]].sort().values


def in_even_batches(places: Tensor, batch_size: int, split_seed: int) -> Tensor:
    """Return places in an order of chance, without the few that would be a last batch too small to have statistics."""
    generator = torch.Generator().manual_seed(derive(split_seed, "measured by batch"))
    left = len(places) % batch_size
    kept = len(places) - (left if left < FEWEST_IN_BATCH <= len(places) - left else 0)
    return places[torch.randperm(len(places), generator=generator)[:kept]]


def _named(split: str, predictions: Predictions) -> Figures:
    return {f"{split}.{name}": value for name, value in predictions.figures().items()}
