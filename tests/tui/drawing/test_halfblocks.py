"""Pictures as characters, drawn by hand."""

import pytest

from trainer.launch.showing import Pixels
from tui.drawing.halfblocks import Piece, colours_of, half_blocks, shaded

RED, BLUE, GREY = (255, 0, 0), (0, 0, 255), (9, 9, 9)
COLOURED = Pixels(2, 3, 3, bytes([*RED, *RED, *BLUE, *GREY, *BLUE, *BLUE]))
RAMP = Pixels(3, 2, 1, bytes([0, 128, 255] * 2))


def test_two_rows_of_pixels_make_a_line_whose_equal_cells_are_one_piece() -> None:
    assert half_blocks(COLOURED) == [
        [Piece("▀", RED, BLUE), Piece("▀", RED, GREY)],
        [Piece("▀▀", BLUE, None)],
    ]


def test_grey_has_three_equal_colours() -> None:
    assert colours_of(RAMP)[1] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]


@pytest.mark.parametrize(("on_dark", "line"), [(True, " +@"), (False, "@= ")])
def test_without_colour_light_fills_a_cell_on_a_dark_ground_and_empties_it_on_a_light_one(
    on_dark: bool, line: str
) -> None:
    assert shaded(RAMP, on_dark=on_dark) == [[Piece(line)]]


def test_a_shade_is_the_mean_of_the_pixels_of_a_cell() -> None:
    assert shaded(Pixels(1, 3, 1, bytes([0, 255, 255]))) == [[Piece("=")], [Piece("@")]]


def test_colours_have_the_lightness_that_eyes_see() -> None:
    assert shaded(Pixels(3, 1, 3, bytes([255, 0, 0, 0, 255, 0, 0, 0, 255]))) == [[Piece("-+.")]]
