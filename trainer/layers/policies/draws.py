"""Drawing what each picture goes through; all generators and all that is drawn are on the CPU."""

from functools import cache

import torch
from torch import Tensor

from trainer.layers.policies.learned import POLICIES
from trainer.layers.policies.operations import IDENTITY, OPERATIONS, Steps
from trainer.layers.policies.spaces import SIGNED


def draw(choices: Tensor, table: Tensor, shape: tuple[int, int], bins: range, generator: torch.Generator) -> Steps:
    """Draw for each of `shape` (pictures, steps) an operation of `choices`, one of the bins of `table`, and a sign."""
    operations = choices[torch.randint(len(choices), shape, generator=generator)]
    drawn = torch.randint(bins.start, bins.stop, shape, generator=generator)
    return Steps(operations, _signed(table, operations, drawn, generator))


def draw_learned(policy: str, table: Tensor, count: int, generator: torch.Generator) -> Steps:
    """Draw for each of `count` pictures one pair of a learned policy, and which of its two operations act."""
    chosen = torch.randint(len(POLICIES[policy]), (count,), generator=generator)
    operations, chances, bins = _pairs(policy)[chosen].unbind(2)
    act = torch.rand((count, 2), generator=generator, dtype=torch.float64) < chances
    operations = operations.long().where(act, IDENTITY)
    return Steps(operations, _signed(table, operations, bins.long(), generator))


@cache
def _pairs(policy: str) -> Tensor:
    """Return the place in OPERATIONS, the probability and the bin of both operations of each pair: (pairs, 2, 3)."""
    rows = [[(OPERATIONS.index(name), chance, at) for name, chance, at in pair] for pair in POLICIES[policy]]
    return torch.tensor(rows, dtype=torch.float64)


def draw_chains(steps: Steps, generator: torch.Generator) -> Steps:
    """Cut each picture's steps after the first, second, …, or last of them, each as likely."""
    count, most = steps.operations.shape
    length = torch.randint(1, most + 1, (count, 1), generator=generator)
    return Steps(steps.operations.where(torch.arange(most) < length, IDENTITY), steps.magnitudes)


def _signed(table: Tensor, operations: Tensor, bins: Tensor, generator: torch.Generator) -> Tensor:
    """Return magnitudes, half of those that have a sign negative."""
    negative = torch.randint(2, operations.shape, generator=generator).bool() & SIGNED[operations]
    magnitudes = table[operations, bins]
    return torch.where(negative, -magnitudes, magnitudes)
