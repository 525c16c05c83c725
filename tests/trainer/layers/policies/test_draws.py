import pytest
import torch

from trainer.layers.policies.draws import draw, draw_chains, draw_learned
from trainer.layers.policies.learned import POLICIES
from trainer.layers.policies.operations import IDENTITY, OPERATIONS, Steps
from trainer.layers.policies.spaces import SIGNED, all_but, usual, wide


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(3)


def test_operations_and_bins_are_drawn_evenly_and_by_themselves() -> None:
    steps = draw(all_but("invert"), wide(), (14_000, 2), range(31), generator())
    counts = steps.operations.flatten().bincount(minlength=len(OPERATIONS))
    assert counts[OPERATIONS.index("invert")] == 0
    assert counts[all_but("invert")].min() > 1850
    assert counts.max() < 2150
    assert (steps.operations[:, 0] == steps.operations[:, 1]).double().mean() == pytest.approx(1 / 14, abs=0.01)
    angles = steps.magnitudes[steps.operations == OPERATIONS.index("rotate")]
    assert len(angles.unique()) == 61
    assert angles.abs().mean() == pytest.approx(67.5, abs=3)


def test_half_of_what_has_a_sign_is_negative_and_nothing_else_is() -> None:
    steps = draw(all_but(), wide(), (20_000, 1), range(30, 31), generator())
    signed = SIGNED[steps.operations]
    assert (steps.magnitudes[signed] < 0).double().mean() == pytest.approx(0.5, abs=0.02)
    assert (steps.magnitudes[~signed] >= 0).all()


def test_bins_outside_the_range_are_never_drawn() -> None:
    table = usual(28, 28, 31)
    steps = draw(torch.tensor([OPERATIONS.index("rotate")]), table, (500, 1), range(9, 10), generator())
    assert steps.magnitudes.abs().unique().tolist() == [table[OPERATIONS.index("rotate"), 9]]


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_learned_policy_acts_at_its_probabilities(name: str) -> None:
    steps = draw_learned(name, usual(28, 28, 10), 50_000, generator())
    expected = torch.zeros(2, len(OPERATIONS))
    for pair in POLICIES[name]:
        for place, (operation, chance, _) in enumerate(pair):
            expected[place, OPERATIONS.index(operation)] += chance / 25
            expected[place, IDENTITY] += (1 - chance) / 25
    shares = [column.bincount(minlength=len(OPERATIONS)) / 50_000 for column in steps.operations.T]
    torch.testing.assert_close(torch.stack(shares), expected, rtol=0, atol=0.008)


def test_both_operations_of_a_learned_pair_have_their_own_magnitudes() -> None:
    table = usual(28, 28, 10)
    steps = draw_learned("imagenet", table, 5000, generator())
    acting = steps.operations != IDENTITY
    drawn = {
        (OPERATIONS[operation], abs(magnitude))
        for operation, magnitude in zip(
            steps.operations[acting].tolist(), steps.magnitudes[acting].tolist(), strict=True
        )
    }
    declared = {
        (name, float(table[OPERATIONS.index(name), at]))
        for pair in POLICIES["imagenet"]
        for name, chance, at in pair
        if chance
    }
    assert drawn == declared


def test_chains_end_after_one_two_or_three_steps() -> None:
    invert = OPERATIONS.index("invert")
    whole = Steps(torch.full((9000, 3), invert), torch.zeros(9000, 3, dtype=torch.float64))
    acting = draw_chains(whole, generator()).operations == invert
    assert torch.equal(acting, acting.sort(dim=1, descending=True).values)
    assert acting.sum(1).bincount().tolist() == pytest.approx([0, 3000, 3000, 3000], abs=150)
