"""What runs say of one example: the classes, and how sure of each they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from store.predictions import Predictions


@dataclass(frozen=True, slots=True)
class Said:
    """A class that runs take an example for: how many do, and the probability that they give it on the mean."""

    name: str
    runs: int
    probability: float


def said_of(runs: "Sequence[Predictions]", place: int) -> list[Said]:
    """Return what runs take an example for, each class once, the most frequent first."""
    known: dict[str, list[float]] = {}
    for one in runs:
        said = int(one.predicted[place])
        known.setdefault(one.classes[said], []).append(float(probabilities(one.logits[place : place + 1])[0, said]))
    found = [Said(name, len(values), sum(values) / len(values)) for name, values in known.items()]
    return sorted(found, key=lambda said: (-said.runs, said.name))


def said_and_true(runs: "Sequence[Predictions]", place: int) -> list[Said]:
    """Return the same, and the true class also where no run takes the example for it."""
    found, true = said_of(runs, place), runs[0].true_class(place)
    if true in [said.name for said in found]:
        return found
    given = [float(probabilities(one.logits[place : place + 1])[0, one.labels[place]]) for one in runs]
    return [*found, Said(true, 0, sum(given) / len(given))]


def confidence(runs: "Sequence[Predictions]") -> "NDArray[np.float64]":
    """Return for each example how probable runs find what they take it for, on their mean."""
    found: NDArray[np.float64] = sum(probabilities(one.logits).max(1) for one in runs) / len(runs)
    return found


def probabilities(logits: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Return the softmax of logits, both of shape (examples, classes)."""
    import numpy as np

    above = np.exp(logits.astype(np.float64) - logits.max(1, keepdims=True))
    found: NDArray[np.float64] = above / above.sum(1, keepdims=True)
    return found
