"""The two themes of the app; every colour on screen is a variable of the theme that is chosen."""

from typing import TYPE_CHECKING

from textual.theme import Theme

from store.compare.curves.palette import ON_DARK, ON_LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

DARK = Theme(
    name="backslide-dark",
    primary="#56a8e8",
    secondary="#7f8ea3",
    accent="#f0a85c",
    success="#4fbf95",
    warning="#e3c062",
    error="#ef6f78",
    foreground="#d7dde5",
    background="#0f1318",
    surface="#141920",
    panel="#1d242d",
    dark=True,
    variables={"primary-muted": "#1c3144"},
)
LIGHT = Theme(
    name="backslide-light",
    primary="#0b66b3",
    secondary="#5d6b7d",
    accent="#a85400",
    success="#0b7a53",
    warning="#856400",
    error="#b3263a",
    foreground="#1c2530",
    background="#f1f3f5",
    surface="#fbfcfd",
    panel="#e4e8ed",
    dark=False,
    variables={"primary-muted": "#d8e7f4"},
)


def series_variables(*, dark: bool) -> "Mapping[str, str]":
    """Return the colours of curves, `$series-1` to `$series-6`, for whatever theme is chosen."""
    colours = ON_DARK if dark else ON_LIGHT
    return {f"series-{number}": colour for number, colour in enumerate(colours, 1)}
