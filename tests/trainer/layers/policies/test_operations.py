from typing import TYPE_CHECKING

import pytest
import torch

from tests.trainer.layers.policies.reference import apply_one, levels, take_steps
from trainer.layers.policies.draws import draw
from trainer.layers.policies.geometry import MOVES
from trainer.layers.policies.operations import IDENTITY, OPERATIONS, Steps, apply, augment
from trainer.layers.policies.spaces import SIGNED, all_but, mixed, usual, wide

if TYPE_CHECKING:
    from trainer.layers.policies.geometry import Sampling


def every_step(table: torch.Tensor) -> Steps:
    """Return one picture's step for every operation, bin and sign of a space."""
    operations = torch.arange(len(OPERATIONS)).repeat_interleave(table.shape[1])
    magnitudes, signed = table.flatten(), SIGNED[operations]
    both = torch.cat([magnitudes, -magnitudes[signed]])
    return Steps(torch.cat([operations, operations[signed]])[:, None], both[:, None])


@pytest.mark.parametrize(("channels", "height", "width"), [(1, 28, 28), (3, 28, 28), (3, 11, 14), (3, 33, 20)])
@pytest.mark.parametrize("space", ["usual", "wide", "mixed"])
def test_every_operation_at_every_magnitude_is_torchvisions(space: str, channels: int, height: int, width: int) -> None:
    tables = {"usual": usual(height, width, 31), "wide": wide(), "mixed": mixed(height, width)}
    sampling: Sampling = "bilinear" if space == "mixed" else "nearest"
    steps = every_step(tables[space])
    pictures = levels(len(steps.operations), channels, height, width)
    changed = apply(pictures, steps.operations[:, 0], steps.magnitudes[:, 0], sampling)
    expected = take_steps(pictures, steps, sampling)
    away = (changed.int() - expected.int()).abs().flatten(1)
    moved = torch.tensor([OPERATIONS[place] in MOVES for place in steps.operations[:, 0].tolist()])
    wrong = away.amax(1) > (moved if sampling == "bilinear" else 255 * moved)
    assert not wrong.any(), {OPERATIONS[place] for place in steps.operations[wrong, 0].tolist()}
    assert (away > 0).float().mean() < 2e-3, "pixels on a border go to one side or the other, as the processor rounds"


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 9), (9, 2)])
def test_pictures_too_small_to_be_smoothed_do_not_fail(height: int, width: int) -> None:
    steps = every_step(wide())
    pictures = levels(len(steps.operations), 3, height, width)
    changed = apply(pictures, steps.operations[:, 0], steps.magnitudes[:, 0])
    assert torch.equal(changed, take_steps(pictures, steps))


def test_steps_follow_one_another_as_in_torchvision() -> None:
    pictures = levels(200)
    steps = draw(all_but(), usual(11, 14, 31), (200, 4), range(31), torch.Generator().manual_seed(1))
    changed = augment(pictures / 255, steps)
    torch.testing.assert_close(changed * 255, take_steps(pictures, steps).float(), rtol=0, atol=1e-4)


def test_pictures_stay_as_they_are_where_nothing_is_done_to_them() -> None:
    pictures = levels(5) / 255
    nothing = Steps(torch.full((5, 2), IDENTITY), torch.zeros(5, 2, dtype=torch.float64))
    assert torch.equal(augment(pictures, nothing), pictures)


def test_values_between_two_levels_go_to_the_nearer_and_those_outside_to_the_end() -> None:
    inputs = torch.tensor([-0.3, 0.4 / 255, 0.6 / 255, 1.2]).view(1, 1, 2, 2)
    nothing = Steps(torch.full((1, 1), IDENTITY), torch.zeros(1, 1, dtype=torch.float64))
    assert (augment(inputs, nothing) * 255).flatten().tolist() == [0, 0, 1, 255]


def test_only_the_pictures_that_drew_an_operation_are_changed_by_it() -> None:
    pictures = levels(6)
    operations = torch.full((6,), IDENTITY)
    operations[[1, 4]] = OPERATIONS.index("invert")
    changed = apply(pictures, operations, torch.zeros(6, dtype=torch.float64))
    assert torch.equal(changed[[1, 4]], 255 - pictures[[1, 4]])
    assert torch.equal(changed[[0, 2, 3, 5]], pictures[[0, 2, 3, 5]])


def test_what_was_given_is_not_written_to() -> None:
    steps = every_step(wide())
    pictures = levels(len(steps.operations))
    before = pictures.clone()
    apply(pictures, steps.operations[:, 0], steps.magnitudes[:, 0])
    assert torch.equal(pictures, before)


def test_pictures_that_are_not_contiguous_are_taken() -> None:
    steps = every_step(wide())
    pictures = levels(len(steps.operations))
    last = pictures.contiguous(memory_format=torch.channels_last)
    arguments = (steps.operations[:, 0], steps.magnitudes[:, 0])
    assert torch.equal(apply(last, *arguments), apply(pictures, *arguments))


def test_equalizing_three_levels_by_hand() -> None:
    # 600 pixels of 10, 300 of 20, 100 of 30: step = 900 // 255 = 3, so 20 goes to (600 + 1) // 3, 30 to 255 at most.
    picture = torch.tensor([10] * 600 + [20] * 300 + [30] * 100, dtype=torch.uint8).view(1, 1, 20, 50)
    changed = apply(picture, torch.tensor([OPERATIONS.index("equalize")]), torch.zeros(1, dtype=torch.float64))
    assert changed.unique().tolist() == [0, 200, 255]
    assert torch.equal(changed[0], apply_one(picture[0], OPERATIONS.index("equalize"), 0.0))
