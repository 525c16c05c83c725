"""A bare PyTorch loop whose runs appear in backslide while they train: `python examples/own_loop.py`.

Two spirals, few points, some of them with a wrong label: without dropout the network learns those by heart.
"""

from math import pi

import torch
from torch import nn

from store.record import Run

EPOCHS = 20
VARIANTS = {"baseline": 0.0, "dropout": 0.3}
"""The share of the hidden values that is dropped."""


def spirals(count: int, wrong: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return points (count, 2) on two arms, and whose arm each is on (count,), a share of it wrong."""
    chance = torch.Generator().manual_seed(seed)
    arm = torch.arange(count) % 2
    turn = 0.5 + 2.5 * torch.rand(count, generator=chance)
    angle = turn * pi + arm * pi
    points = turn[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
    flipped = torch.rand(count, generator=chance) < wrong
    return points + 0.15 * torch.randn(count, 2, generator=chance), torch.where(flipped, 1 - arm, arm)


def train(dropout: float, seed: int, run: Run) -> None:
    """Train one network and tell of it."""
    torch.manual_seed(seed)
    x, y = spirals(200, wrong=0.15, seed=seed)
    val, test = spirals(400, wrong=0.0, seed=1000 + seed), spirals(400, wrong=0.0, seed=2000 + seed)
    hidden = nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Dropout(dropout), nn.Linear(128, 128), nn.ReLU())
    model = nn.Sequential(hidden, nn.Dropout(dropout), nn.Linear(128, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(EPOCHS):
        model.train()
        for batch in torch.randperm(len(x)).split(32):
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        run.log({"train.loss": loss, "train.accuracy": accuracy(model, x, y), "val.accuracy": accuracy(model, *val)})
        if run.stop_requested:
            return
    run.measure({"test.accuracy": accuracy(model, *test)})


@torch.no_grad()
def accuracy(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of points that are put on the right arm."""
    return float((model.eval()(x).argmax(1) == y).float().mean())


def main() -> None:
    """Train every variant with three seeds, one run after another."""
    for variant, share in VARIANTS.items():
        for number in range(3):
            told = {"optimizer": "adam", "optimizer.lr": 0.01, "model.hidden": 128, "model.dropout": share}
            with Run("spirals", variant, seed=number, settings=told, epochs=EPOCHS, goal="test.accuracy >= 0.9") as own:
                train(share, number, own)


if __name__ == "__main__":
    main()
