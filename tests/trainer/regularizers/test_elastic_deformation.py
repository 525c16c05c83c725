import pytest
import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.elastic_deformation import ElasticDeformation


def test_each_picture_is_bent_by_its_own_field_as_torchvision_bends_it() -> None:
    method, ctx, inputs = ElasticDeformation(alpha=20, sigma=2), context(), pictures(6, 3, 18, 18)
    generator = ctx.generator(method)
    torch.rand(6, generator=generator)  # which pictures are changed
    noise = 2 * torch.rand(6, 2, 18, 18, generator=generator) - 1
    field = 20 * reference.gaussian_blur(noise, [17, 17], [2.0, 2.0]) * (2 / 18)  # torchvision counts half pictures
    expected = [
        reference.elastic_transform(one, off.permute(1, 2, 0)[None], InterpolationMode.BILINEAR)
        for one, off in zip(inputs, field, strict=True)
    ]
    torch.testing.assert_close(method.transform_inputs(inputs, ctx), torch.stack(expected), rtol=0, atol=1e-4)


def test_a_larger_sigma_keeps_neighbours_together() -> None:
    slope = torch.linspace(0, 1, 40).expand(20, 1, 40, 40)

    def roughness(sigma: float) -> float:
        method = ElasticDeformation(alpha=10 * sigma, sigma=sigma, edge="repeat")
        bent = method.transform_inputs(slope, context())[..., 10:-10, 10:-10]
        return float(bent.diff(dim=2).std())

    assert roughness(1.0) > 3 * roughness(4.0)


@pytest.mark.parametrize(("edge", "darkest"), [("zero", 0.0), ("reflect", 0.5), ("repeat", 0.5)])
def test_the_edge_is_filled_as_asked(edge: str, darkest: float) -> None:
    method = ElasticDeformation(alpha=200, edge=edge)
    changed = method.transform_inputs(torch.full((50, 1, 9, 9), 0.5), context())
    assert changed.min() == pytest.approx(darkest, abs=1e-6)


def test_pictures_smaller_than_the_gaussian_are_bent_too() -> None:
    inputs = pictures(4, 1, 3, 5)
    changed = ElasticDeformation(sigma=10).transform_inputs(inputs, context())
    assert changed.shape == inputs.shape
    assert changed.isfinite().all()
