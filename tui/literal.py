"""Untrusted text (names, log lines, notes) made safe to show: nothing in it acts on the terminal."""

import re

from store.visible import level

CONTROL_PICTURES = 0x2400
UNSHOWN = "\ufffd"
"""What stands for a character that would not show, where it is to take one cell."""
_ERASES_REST, _ERASES_ALL = ("\x1b[K", "\x1b[0K"), "\x1b[2K"
_MOVE = re.compile(r"[\r\x08]|\x1b\[[02]?K")
_PIECE = re.compile(r"\r|\x08|\t|\x1b\[[02]?K|\x1b|[^\r\x08\t\x1b]+")


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
    """Return a line of output as a terminal would leave it: what was overwritten or erased is gone."""
    line = line.rstrip("\r\n")
    if _MOVE.search(line):
        line = _overwritten(line)
    return literal(line.expandtabs(8))


def _overwritten(line: str) -> str:
    """Return what returns, backspaces and erasures leave of a line, a character a cell."""
    cells: list[str] = []
    at = 0
    for piece in _PIECE.findall(line):
        if piece == "\r":
            at = 0
        elif piece == "\b":
            at = max(0, at - 1)
        elif piece == "\t":
            at += 8 - at % 8
        elif piece in _ERASES_REST:
            del cells[at:]
        elif piece == _ERASES_ALL:
            cells.clear()
            at = 0
        else:
            cells += " " * (at - len(cells))
            cells[at : at + len(piece)] = piece
            at += len(piece)
    return "".join(cells)
