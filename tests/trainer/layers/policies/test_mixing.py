import pytest
import torch
from scipy import stats

from trainer.layers.policies.mixing import draw_shares, mix_chains


def test_mixing_by_hand() -> None:
    inputs = torch.tensor([1.0, 0.5]).view(2, 1, 1, 1)
    chains = torch.tensor([[0.0, 1.0], [0.4, 0.2]]).view(2, 2, 1, 1, 1)
    shares = torch.tensor([[0.5, 0.3, 0.2], [0.0, 0.25, 0.75]])
    # 0.5 * 1 + 0.3 * 0 + 0.2 * 0.4 = 0.58 and 0 * 0.5 + 0.25 * 1 + 0.75 * 0.2 = 0.4
    assert mix_chains(inputs, chains, shares).flatten().tolist() == pytest.approx([0.58, 0.4])


@pytest.mark.parametrize("alpha", [0.05, 1.0, 100.0])
def test_shares_add_up_to_one(alpha: float) -> None:
    shares = draw_shares(2000, 3, alpha, torch.Generator().manual_seed(0))
    assert shares.shape == (2000, 4)
    assert (shares >= 0).all()
    torch.testing.assert_close(shares.sum(1), torch.ones(2000), rtol=0, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.5, 1.0, 4.0])
def test_shares_follow_the_distributions_of_the_paper(alpha: float) -> None:
    shares = draw_shares(20_000, 3, alpha, torch.Generator().manual_seed(0)).double()
    among = shares[:, 1:] / shares[:, 1:].sum(1, keepdim=True)
    places = torch.linspace(0.02, 0.98, 25, dtype=torch.float64)
    for values, exact in [
        (shares[:, 0], stats.beta(alpha, alpha)),
        *((v, stats.beta(alpha, 2 * alpha)) for v in among.T),
    ]:
        measured = (values[None] <= places[:, None]).double().mean(dim=1)
        assert measured.numpy() == pytest.approx(exact.cdf(places.numpy()), abs=0.012)
