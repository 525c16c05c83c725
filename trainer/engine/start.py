"""The weights that a run begins with, and which of its parameters they gave."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from torch import Tensor, nn

from store.run import BEST
from trainer.data.preprocessing import Preprocessing, preprocessing_of
from trainer.engine.weights import SAFETENSORS, WeightsError, read_weights
from trainer.layers.finding import find_head, weighted_layers

if TYPE_CHECKING:
    from trainer.networks.base import Network, Shape


@dataclass(frozen=True)
class Start:
    """Weights by parameter name, and how the run that made them prepared its inputs (None: they are from elsewhere)."""

    weights: dict[str, Tensor]
    preprocessing: Preprocessing | None = None


@dataclass(frozen=True)
class StartReport:
    """Names of what a network took over, of what it did not find, and of what it had no use for."""

    taken: list[str]
    new: list[str]
    unused: list[str]


def find_start(network: "Network", folder: Path | None) -> Path | None:
    """Return the file of weights that a network begins with: its own `file:`, or the best of the run in a folder."""
    kind, _, where = network.start.partition(":")
    if kind == "file":
        return Path(where)
    if kind not in ("run", "variant"):
        return None
    if folder is None:
        raise WeightsError(f"network.start: {network.start!r} names a run, but the run's folder is not known")
    return folder / BEST


def start_preprocessing(file: Path | None) -> Preprocessing | None:
    """Return how the inputs of a file's weights were prepared, where it says so."""
    known = file is not None and file.suffix == SAFETENSORS and file.is_file()
    return preprocessing_of(file) if known and file is not None else None


def load(network: "Network", file: Path | None, shape: "Shape") -> Start | None:
    """Return the start of a network for inputs of a shape, or None if it begins with nothing."""
    if file is not None:
        return Start(read_weights(file), start_preprocessing(file))
    return Start(network.pretrained(shape)) if network.start == "pretrained" else None


def give(start: Start, model: nn.Module, class_names: tuple[str, ...]) -> StartReport:
    """Give a network the start's weights. A head that was learned for other classes stays new, though it would fit."""
    known = start.preprocessing.class_names if start.preprocessing else class_names
    heads = _heads(model, len(class_names)) if known != class_names else ()
    return load_start(model, start.weights, heads)


def load_start(model: nn.Module, weights: dict[str, Tensor], leave: tuple[str, ...] = ()) -> StartReport:
    """Copy every weight whose name and shape fit, but for the layers to `leave`; a WeightsError where none fits."""
    state = model.state_dict()
    left = tuple(f"{layer}." for layer in leave)
    taken = [
        name
        for name, value in state.items()
        if name in weights and weights[name].shape == value.shape and not (left and name.startswith(left))
    ]
    parameters = {name for name, _ in model.named_parameters()}
    if not parameters.intersection(taken):
        example = next(iter(weights), "nothing")
        raise WeightsError(f"network.start: none of the weights fits this network (they hold {example!r}, …)")
    model.load_state_dict({name: weights[name] for name in taken}, strict=False)
    counted = (name for name in state if not name.endswith("num_batches_tracked"))
    return StartReport(taken, [name for name in counted if name not in taken], sorted(weights.keys() - state.keys()))


def _heads(model: nn.Module, classes: int) -> tuple[str, ...]:
    """Return the names of the layers that give logits: the head, and those of auxiliary branches."""
    auxiliary = {
        name
        for name, layer in weighted_layers(model, ("*aux*", "*Aux*")).items()
        if isinstance(layer, nn.Linear) and layer.out_features == classes
    }
    head = find_head(model, classes)
    return tuple(sorted(auxiliary | ({head} if head else set())))
