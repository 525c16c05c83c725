import pytest
import torch
from scipy import stats

from trainer.layers.pairs import mix, symmetric_beta


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
