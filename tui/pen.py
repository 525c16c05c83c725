"""How styled text goes out in few bytes: of each style what is not as it was before, where a cell shows it."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.segment import Segment
    from rich.style import Style

OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "9": "29", "21": "24"}
"""What ends an attribute (ECMA-48, 1991: select graphic rendition); one that is not here is ended by ending all."""
SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that are seen where nothing stands: lines, frames, and colours that change places."""
ATTRIBUTES, RESET = "\x1b[{}mx\x1b[0m", "\x1b[0m"


class Ink(NamedTuple):
    """A style as a terminal takes it: the parameters of its control sequences."""

    attributes: frozenset[str] = frozenset()
    foreground: str = "39"
    background: str = "49"

    @property
    def shows_on_blanks(self) -> bool:
        """Whether more of it than the background is seen where nothing stands."""
        return not self.attributes.isdisjoint(SEEN_ON_BLANKS)


class Pen:
    """Writes segments one after another, beginning with a terminal that has no style, and knows what it wrote last."""

    def __init__(self, console: "Console") -> None:
        self._colours = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        self._ink = Ink()

    def write(self, segments: "Iterable[Segment]") -> str:
        """Return what is to be sent for these segments."""
        sent: list[str] = []
        for text, style, _ in segments:
            if style and style.link:
                sent += [self.lift(), style.render(text, color_system=self._colours)]
            else:
                before = self._ink
                self._ink = _needed(before, ink_of(style, self._colours), is_blank=text.isspace())
                sent += [change(before, self._ink), text]
        return "".join(sent)

    def lift(self) -> str:
        """Return what leaves the terminal without a style again."""
        before, self._ink = self._ink, Ink()
        return RESET if before != self._ink else ""


@lru_cache(4096)
def ink_of(style: "Style | None", colours: ColorSystem) -> Ink:
    """Return a style as a terminal with so many colours takes it."""
    if style is None:
        return Ink()
    before, after = ATTRIBUTES.split("{}")
    attributes = style.without_color.render("x").removeprefix(before).removesuffix(after)
    foreground, background = (colour and colour.downgrade(colours) for colour in (style.color, style.bgcolor))
    return Ink(
        frozenset(attributes.split(";")) - {"x"},
        ";".join(foreground.get_ansi_codes()) if foreground else "39",
        ";".join(background.get_ansi_codes(foreground=False)) if background else "49",
    )


def _needed(before: Ink, after: Ink, *, is_blank: bool) -> Ink:
    """Return the ink that is to be used: for blanks the same as before, as far as nobody sees it."""
    if is_blank and not (before.shows_on_blanks or after.shows_on_blanks):
        return before._replace(background=after.background)
    return after


@lru_cache(4096)
def change(before: Ink, after: Ink) -> str:
    """Return the control sequence that leads from one ink to another; nothing where they are the same."""
    ended, begun = before.attributes - after.attributes, after.attributes - before.attributes
    if not all(one in OFF for one in ended):
        return RESET + change(Ink(), after)
    ends = {OFF[one] for one in ended}
    # One parameter ends bold and dim, another both underlines.
    begun |= {one for one in after.attributes if OFF.get(one) in ends}
    colours = [now for then, now in zip(before[1:], after[1:], strict=True) if now != then]
    codes = [*sorted(ends), *sorted(begun), *colours]
    return f"\x1b[{';'.join(codes)}m" if codes else ""
