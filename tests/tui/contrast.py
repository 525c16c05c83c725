"""How well what is on screen can be read: each text's colour beside its background's."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.screen import Screen

LEAST = 4.5
"""The contrast of text that WCAG 2.2 (2023) asks for (1.4.3, level AA)."""
DRAWN = ((0x2500, 0x259F), (0x2800, 0x28FF))
"""Lines, blocks and dots, which are pictures and no text."""


class Written(NamedTuple):
    """A text on screen with its colours."""

    text: str
    style: Style


def written(app: App[Any]) -> Iterator[Written]:
    """Yield the texts of the screen on top, without what shines through from below a question."""
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            if text.strip() and style is not None and is_read(text) and not is_behind(app.screen, x, y):
                yield Written(text.strip(), style)
            x += len(text)


def is_behind(screen: Screen[Any], x: int, y: int) -> bool:
    """Say whether nothing of the screen itself lies there."""
    return screen.is_modal and screen.get_widget_at(min(x, screen.size.width - 1), y)[0] is screen


def is_read(text: str) -> bool:
    """Say whether a text has letters, digits or signs; lines and dots are looked at."""
    return any(not any(first <= ord(sign) <= last for first, last in DRAWN) for sign in text if sign.strip())


def contrast(style: Style) -> float:
    """Return the contrast of a style's colours, from 1 to 21."""
    if style.color is None or style.bgcolor is None:
        return 21.0
    front, back = (Color.from_rich_color(colour) for colour in (style.color, style.bgcolor))
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (channel / 255 for channel in colour.rgb)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hard_to_read(app: App[Any]) -> list[str]:
    """Return the texts whose contrast is too small, each with it and its colours."""
    found = {}
    for text, style in written(app):
        if (ratio := contrast(style)) < LEAST:
            found[text] = f"{ratio:.2f}: {text!r} {style.color.name if style.color else ''} on {style.bgcolor}"
    return list(found.values())


def has_colour(app: App[Any]) -> bool:
    """Say whether anything on screen, lines and pictures too, is in another colour than black, white or grey."""
    styles = {segment.style for strip in app.screen._compositor.render_strips() for segment in strip if segment.style}
    colours = {colour for style in styles for colour in (style.color, style.bgcolor) if colour is not None}
    return any(len(set(Color.from_rich_color(colour).rgb)) > 1 for colour in colours if not colour.is_default)
