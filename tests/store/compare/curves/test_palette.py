"""The colours of variants."""

from store.compare.curves.palette import SERIES, colour_numbers, colours_apart
from tests.tui.rows import row

ROWS = [row(name, created=float(place)) for place, name in enumerate("abcdefgh")]


def test_a_variant_keeps_its_colour_whatever_comes_later() -> None:
    before = colour_numbers(ROWS[:3])
    assert before == {"a": 0, "b": 1, "c": 2}
    assert before.items() <= colour_numbers([row("a", created=99.0), *reversed(ROWS)]).items()


def test_groups_that_are_drawn_together_have_the_colours_of_their_variants() -> None:
    assert colours_apart(["decline/a", "decline/c@abcdef"], ROWS) == [0, 2]


def test_two_that_would_look_alike_are_told_apart_as_long_as_there_are_colours() -> None:
    assert colours_apart(["decline/a", "decline/g", "decline/b"], ROWS) == [0, 1, 2]
    many = colours_apart([f"decline/{name}" for name in "abcdefgh"], ROWS)
    assert sorted(many[:SERIES]) == list(range(SERIES))
    assert set(many) <= set(range(SERIES))
