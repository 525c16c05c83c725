import pytest
import torch

from trainer.layers.erasing import rectangle_sides, rectangles


def chances(count: int) -> torch.Tensor:
    return torch.rand(count, generator=torch.Generator().manual_seed(0))


def test_sides_are_those_of_area_and_ratio() -> None:
    area, chance = torch.tensor([0.08, 0.08, 0.08, 0.02]), torch.tensor([0.0, 0.5, 1.0, 0.5])
    heights, widths = rectangle_sides(area, chance, 0.5, 100, 100)
    assert heights.tolist() == [20, 28, 40, 14]  # 800 pixels at 1:2, 1:1 and 2:1; 200 at 1:1
    assert widths.tolist() == [40, 28, 20, 14]


@pytest.mark.parametrize(("height", "width"), [(60, 60), (40, 90)])
def test_large_and_long_rectangles_fit_and_keep_their_area(height: int, width: int) -> None:
    area = 0.3 + 0.6 * chances(500)
    heights, widths = rectangle_sides(area, chances(1000)[500:], 0.05, height, width)
    assert heights.max() <= height
    assert widths.max() <= width
    torch.testing.assert_close(heights * widths / (height * width), area, rtol=0.05, atol=0)
    assert (heights == height).any()
    assert (widths == width).any()


@pytest.mark.parametrize(("height", "width"), [(4, 40), (40, 4)])
def test_where_no_ratio_fits_the_nearest_one_is_taken(height: int, width: int) -> None:
    sides = rectangle_sides(torch.tensor([0.9, 0.9]), torch.tensor([0.0, 1.0]), 1.0, height, width)
    expected = {4: [4, 4], 40: [36, 36]}
    assert [side.tolist() for side in sides] == [expected[height], expected[width]]


def test_no_rectangle_is_empty() -> None:
    heights, widths = rectangle_sides(torch.tensor([1e-4]), torch.tensor([0.5]), 0.3, 8, 8)
    assert (heights.tolist(), widths.tolist()) == ([1], [1])


def test_rectangles_lie_where_chance_puts_them() -> None:
    heights, widths = torch.tensor([2.0, 3.0, 0.0]), torch.tensor([3.0, 1.0, 2.0])
    chance = torch.tensor([[0.0, 0.999, 0.5], [0.999, 0.5, 0.5]])
    covered = rectangles(heights, widths, chance, 5, 6)
    expected = torch.zeros(3, 1, 5, 6, dtype=torch.bool)
    expected[0, :, :2, 3:] = True
    expected[1, :, 2:, 3] = True
    assert torch.equal(covered, expected)


def test_every_place_is_as_likely() -> None:
    count = 6000
    sides = torch.full((count,), 2.0)
    covered = rectangles(sides, sides, chances(2 * count).view(2, count), 5, 3)
    first = covered.flatten(1).int().argmax(1).bincount(minlength=15).view(5, 3)
    assert first[:4, :2].min() > count / 8 * 0.85
    assert first[:4, :2].sum() == count
