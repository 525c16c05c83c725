"""How right a model stays when the test pictures are made worse: by corruptions, and by one step against it."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from trainer.layers.corruptions import CORRUPTIONS, STRENGTHS, attacked
from trainer.settings.chance import derive
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.engine.evaluate import Evaluator
    from trainer.engine.examples import ExampleSet
    from trainer.plan.config import Config


BATCH = 64
"""Examples that are made worse by one draw: not a setting, so that none changes what is measured."""


class Robustness:
    """Measures what a configuration asks for.

    The corruptions are the same for each run on the same split and the same sort of device.
    """

    def __init__(self, config: "Config", kind: str, evaluator: "Evaluator") -> None:
        self.corruptions, self.attack = config.training.corruptions, config.training.attack_size
        if kind != "images" and (self.corruptions or self.attack):
            name = "corruptions" if self.corruptions else "attack_size"
            raise SettingError(f"training.{name}: is for images only, but the data are {kind}; leave it out")
        self._seed, self._evaluator = config.data.split_seed, evaluator

    def figures(self, model: nn.Module, examples: "ExampleSet") -> dict[str, float]:
        """Return accuracies by name: under each corruption at each strength, their means, and under the attack."""
        if not self.corruptions and not self.attack:
            return {}
        right: dict[str, Tensor] = {}
        model.eval()
        order = torch.arange(len(examples))
        for number, (inputs, labels) in enumerate(examples.batches(order, BATCH)):
            for name, worse in self._worse(model, inputs, labels, number):
                right[name] = right.get(name, 0) + self._hits(model, worse, labels)
        shares = dict(zip(right, (torch.stack(list(right.values())).double() / len(examples)).tolist(), strict=True))
        return self._means(shares) | shares

    def _worse(self, model: nn.Module, inputs: Tensor, labels: Tensor, number: int) -> "Iterator[tuple[str, Tensor]]":
        """Yield a batch in each form that is asked for, with the name of its figure."""
        for kind in self.corruptions:
            for strength in STRENGTHS:
                seed = derive(self._seed, f"corruption/{kind}", strength, number)
                generator = torch.Generator(inputs.device).manual_seed(seed)
                yield f"accuracy_under_{kind}_{strength}", CORRUPTIONS[kind](inputs, strength, generator)
        if self.attack:
            yield (
                "accuracy_under_attack",
                torch.cat([self._attacked(model, *some) for some in self._few(inputs, labels)]),
            )

    def _attacked(self, model: nn.Module, inputs: Tensor, labels: Tensor) -> Tensor:
        return attacked(inputs, self.attack, lambda worse: cross_entropy(self._evaluator.forward(model, worse), labels))

    @torch.no_grad()
    def _hits(self, model: nn.Module, inputs: Tensor, labels: Tensor) -> Tensor:
        found = [
            (self._evaluator.forward(model, few).argmax(1) == told).sum() for few, told in self._few(inputs, labels)
        ]
        return torch.stack(found).sum()

    def _few(self, inputs: Tensor, labels: Tensor) -> "Iterator[tuple[Tensor, Tensor]]":
        """Yield as many examples at a time as the network may be shown."""
        size = self._evaluator.training.eval_batch_size
        return zip(torch.split(inputs, size), torch.split(labels, size), strict=True)

    def _means(self, shares: dict[str, float]) -> dict[str, float]:
        means = {
            f"accuracy_under_{kind}": sum(shares[f"accuracy_under_{kind}_{each}"] for each in STRENGTHS)
            / len(STRENGTHS)
            for kind in self.corruptions
        }
        return {"accuracy_under_corruption": sum(means.values()) / len(means)} | means if means else {}
