"""Styled text goes out in few bytes, and looks as it would in many."""

from random import Random

import pyte
import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.pen import Ink, Pen, change

WIDTH = 60
COLOURS = ("default", "red", "#102030", "#e0e0e0", "color(200)")
ATTRIBUTES = ("bold", "italic", "underline", "reverse", "strike")
SHOWN = ("data", "fg", "bg", "bold", "italics", "underscore", "strikethrough", "reverse")


def seen(sent: str) -> list[tuple[object, ...]]:
    """Return what each cell of a terminal's line shows after this was sent to it; of a blank, what is seen of it."""
    screen = pyte.Screen(WIDTH, 1)
    pyte.Stream(screen).feed(sent)
    return [_seen(screen.buffer[0][x]) for x in range(WIDTH)]


def _seen(cell: pyte.screens.Char) -> tuple[object, ...]:
    marked = cell.underscore or cell.strikethrough or cell.reverse
    unseen = {"fg": "", "bold": False, "italics": False} if cell.data == " " and not marked else {}
    return tuple(unseen.get(name, getattr(cell, name)) for name in SHOWN)


def random_style(chance: Random) -> Style | None:
    if chance.random() < 0.1:
        return None
    attributes = {name: True for name in ATTRIBUTES if chance.random() < 0.3}
    return Style(color=chance.choice(COLOURS), bgcolor=chance.choice(COLOURS), **attributes)


@pytest.mark.parametrize("system", ["truecolor", "256", "standard"])
@pytest.mark.parametrize("seed", range(20))
def test_it_looks_as_the_same_text_with_every_style_written_out(system: str, seed: int) -> None:
    chance, console = Random(seed), Console(color_system=system)
    segments = [Segment(chance.choice(("ab", "  ", "c ", " ")), random_style(chance)) for _ in range(20)]
    pen = Pen(console)
    short, long = pen.write(segments) + pen.lift(), Strip(segments).render(console)
    assert seen(short) == seen(long)
    assert len(short) < len(long)


def test_nothing_is_sent_for_a_style_that_stays_nor_for_one_that_blanks_do_not_show() -> None:
    pen = Pen(Console(color_system="truecolor"))
    red, bold = Style(color="red"), Style(color="green", bold=True)
    assert pen.write([Segment("a", red), Segment("b", red), Segment("  ", bold), Segment("c", red)]) == "\x1b[31mab  c"
    assert pen.lift() == "\x1b[0m"
    assert pen.lift() == ""


def test_what_ends_and_what_goes_on_is_said_apart() -> None:
    bold, dim = Ink(frozenset({"1"})), Ink(frozenset({"2"}), "31")
    assert change(bold, dim) == "\x1b[22;2;31m"
    assert change(Ink(frozenset({"1", "2"})), bold) == "\x1b[22;1m"
    assert change(bold, bold) == ""
    assert change(Ink(frozenset({"53"}), "31"), bold) == "\x1b[0m\x1b[1m"


def test_a_link_is_sent_whole() -> None:
    link = Style(color="red", link="https://example.org")
    pen = Pen(Console(color_system="truecolor"))
    sent = pen.write([Segment("a", Style(color="blue")), Segment("b", link), Segment("c")])
    assert sent == f"\x1b[34ma\x1b[0m{link.render('b', color_system=ColorSystem.TRUECOLOR)}c"
