"""Untrusted text (names, notes, log lines) made safe to print: nothing in it acts on a terminal, or misleads."""


def visible(text: str) -> str:
    r"""Return the text with every character that is not printable written as an escape (`\x1b`, `\n`, `\u202e`)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
