"""What doctor says of the terminal."""

import io
import os
import sys

import pytest

from tui.checkup.check import Check
from tui.checkup.terminal import terminal

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def looked_at(**environment: str) -> dict[str, Check]:
    return {check.what: check for check in terminal(environment)}


def test_a_good_terminal_needs_no_advice() -> None:
    found = looked_at(**GOOD)
    assert (found["TERM"].found, found["colours"].found) == ("xterm-256color", "16 million")
    assert not any(check.advice for check in found.values())


@pytest.mark.parametrize(
    ("environment", "what", "found"),
    [
        ({}, "TERM", "not set"),
        ({"TERM": "dumb"}, "TERM", "dumb"),
        ({"TERM": "xterm-256color"}, "colours", "256"),
        ({"TERM": "linux"}, "colours", "16, as far as it says"),
        (GOOD | {"TMUX": "/tmp/x"}, "tmux", "yes"),
        (GOOD | {"STY": "1.x"}, "screen", "yes"),
    ],
)
def test_what_could_be_better_comes_with_advice(environment: dict[str, str], what: str, found: str) -> None:
    check = looked_at(**environment)[what]
    assert check.found == found
    assert check.advice


def test_no_colour_is_taken_as_a_wish() -> None:
    assert looked_at(**GOOD, NO_COLOR="1")["colours"] == Check("Terminal", "colours", "none, as NO_COLOR is set")


def test_characters_other_than_utf_8_are_a_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    found = looked_at(**GOOD)["characters"]
    assert found.bad
    assert "LANG=C.UTF-8" in found.advice


@pytest.mark.parametrize(("size", "small"), [((160, 45), False), ((79, 24), True), ((80, 23), True)])
def test_a_window_that_is_too_small_is_told(
    size: tuple[int, int], small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size(size))
    found = looked_at(**GOOD)["size"]
    assert found.found == f"{size[0]}×{size[1]}"
    assert bool(found.advice) is small
