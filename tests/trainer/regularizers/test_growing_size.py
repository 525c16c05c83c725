import pytest
import torch

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.layers.growing import shrink
from trainer.layers.small_cnn import SmallCNN
from trainer.regularizers.context import Context
from trainer.regularizers.growing_size import GrowingSize
from trainer.settings.problems import SettingError

INPUTS = pictures(4, 1, 40, 60)


def sizes(method: GrowingSize, epochs: int) -> list[tuple[int, int]]:
    each = (method.transform_inputs(INPUTS, context(epochs=epochs, epoch=i + 1)) for i in range(epochs))
    return [tuple(changed.shape[2:]) for changed in each]


def before(method: GrowingSize, inputs: torch.Tensor = INPUTS, epochs: int = 4) -> Context:
    """Return the context of a run on these pictures, after the method has looked at it."""
    ctx = context(SmallCNN((1, 8, 8), 3), epochs=epochs)
    ctx.training_inputs = lambda: iter([inputs])
    method.before_training(ctx)
    return ctx


def test_pictures_grow_evenly_over_the_share_of_the_epochs() -> None:
    assert sizes(GrowingSize(smallest=0.5, over=0.5), 8) == [(20, 30), (25, 38), (30, 45), (35, 52), *[(40, 60)] * 4]


@pytest.mark.parametrize(("over", "epochs"), [(0.99, 3), (0.5, 3), (0.01, 5), (0.5, 2)])
def test_the_first_epoch_is_smaller_and_the_last_never(over: float, epochs: int) -> None:
    found = sizes(GrowingSize(over=over), epochs)
    assert found == sorted(found)
    assert found[0] == (20, 30)
    assert found[-1] == (40, 60)


def test_no_side_falls_below_the_minimum_and_none_grows() -> None:
    assert sizes(GrowingSize(smallest=0.1, minimum=16), 2)[0] == (16, 16)
    assert sizes(GrowingSize(smallest=0.1, minimum=50), 2)[0] == (40, 50)


def test_every_picture_is_shrunk_alike_without_chance() -> None:
    first = GrowingSize().transform_inputs(INPUTS, context())
    assert torch.equal(first, shrink(INPUTS, 20, 30))
    assert torch.equal(GrowingSize().transform_inputs(INPUTS, context(seed=2, step=3)), first)


def test_pictures_of_full_size_are_left_alone() -> None:
    assert GrowingSize().transform_inputs(INPUTS, context(epoch=4)) is INPUTS


def test_the_first_size_is_reported() -> None:
    ctx = before(GrowingSize())
    assert ctx.effects == {"growing_size.first_size": "20x30"}
    assert not ctx.warnings


@pytest.mark.parametrize(
    ("method", "epochs", "reason"),
    [
        (GrowingSize(), 1, "in a run of one epoch"),
        (GrowingSize(minimum=64), 4, "with minimum = 64 and smallest = 0.5"),
        (GrowingSize(smallest=0.995), 4, "with minimum = 8 and smallest = 0.995"),
    ],
)
def test_pictures_that_do_not_grow_are_a_warning(method: GrowingSize, epochs: int, reason: str) -> None:
    text = f"changes nothing: pictures of 40x60 stay that large {reason}"
    assert before(method, epochs=epochs).warnings == [("regularizers.growing_size.smallest", text)]


def test_a_network_that_does_not_take_the_smallest_size_is_told_in_a_sentence() -> None:
    ctx = context(network())
    ctx.training_inputs = lambda: iter([pictures()])
    match = r"^regularizers.growing_size.smallest: 0.5 makes pictures of 3x3, which the network does not take \(mat1 "
    with pytest.raises(SettingError, match=match):
        GrowingSize(minimum=1).before_training(ctx)
