"""A filter's words, as they stand one after another, and its parentheses."""

import re
from collections.abc import Iterator

from store.errors import StoreError

OPEN, CLOSE = "(", ")"
NOT = "not"
SIGNS = "-!"
_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_OPENED = re.compile(r"[-!]*\(")
_JOINED = re.compile(r"(and|or|not)(?=\()", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def words_of(text: str) -> list[str]:
    """Return the words of a filter, with their quotes; a StoreError where one is not closed."""
    if text.count('"') % 2:
        raise StoreError(f"filter: a quote is not closed in {text!r}")
    return _WORD.findall(text)


def tokens_of(text: str) -> list[str]:
    """Return words and parentheses. Those inside a word, `f(x)`, belong to it as long as each has its other half."""
    return [token for word in words_of(text) for token in _split(word)]


def _split(word: str) -> Iterator[str]:
    if joined := _JOINED.match(word):
        yield joined[0]
        word = word[joined.end() :]
    while opened := _OPENED.match(word):
        yield from [NOT] * (len(opened[0]) - 1)
        yield OPEN
        word = word[opened.end() :]
    end = own_end(word)
    if end:
        yield word[:end]
    if end < len(word):
        yield CLOSE
        yield from _split(word[end + 1 :])


def own_end(word: str) -> int:
    """Return where a word ends: at the first parenthesis that closes one outside it, else where its letters end."""
    depth = 0
    for place, letter in enumerate(_masked(word)):
        if letter == CLOSE and not depth:
            return place
        depth += (letter == OPEN) - (letter == CLOSE)
    return len(word)


def is_open(word: str) -> bool:
    """Say whether a word has a parenthesis that is not closed inside it."""
    bare = _masked(word)
    return bare.count(OPEN) > bare.count(CLOSE)


def _masked(word: str) -> str:
    """Return the word with blanks for what stands in quotes."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), word)
