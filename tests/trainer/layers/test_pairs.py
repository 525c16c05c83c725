import pytest
import torch
from scipy import stats
from torchvision.transforms import v2

from trainer.layers.pairs import boxes, mix, paste, share_left, symmetric_beta

PICTURES = torch.rand(40, 3, 9, 14, generator=torch.Generator().manual_seed(0))
TARGETS = torch.rand(40, 3, generator=torch.Generator().manual_seed(1))
NEIGHBOUR = torch.arange(40).roll(1)
"""Torchvision mixes each example with the one before it."""


@pytest.mark.parametrize("alpha", [0.05, 0.2, 1.0, 4.0])
def test_shares_follow_the_beta_distribution(alpha: float) -> None:
    shares = symmetric_beta(20_000, alpha, torch.Generator().manual_seed(0)).double()
    assert ((shares >= 0) & (shares <= 1)).all()
    # Near 0 and 1 float32 runs out of digits when alpha is small, so compare the distribution at places between.
    places = torch.linspace(0.01, 0.99, 25, dtype=torch.float64)
    measured = (shares[None] <= places[:, None]).double().mean(dim=1)
    assert measured.numpy() == pytest.approx(stats.beta(alpha, alpha).cdf(places.numpy()), abs=0.012)


def test_the_same_generator_draws_the_same_shares() -> None:
    first, second = (symmetric_beta(9, 0.3, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(first, second)
    assert len(first.unique()) == 9


def test_mix_weighs_each_example_by_its_own_share() -> None:
    values = torch.tensor([[[0.0, 4.0]], [[8.0, 0.0]]])
    mixed = mix(values, torch.tensor([1, 0]), torch.tensor([0.75, 0.5]))
    assert mixed.tolist() == [[[2.0, 3.0]], [[4.0, 2.0]]]


def test_mix_with_share_one_changes_nothing() -> None:
    values = torch.rand(3, 2, 2, 2)
    assert torch.equal(mix(values, torch.tensor([2, 0, 1]), torch.ones(3)), values)


def by_torchvision(transform: v2.Transform, values: torch.Tensor, params: dict[str, object]) -> torch.Tensor:
    """Return what torchvision makes of inputs or targets with given numbers, which it draws once a batch."""
    labels = values if values is TARGETS else None
    mixed: torch.Tensor = transform.transform(values, {"labels": labels, "batch_size": 40, **params})
    return mixed


def test_mix_is_torchvisions_mixup() -> None:
    share = torch.rand(40, generator=torch.Generator().manual_seed(2))
    for values in (PICTURES, TARGETS):
        expected = [by_torchvision(v2.MixUp(), values, {"lam": float(lam)})[i] for i, lam in enumerate(share)]
        torch.testing.assert_close(mix(values, NEIGHBOUR, share), torch.stack(expected))


def test_paste_and_the_area_are_torchvisions_cutmix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given the same share and centre, it comes to the same box, the same pictures and the same targets."""
    share = torch.rand(40, generator=torch.Generator().manual_seed(2))
    drawing = torch.Generator().manual_seed(3)
    centres = [torch.randint(length, (40,), generator=drawing) for length in (14, 9)]
    box = boxes(share, 9, 14, torch.Generator().manual_seed(3))
    pasted, mixed = paste(PICTURES, NEIGHBOUR, box), mix(TARGETS, NEIGHBOUR, share_left(box, 9, 14))
    for i in range(40):
        cutmix = v2.CutMix()
        cutmix._dist = type("Given", (), {"sample": lambda _, shape, i=i: share[i]})()
        drawn = iter([centres[0][i : i + 1], centres[1][i : i + 1]])
        with monkeypatch.context() as patch:
            patch.setattr(torch, "randint", lambda *_, drawn=drawn, **__: next(drawn))
            params = cutmix.make_params([PICTURES])
        assert tuple(box[i].tolist()) == params["box"]
        assert torch.equal(pasted[i], by_torchvision(cutmix, PICTURES, params)[i])
        torch.testing.assert_close(mixed[i], by_torchvision(cutmix, TARGETS, params)[i])


def test_targets_get_exactly_the_area_that_was_pasted() -> None:
    share = torch.rand(40, generator=torch.Generator().manual_seed(2))
    box = boxes(share, 9, 14, torch.Generator().manual_seed(3))
    pasted = paste(torch.zeros(40, 1, 9, 14), NEIGHBOUR, box)
    ones = paste(torch.arange(40.0).view(40, 1, 1, 1).expand(40, 1, 9, 14), NEIGHBOUR, box)
    assert not pasted.any()
    own = (ones == torch.arange(40).view(40, 1, 1, 1)).double().mean(dim=(1, 2, 3))
    torch.testing.assert_close(share_left(box, 9, 14).double(), own, rtol=0, atol=1e-7)


def test_boxes_lie_in_the_picture_and_reach_its_edges() -> None:
    share = torch.full((5000,), 0.5)
    left, top, right, bottom = boxes(share, 6, 10, torch.Generator().manual_seed(0)).unbind(1)
    assert (left.min(), top.min(), right.max(), bottom.max()) == (0, 0, 10, 6)
    assert (right - left).max() == 6  # half of sqrt(1/2) * 10 is 3.5, cut to 3 on both sides
    assert (bottom - top).max() == 4  # half of sqrt(1/2) * 6 is 2.1
    assert ((right >= left) & (bottom >= top)).all()


def test_a_share_of_one_pastes_nothing_and_of_zero_at_least_a_quarter() -> None:
    whole = boxes(torch.ones(9), 6, 10, torch.Generator().manual_seed(0))
    assert torch.equal(share_left(whole, 6, 10), torch.ones(9))
    nothing = share_left(boxes(torch.zeros(500), 6, 10, torch.Generator().manual_seed(0)), 6, 10)
    assert float(nothing.max()) <= 0.75
