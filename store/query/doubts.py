"""Names in a filter that nothing goes by: the filter is right as it stands, but does not mean what was meant."""

from typing import TYPE_CHECKING

from store.errors import did_you_mean
from store.query.fields import FIELDS
from store.query.has import TABLES, path_meant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.query.terms import Asked
    from store.query.vocabulary import Vocabulary


def unknown(asked: "Iterable[Asked]", vocabulary: "Vocabulary") -> "list[Asked]":
    """Return the names that neither a run nor the catalogue has."""
    return [one for one in asked if one.path not in TABLES and not vocabulary.knows(one.path)]


def sentence_on(asked: "Asked", vocabulary: "Vocabulary") -> str:
    """Say that nothing is called so, and what may have been meant."""
    known = dict.fromkeys([*vocabulary.settings, *vocabulary.declared, *vocabulary.figures])
    if "." not in asked.word:
        known = dict.fromkeys([*FIELDS, *(_short(path) for path in known)])
    near = did_you_mean(asked.word, known) or "; `backslide settings` lists the settings there are"
    return f"no run has a setting or a figure {asked.word!r}{near}"


def _short(path: str) -> str:
    """Return the name of a method in the place of its path."""
    parts = path.split(".")
    return parts[1] if len(parts) > 1 and path_meant(parts[1]) == ".".join(parts[:2]) else path
