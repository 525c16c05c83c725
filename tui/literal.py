"""Untrusted text (names, log lines, notes) made safe to show: nothing in it acts on the terminal."""

from store.visible import level

CONTROL_PICTURES = 0x2400
UNSHOWN = "\ufffd"
"""What stands for a character that would not show, where it is to take one cell."""


def literal(text: str) -> str:
    """Return the text with every character that would not show (controls, bidi overrides, surrogates) escaped."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else _escaped(character) for character in text)
    return level(text)


def literal_lines(text: str) -> str:
    """Return a text of several lines with each of them literal."""
    return "\n".join(literal(line) for line in text.splitlines())


def same_length(text: str) -> str:
    """Return the text with another character for each that would not show, so that places in it stay the same."""
    return "".join(character if character.isprintable() else _picture(character) for character in text)


def _picture(character: str) -> str:
    code = ord(character)
    return chr(CONTROL_PICTURES + code) if code < 0x20 else UNSHOWN


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(CONTROL_PICTURES + code)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def console_line(line: str) -> str:
    """Return a line of output as a terminal would leave it: what a carriage return overwrote is gone."""
    visible = line.rstrip("\r\n").rpartition("\r")[2]
    return literal(visible.expandtabs(8))
