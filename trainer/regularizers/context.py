"""What a hook may know of the run that it acts in."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trainer.settings.chance import derive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import torch
    from torch import Tensor, nn

    from trainer.engine.examples import ExampleSet
    from trainer.engine.others import Others
    from trainer.regularizers.base import Output, Regularizer


@dataclass
class Context:
    """The state of a run, handed to every hook: set by the loop, read by hooks, which remember things in `memory`."""

    seed: int
    device: "torch.device"
    classes: int
    epochs: int
    kind: str = "images"
    """`images` (inputs of shape (N, C, H, W) in 0…1) or `features` ((N, F), standardized)."""
    steps_per_epoch: int = 0
    epoch: int = 0
    """The epoch in progress, counted from 1."""
    step: int = 0
    """Optimizer steps done in this epoch."""
    part: int = 0
    """Which micro-batch of the step (gradient accumulation), counted from 0."""
    forward_pass: str = ""
    """The method that runs a micro-batch through the network once more; empty in the pass that every run makes."""
    lr: float = 0.0
    model: "nn.Module" = field(default=None, repr=False)  # type: ignore[assignment]  # set once it is built
    optimizer: "torch.optim.Optimizer" = field(default=None, repr=False)  # type: ignore[assignment]  # likewise
    start_model: "nn.Module | None" = field(default=None, repr=False)
    new_parameters: frozenset[str] = frozenset()
    """Names of the parameters that the start did not provide: a new head, and what methods add to the network."""
    train_labels: "torch.Tensor | None" = field(default=None, repr=False)
    """Labels of the training set, shape (N,)."""
    metrics: dict[str, float] = field(default_factory=dict)
    """Figures of the last finished epoch (`val.accuracy`, …)."""
    memories: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    effects: dict[str, float | int | str] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    stop_reason: str = ""
    network: "Callable[[Tensor], Output]" = field(default=None, repr=False)  # type: ignore[assignment]  # set by the loop
    """Runs the trained network on inputs as methods see them, as a training step does."""
    mean_loss: "Callable[[Tensor, Tensor], Tensor]" = field(default=None, repr=False)  # type: ignore[assignment]  # likewise
    """The run's own loss of logits (N, classes) and targets: the mean of what methods make of the cross-entropy."""
    training_inputs: "Callable[[], Iterator[Tensor]]" = field(default=None, repr=False)  # type: ignore[assignment]  # likewise
    """Gives the training examples batch by batch, in a fixed order, untransformed, as the network takes them."""

    others: "Others" = field(default=None, repr=False)  # type: ignore[assignment]  # likewise
    """Networks and weights of other runs, and the start as it was."""
    source: "ExampleSet | None" = field(default=None, repr=False)
    """Training examples of the source task, where a method of the run needs them."""

    def forward(self, method: "Regularizer", inputs: "Tensor") -> "Output":
        """Run the trained network once more in a step, with chance of its own: other values are dropped."""
        self.forward_pass = method.component_name
        try:
            return self.network(inputs)
        finally:
            self.forward_pass = ""

    def memory(self, method: "Regularizer") -> dict[str, Any]:
        """Return what a method remembers: tensors, numbers and strings under string keys. It is checkpointed."""
        return self.memories.setdefault(method.component_name, {})

    def generator(self, method: "Regularizer", use: str = "", *, on_cpu: bool = False) -> "torch.Generator":
        """Return a generator on the device, of a stream that belongs to this method, epoch and micro-batch alone.

        One on the CPU draws the same on every machine: for what must not change where a run goes on elsewhere.
        """
        import torch

        again = f"/{self.forward_pass}" if self.forward_pass else ""
        name = f"{method.component_name}/{use}/{self.part}{again}"
        device = "cpu" if on_cpu else self.device
        return torch.Generator(device).manual_seed(derive(self.seed, name, self.epoch, self.step))

    def report(self, method: "Regularizer", effect: str, value: float | int | str) -> None:  # noqa: PYI041 - an int stays one
        """Record what a method really did (`layers`, `parameters`, …) among the effective settings."""
        self.effects[f"{method.component_name}.{effect}"] = value

    def warn(self, method: "Regularizer", setting: str, text: str) -> None:
        """Record that a setting changed nothing, or not what its user would expect."""
        self.warnings.append((f"regularizers.{method.component_name}.{setting}", text))

    def stop(self, reason: str) -> None:
        """Ask the loop to end training after this epoch."""
        self.stop_reason = reason
