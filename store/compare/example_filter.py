"""The filter of examples: `class:cat said:dog`, words that must all hold; a word alone is looked for in all fields."""

from collections.abc import Sequence

from store.errors import StoreError, did_you_mean
from store.query import pattern

FIELDS = ("class", "said", "before")
"""What a filter asks for: the true class, and what any run of the other group, or of the baseline, takes it for."""


def parse_term(term: str, classes: Sequence[str]) -> tuple[str, list[int]]:
    """Return the field that a word of a filter names, if any, and the places of the classes that it means."""
    field, colon, name = term.partition(":")
    if not colon:
        return "", _classes(term, classes)
    if field not in FIELDS:
        near = did_you_mean(field, FIELDS) or f"; fields are {', '.join(FIELDS)}"
        raise StoreError(f"filter: there is no field {field!r} to ask an example for{near}")
    return field, _classes(name, classes)


def _classes(word: str, classes: Sequence[str]) -> list[int]:
    """Return the classes that are called so; where none is, those whose names contain the word."""
    wanted = word.replace('"', "").casefold()
    for form in (wanted, f"*{wanted}*"):
        found = [place for place, name in enumerate(classes) if pattern(form).fullmatch(name.casefold())]
        if found:
            return found
    raise StoreError(f"filter: no class is called {wanted!r}{did_you_mean(wanted, classes)}")
