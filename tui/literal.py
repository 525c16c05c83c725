"""Untrusted text (names, log lines, notes) made safe to show: nothing in it acts on the terminal."""

CONTROL_PICTURES = 0x2400


def literal(text: str) -> str:
    """Return the text with every character that would not show (controls, bidi overrides, surrogates) escaped."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(CONTROL_PICTURES + code)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def console_line(line: str) -> str:
    """Return a line of output as a terminal would leave it: what a carriage return overwrote is gone."""
    visible = line.rstrip("\r\n").rpartition("\r")[2]
    return literal(visible.expandtabs(8))
