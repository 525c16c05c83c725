"""The clipboard of the terminal that a person sits at, over SSH too: OSC 52."""

from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 74_994
"""Bytes of text that terminals are known to take; many drop a longer sequence without a word."""


def sequence(text: str, environment: "Mapping[str, str]") -> str:
    """Return what puts a text on the clipboard: OSC 52, handed through tmux or screen where one stands between.

    tmux takes the plain sequence with `set -g set-clipboard on`, and hands the wrapped one on with
    `set -g allow-passthrough on`; both are sent, so either setting is enough.
    """
    plain = f"\x1b]52;c;{b64encode(text.encode()).decode()}\a"
    if environment.get("TMUX"):
        doubled = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}\x1bPtmux;{doubled}\x1b\\"
    if environment.get("STY"):
        return f"\x1bP{plain}\x1b\\"
    return plain


def fits(text: str) -> bool:
    """Say whether terminals can be expected to take the text whole."""
    return len(text.encode()) <= LARGEST
