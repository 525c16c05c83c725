"""The terminal: what it can show, as far as its environment says."""

import shutil
import sys
from collections.abc import Iterator, Mapping

from tui.checkup.check import Check

TERMINAL = "Terminal"
NARROWEST, LOWEST = 80, 24


def terminal(environment: Mapping[str, str]) -> Iterator[Check]:
    """Yield what kind of terminal this is, its colours, its size, its characters, and who stands in between."""
    yield _kind(environment)
    yield _colours(environment)
    if sys.stdout.isatty():
        yield _size()
    yield _characters()
    if environment.get("TMUX"):
        advice = "for the clipboard say `tmux set -g set-clipboard on`"
        yield Check(TERMINAL, "tmux", "yes", advice)
    elif environment.get("STY"):
        yield Check(TERMINAL, "screen", "yes", "it shows fewer colours than tmux and may keep the clipboard from you")


def _kind(environment: Mapping[str, str]) -> Check:
    kind = environment.get("TERM", "")
    if kind in {"", "dumb", "unknown"}:
        return Check(TERMINAL, "TERM", kind or "not set", "the app needs a real terminal, such as TERM=xterm-256color")
    return Check(TERMINAL, "TERM", kind)


def _colours(environment: Mapping[str, str]) -> Check:
    if environment.get("NO_COLOR"):
        return Check(TERMINAL, "colours", "none, as NO_COLOR is set")
    if environment.get("COLORTERM") in {"truecolor", "24bit"}:
        return Check(TERMINAL, "colours", "16 million")
    many = "256" in environment.get("TERM", "")
    advice = "if your terminal can do more, say COLORTERM=truecolor; over SSH let it through with SendEnv COLORTERM"
    return Check(TERMINAL, "colours", "256" if many else "16, as far as it says", advice)


def _size() -> Check:
    columns, rows = shutil.get_terminal_size()
    small = columns < NARROWEST or rows < LOWEST
    advice = f"the app is made for {NARROWEST}×{LOWEST} and more" if small else ""
    return Check(TERMINAL, "size", f"{columns}×{rows}", advice)


def _characters() -> Check:
    encoding = (sys.stdout.encoding or "ascii").lower()
    if encoding.replace("-", "") == "utf8":
        return Check(TERMINAL, "characters", "UTF-8")
    advice = "curves and frames need UTF-8; set LANG=C.UTF-8"
    return Check(TERMINAL, "characters", encoding, advice, bad=True)
