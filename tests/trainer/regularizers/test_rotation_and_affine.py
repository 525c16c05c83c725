import pytest
import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.rotation_and_affine import RandomAffine, RandomRotation

BILINEAR = InterpolationMode.BILINEAR
SPOT = torch.zeros(2000, 1, 21, 21)
SPOT[:, :, 10, 10] = 1.0


def test_each_picture_is_turned_by_its_own_angle_as_torchvision_turns_it() -> None:
    method, ctx, inputs = RandomRotation(degrees=40), context(), pictures(8, 3, 12, 17)
    angles = 40 * (2 * torch.rand(8, generator=ctx.generator(method)) - 1)
    expected = [reference.rotate(one, -float(angle), BILINEAR) for one, angle in zip(inputs, angles, strict=True)]
    torch.testing.assert_close(method.transform_inputs(inputs, ctx), torch.stack(expected), rtol=0, atol=1e-5)


def test_angles_go_both_ways_up_to_the_largest() -> None:
    beside = torch.zeros(2000, 1, 41, 41)
    beside[:, :, 20, 40] = 1.0  # right of the middle, 20 pixels away
    turned = RandomRotation(degrees=30).transform_inputs(beside, context())
    rows = turned.amax(3).flatten(1).argmax(1) - 20
    assert rows.min() == -10  # sin(30 degrees) is 1/2
    assert rows.max() == 10
    assert rows.float().mean().abs() < 0.5


@pytest.mark.parametrize("method", [RandomRotation(degrees=45), RandomAffine(translate=0.5)])
@pytest.mark.parametrize(("edge", "darkest"), [("zero", 0.0), ("reflect", 0.5), ("repeat", 0.5)])
def test_the_edge_is_filled_as_asked(method: RandomRotation | RandomAffine, edge: str, darkest: float) -> None:
    method = method.model_copy(update={"edge": edge})
    changed = method.transform_inputs(torch.full((50, 1, 9, 9), 0.5), context())
    assert changed.min() == pytest.approx(darkest, abs=1e-6)


def test_each_picture_is_shifted_scaled_and_sheared_as_torchvision_does() -> None:
    method = RandomAffine(translate=0.2, smallest_scale=0.6, largest_scale=1.5, shear=30)
    ctx, inputs = context(), pictures(8, 3, 12, 17)
    share = torch.rand((6, 8), generator=ctx.generator(method)).tolist()
    expected = []
    for i, one in enumerate(inputs):
        scale, (lean_x, lean_y) = 0.6 + 0.9 * share[0][i], (30 * (2 * share[k][i] - 1) for k in (1, 2))
        shift = [0.2 * side * (2 * share[k][i] - 1) for k, side in ((3, 17), (4, 12))]
        expected.append(reference.affine(one, 0.0, shift, scale, [lean_x, lean_y], BILINEAR))
    torch.testing.assert_close(method.transform_inputs(inputs, ctx), torch.stack(expected), rtol=0, atol=1e-5)


def test_shifts_reach_the_share_of_the_side_on_all_four() -> None:
    method = RandomAffine(translate=0.4, smallest_scale=1, largest_scale=1, shear=0)
    moved = method.transform_inputs(SPOT, context())
    for side in (2, 3):
        places = moved.amax(5 - side).flatten(1).argmax(1) - 10
        assert places.min() == -8  # 0.4 * 21 pixels
        assert places.max() == 8
    assert len(moved.unique(dim=0)) == 2000


def test_a_map_that_changes_nothing_is_a_warning() -> None:
    ctx = context()
    RandomAffine(translate=0, smallest_scale=1, largest_scale=1, shear=0).before_training(ctx)
    text = "changes nothing: no shift, no shear, and a scale of 1"
    assert ctx.warnings == [("regularizers.random_affine.translate", text)]
    for settings in ({"translate": 0.1}, {"largest_scale": 1.1}, {"smallest_scale": 0.9}, {"shear": 1}):
        still = {"translate": 0, "smallest_scale": 1, "largest_scale": 1, "shear": 0}
        RandomAffine(**(still | settings)).before_training(other := context())
        assert not other.warnings
