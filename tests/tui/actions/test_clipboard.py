"""The clipboard over SSH, tmux and screen."""

from base64 import b64decode

from tui.actions.clipboard import LARGEST, fits, sequence


def test_a_terminal_gets_the_text_by_osc_52() -> None:
    text = sequence("größer | 0.9", {})
    assert text.startswith("\x1b]52;c;")
    assert text.endswith("\a")
    assert b64decode(text[7:-1]).decode() == "größer | 0.9"


def test_tmux_gets_it_plain_and_wrapped() -> None:
    plain = sequence("x", {})
    inside = sequence("x", {"TMUX": "/tmp/tmux"})
    assert inside.startswith(plain)
    assert inside[len(plain) :] == "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def test_screen_gets_it_wrapped() -> None:
    assert sequence("x", {"STY": "1.tty"}) == "\x1bP" + sequence("x", {}) + "\x1b\\"


def test_what_terminals_drop_is_known_beforehand() -> None:
    assert fits("a" * LARGEST)
    assert not fits("ä" * LARGEST)
