import subprocess
import sys

import pytest
import torch

from trainer.networks.base import Network, NetworkError, Recipe
from trainer.networks.mlp import Mlp
from trainer.networks.small_cnn import SmallCnn


@pytest.mark.parametrize("shape", [(13,), (3, 8, 6)])
def test_the_perceptron_takes_rows_and_pictures(shape: tuple[int, ...]) -> None:
    model = Mlp(widths=(5, 4)).build(shape, 3)
    assert model(torch.rand(2, *shape)).shape == (2, 3)
    assert [tuple(p.shape) for p in model.parameters() if p.dim() == 2] == [
        (5, torch.Size(shape).numel()),
        (4, 5),
        (3, 4),
    ]


def test_the_perceptron_without_hidden_layers_is_linear() -> None:
    model = Mlp(widths=()).build((4,), 2).double()
    x, y = torch.rand(2, 1, 4, dtype=torch.float64)
    zero = torch.zeros(1, 4, dtype=torch.float64)
    assert torch.allclose(model(x + y), model(x) + model(y) - model(zero))


@pytest.mark.parametrize("side", [4, 5, 8, 28, 64])
@pytest.mark.parametrize("depth", [1, 3, 8])
def test_the_small_network_takes_every_size_from_four_up_even_one_picture(side: int, depth: int) -> None:
    model = SmallCnn(width=2, depth=depth).build((1, side, side + 1), 4)
    assert model.train()(torch.rand(1, 1, side, side + 1)).shape == (1, 4)


def test_the_small_network_halves_the_side_and_doubles_the_width() -> None:
    model = SmallCnn(width=3, depth=3).build((3, 16, 16), 2)
    features: torch.Tensor = model.features(torch.rand(1, 3, 16, 16))  # type: ignore[operator]  # a Sequential
    assert features.shape == (1, 12, 4, 4)


def test_pictures_below_four_are_refused() -> None:
    with pytest.raises(NetworkError, match=r"small_cnn takes pictures from 4×4 up, not 3×9; set data\.size"):
        SmallCnn().build((1, 3, 9), 2)


def test_a_recipe_builds_what_build_builds() -> None:
    torch.manual_seed(1)
    first = Mlp().build((4,), 2)
    torch.manual_seed(1)
    recipe = Mlp().recipe((4,), 2)
    assert isinstance(recipe, Recipe)
    second = recipe.follow()
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_a_network_that_builds_nothing_is_told_to_its_author() -> None:
    class Nothing(Network, register=False):
        pass

    try:
        with pytest.raises(NotImplementedError, match="Nothing has neither a recipe nor a build method"):
            Nothing().build((4,), 2)
    finally:
        Network.members.pop("nothing")


def test_the_registry_leaves_torch_unloaded() -> None:
    code = (
        "import sys; from trainer.networks.base import Network; from trainer.data.base import DataSource; "
        "Network.registry(); DataSource.registry(); sys.exit(bool({'torch', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
