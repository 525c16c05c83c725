import pytest
import torch
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.colour_jitter import ColourJitter

STRENGTHS = {"brightness": 0.5, "contrast": 0.7, "saturation": 0.9, "hue": 0.3}
NOTHING = dict.fromkeys(STRENGTHS, 0.0)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("settings", [STRENGTHS, *[NOTHING | {name: STRENGTHS[name]} for name in STRENGTHS]])
def test_each_picture_is_changed_by_its_own_factors_as_torchvision_changes_it(
    channels: int, settings: dict[str, float]
) -> None:
    method, ctx, inputs = ColourJitter(**settings), context(), pictures(9, channels)
    change = 2 * torch.rand((4, 9), generator=ctx.generator(method)) - 1
    expected = []
    for i, picture in enumerate(inputs):
        one = reference.adjust_brightness(picture, 1 + settings["brightness"] * float(change[0, i]))
        one = reference.adjust_contrast(one, 1 + settings["contrast"] * float(change[1, i]))
        one = reference.adjust_saturation(one, 1 + settings["saturation"] * float(change[2, i]))
        expected.append(reference.adjust_hue(one, settings["hue"] * float(change[3, i])))
    torch.testing.assert_close(method.transform_inputs(inputs, ctx), torch.stack(expected), rtol=0, atol=1e-5)


def test_factors_go_both_ways_up_to_the_largest_change() -> None:
    method = ColourJitter(**NOTHING | {"brightness": 0.4})
    changed = method.transform_inputs(torch.full((2000, 1, 2, 2), 0.5), context())[:, 0, 0, 0]
    assert changed.min() == pytest.approx(0.3, abs=0.005)
    assert changed.max() == pytest.approx(0.7, abs=0.005)
    assert changed.mean() == pytest.approx(0.5, abs=0.01)


def test_changing_nothing_is_a_warning() -> None:
    ColourJitter(**NOTHING).before_training(ctx := context())
    assert ctx.warnings == [("regularizers.colour_jitter.brightness", "changes nothing: all four are 0")]
    ColourJitter(**NOTHING | {"hue": 0.1}).before_training(other := context())
    assert not other.warnings


@pytest.mark.parametrize(
    ("settings", "named"), [({"saturation": 0.2, "hue": 0.1}, "saturation"), ({"hue": 0.1}, "hue")]
)
def test_only_colours_of_grey_pictures_is_a_warning_and_told_once(settings: dict[str, float], named: str) -> None:
    method, ctx, inputs = ColourJitter(**NOTHING | settings), context(), pictures()
    for ctx.step in range(3):
        assert torch.equal(method.transform_inputs(inputs, ctx), inputs)
    text = "changes nothing: the pictures are grey, and brightness and contrast are 0"
    assert ctx.warnings == [(f"regularizers.colour_jitter.{named}", text)]


@pytest.mark.parametrize("settings", [{"brightness": 0.1}, {"contrast": 0.1}, {}])
def test_grey_pictures_that_are_changed_are_no_warning(settings: dict[str, float]) -> None:
    ColourJitter(**NOTHING | settings).transform_inputs(pictures(), ctx := context())
    assert not ctx.warnings


def test_coloured_pictures_are_no_warning() -> None:
    ColourJitter(**NOTHING | {"hue": 0.1}).transform_inputs(pictures(5, 3), ctx := context())
    assert not ctx.warnings
