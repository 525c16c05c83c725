"""How the terms of a filter are joined: `or` of `and` of `not` of terms and parentheses."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from store.errors import StoreError
from store.query.terms import Asked, parse_term
from store.query.words import CLOSE, NOT, OPEN, tokens_of

if TYPE_CHECKING:
    from store.query.fields import Filter, SettingsOf
    from store.row import Row

AND, OR = "and", "or"
KEYWORDS = (AND, OR, NOT)
DEEPEST = 50
"""Parentheses within each other: more than anybody writes, and few enough for Python to follow."""
_EXAMPLE = "status:failed {} variant:tuned"


@dataclass(frozen=True, slots=True)
class Query:
    """A filter that was read: a test of a row, and the figures and settings that it asks for by their names."""

    test: "Filter"
    asked: tuple[Asked, ...] = ()

    def __call__(self, row: "Row") -> bool:
        return self.test(row)


def parse_query(text: str, settings: "SettingsOf | None" = None) -> Query:
    """Return the test that a filter describes; `settings` gives a row's flat settings (`Store.settings`).

    Raises a StoreError that says what is wrong with the filter.
    """
    tokens = tokens_of(text)
    if not tokens:
        return Query(lambda _: True)
    parser = _Parser(tokens, settings)
    test = parser.alternatives()
    if parser.next == CLOSE:
        _fail("a ) has no ( before it; take it away, or put it in quotes if it is a part of a text")
    return Query(test, tuple(dict.fromkeys(parser.asked)))


class _Parser:
    """Reads tokens from left to right; each method reads what binds tighter than the one before it."""

    def __init__(self, tokens: list[str], settings: "SettingsOf | None") -> None:
        self._tokens, self._place, self._depth = tokens, 0, 0
        self._settings = settings
        self.asked: list[Asked] = []

    @property
    def next(self) -> str:
        """The token to read: a keyword in small letters; nothing at the end."""
        token = self._tokens[self._place] if self._place < len(self._tokens) else ""
        return token.lower() if token.lower() in KEYWORDS else token

    def alternatives(self) -> "Filter":
        found = [self._together()]
        while self.next == OR:
            self._step(OR)
            found.append(self._together())
        return found[0] if len(found) == 1 else lambda row: any(test(row) for test in found)

    def _together(self) -> "Filter":
        found = [self._turned()]
        while self.next not in {"", CLOSE, OR}:
            if self.next == AND:
                self._step(AND)
            found.append(self._turned())
        return found[0] if len(found) == 1 else lambda row: all(test(row) for test in found)

    def _turned(self) -> "Filter":
        turned = False
        while self.next == NOT:
            self._place += 1
            turned = not turned
            if self.next in {"", CLOSE, AND, OR}:
                _fail(f"'not' has nothing after it; write for example not status:failed{_in_quotes(NOT)}")
        test = self._one()
        return (lambda row: not test(row)) if turned else test

    def _one(self) -> "Filter":
        token = self.next
        if token in {AND, OR}:
            _lacks(token, "before")
        if token == CLOSE:
            self._refuse_close()
        self._place += 1
        if token == OPEN:
            return self._inside()
        term = parse_term(self._tokens[self._place - 1], self._settings)
        self.asked += term.asked
        return term.test

    def _inside(self) -> "Filter":
        self._depth += 1
        if self._depth > DEEPEST:
            _fail(f"more than {DEEPEST} parentheses lie within each other; take some away")
        if not self.next:
            _unclosed()
        test = self.alternatives()
        if self.next != CLOSE:
            _unclosed()
        self._place += 1
        self._depth -= 1
        return test

    def _step(self, keyword: str) -> None:
        """Go on past `and` or `or`, which must have something on the right."""
        self._place += 1
        if self.next in {"", CLOSE, AND, OR}:
            _lacks(keyword, "after")

    def _refuse_close(self) -> "NoReturn":
        if self._depth:
            _fail("there is nothing between ( and ); write for example (status:failed or status:lost)")
        _fail("a ) has no ( before it; take it away, or put it in quotes if it is a part of a text")


def _lacks(keyword: str, where: str) -> "NoReturn":
    _fail(f"{keyword!r} has nothing {where} it; write for example {_EXAMPLE.format(keyword)}{_in_quotes(keyword)}")


def _unclosed() -> "NoReturn":
    _fail("a ( is not closed; write the ) where what belongs together ends")


def _in_quotes(keyword: str) -> str:
    return f', or "{keyword}" in quotes to look for the word'


def _fail(what: str) -> "NoReturn":
    raise StoreError(f"filter: {what}")
