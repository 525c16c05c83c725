"""The part of a filter that the cursor stands in, while it is being typed."""

import re
from typing import NamedTuple

from store.query.terms import TERM
from store.query.words import own_end

_WORD = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')
_BEFORE = re.compile(r"[-!(]*")


class Place(NamedTuple):
    """What is typed so far of a name or of a value, and where in the filter it stands."""

    typed: str
    start: int
    end: int
    field: str = ""
    sign: str = ""
    """Without both a name is typed, else a value."""

    @property
    def whole(self) -> bool:
        """Whether nothing of it stands behind the cursor."""
        return self.end == self.start + len(self.typed)


def place_at(text: str, cursor: int) -> Place:
    """Return what a cursor stands in, or at the end of; between words that is an empty name."""
    for found in _WORD.finditer(text):
        if found.start() <= cursor <= found.end():
            return _inside(found[0], found.start(), cursor)
    return Place("", cursor, cursor)


def _inside(word: str, offset: int, cursor: int) -> Place:
    signs = _BEFORE.match(word)
    first = min(signs.end() if signs else 0, cursor - offset)
    end = max(first + own_end(word[first:]), cursor - offset)
    own = word[first:end]
    parts = TERM.fullmatch(own)
    if parts is None or cursor - offset < first + parts.start(3):
        name_end = end if parts is None else first + parts.end(1)
        at = max(name_end, cursor - offset) if parts is None else name_end
        return Place(word[first : cursor - offset], offset + first, offset + at)
    begins = first + parts.start(3)
    comma = word.rfind(",", begins, cursor - offset) + 1
    begins = max(begins, comma)
    after = word.find(",", cursor - offset, end)
    return Place(
        word[begins : cursor - offset], offset + begins, offset + (end if after < 0 else after), *parts.groups()[:2]
    )
