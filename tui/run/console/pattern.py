"""What is looked for in a console: plain text, or a regular expression between slashes."""

import re

_MOVES = (b"\t", b"\x08", b"\r")
_ERASURE = re.compile(rb"\x1b\[[02]?K")
"""What makes a line look otherwise than its bytes."""


class PatternError(Exception):
    """What was typed is not a regular expression; the text is a sentence for the person."""


class Pattern:
    """Finds what was typed in lines as they are shown. Case counts where a capital was typed."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        is_expression = len(typed) > 2 and typed.startswith("/") and typed.endswith("/")
        source = typed[1:-1] if is_expression else typed
        self._folds = source == source.lower()
        self._plain = "" if is_expression else typed
        flags = (re.IGNORECASE if self._folds else 0) | (0 if is_expression or not typed.isascii() else re.ASCII)
        try:
            self._expression = re.compile(source if is_expression else re.escape(source), flags)
        except re.error as error:
            raise PatternError(f"{typed} is not a regular expression: {error.msg}") from error

    def matches(self, text: str) -> bool:
        """Say whether a line has it."""
        return self._expression.search(text) is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where in a line it is, from and to."""
        return [found.span() for found in self._expression.finditer(text) if found[0]]

    def may_be_in(self, raw: bytes) -> bool:
        """Say whether lines that are not decoded may have it: quick, and wrong only in saying yes."""
        if not self._plain or any(sign in raw for sign in _MOVES) or _ERASURE.search(raw):
            return True
        if self._folds and not self._plain.isascii():
            return True
        return self._plain.encode("utf-8", "replace") in (raw.lower() if self._folds else raw)
