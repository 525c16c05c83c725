"""What may come next in a filter that is being typed: a plain answer, which a screen only has to show."""

from typing import TYPE_CHECKING, NamedTuple

from store.query.fields import DAYS, FIELDS
from store.query.grammar import KEYWORDS
from store.query.has import HAS, TABLES
from store.query.places import Place, place_at
from store.query.terms import ORDERS
from store.query.vocabulary import Vocabulary, is_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 50
"""Candidates that are handed out: more than anybody looks through."""
_SIGNS = {
    ":": "is one of these, with * for any text",
    "!=": "is something else",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
}
_KEYWORD_HELP = {
    "and": "both sides hold, as without it",
    "or": "one of both sides holds",
    "not": "what follows does not hold",
}
_BY_NUMBER = (">", ">=", "<", "<=", ":", "!=")
_BY_WORD = (":", "!=")


class Option(NamedTuple):
    """Something that may be typed, and what it means."""

    text: str
    help: str = ""


class Candidate(NamedTuple):
    """An option for the place of the cursor: its text takes the place of what stands from `start` to `end`."""

    text: str
    help: str
    start: int
    end: int


def complete(text: str, cursor: int, vocabulary: Vocabulary, *, asked: bool = False) -> list[Candidate]:
    """Return what may stand where the cursor is, the likeliest first; nothing where what stands there is whole.

    Between words there is something only if it is `asked` for.
    """
    place = place_at(text, cursor)
    if place.sign:
        return candidates(place, _values(place, vocabulary))
    if not place.typed and not asked:
        return []
    known = _signs(place, vocabulary) if place.whole else ()
    found = [*_names(vocabulary), *(Option(word, help_) for word, help_ in _KEYWORD_HELP.items())]
    whole = place.typed.lower() in KEYWORDS
    every: dict[str, Candidate] = {}
    for candidate in () if whole else (*_placed(place, known), *candidates(place, found)):
        every.setdefault(candidate.text, candidate)
    return list(every.values())[:MOST]


def candidates(place: Place, options: "Iterable[Option]") -> list[Candidate]:
    """Return the options that fit what is typed: those that begin so, then those a part of which does, or has it.

    A value that is whole has none: whoever has typed it goes on.
    """
    options, typed = list(options), place.typed.strip('"').casefold()
    if place.sign and place.whole and any(option.text == place.typed for option in options):
        return []
    ranked = [(rank, option) for option in options if (rank := _rank(option.text.casefold(), typed)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return _placed(place, [option for _, option in ranked if option.text != place.typed][:MOST])


def quoted(value: str) -> str:
    """Return a value as it can be typed."""
    return f'"{value}"' if not value or any(sign in ' \t,()"' for sign in value) else value


def _placed(place: Place, options: "Iterable[Option]") -> list[Candidate]:
    return [Candidate(option.text, option.help, place.start, place.end) for option in options]


def _rank(option: str, typed: str) -> int | None:
    bare = option.lstrip('"')
    if bare.startswith(typed):
        return 0
    if f".{typed}" in bare:
        return 1
    return 2 if typed in bare else None


def _names(vocabulary: Vocabulary) -> "Iterator[Option]":
    yield Option(f"{HAS}:", "whether there is a note, a tag, a setting, …")
    for name, field in FIELDS.items():
        yield Option(name if field.kind == "number" else f"{name}:", field.help)
    for name in vocabulary.figures:
        yield Option(name, "a figure")
    for path, values in vocabulary.settings.items():
        if "." in path:
            yield Option(path if _are_numbers(values) else f"{path}:", _about(path, vocabulary))
    yield from (
        Option(path, f"{help_} (in no run here)")
        for path, help_ in vocabulary.declared.items()
        if path not in vocabulary.settings
    )


def _about(path: str, vocabulary: Vocabulary) -> str:
    values = vocabulary.settings[path]
    if is_table(values):
        return vocabulary.declared.get(path) or "on or off"
    held = ", ".join(values[:3]) + (", …" if len(values) > 3 else "")
    return f"{held}  ·  {help_}" if (help_ := vocabulary.declared.get(path)) else held


def _signs(place: Place, vocabulary: Vocabulary) -> list[Option]:
    """Return what may follow a name that is whole."""
    name = place.typed
    kind = FIELDS[name].kind if name in FIELDS else ""
    path = name in vocabulary.figures or name in vocabulary.settings or name in vocabulary.declared
    if not kind and not path:
        return []
    wordy = kind in {"word", "text"} or (name in vocabulary.settings and not _are_numbers(vocabulary.settings[name]))
    return [Option(f"{name}{sign}", _SIGNS[sign]) for sign in (_BY_WORD if wordy else _BY_NUMBER)]


def _values(place: Place, vocabulary: Vocabulary) -> "Iterator[Option]":
    if place.field == HAS:
        yield from _things(vocabulary)
        return
    values = vocabulary.values.get(place.field) or vocabulary.settings.get(place.field, ())
    if place.sign in ORDERS and place.field not in DAYS and not _are_numbers(values):
        return
    off = ("off",) if is_table(values) else ()
    yield from (Option(quoted(value)) for value in (*values, *off))


def _things(vocabulary: Vocabulary) -> "Iterator[Option]":
    for name, field in FIELDS.items():
        yield Option(name, field.help)
    yield from (Option(name, "a figure") for name in vocabulary.figures)
    for path in vocabulary.settings:
        if "." in path or path in TABLES:
            yield Option(path, vocabulary.declared.get(path) or "a setting")
    for path, help_ in vocabulary.declared.items():
        if path not in vocabulary.settings:
            yield Option(path, f"{help_} (in no run here)")


def _are_numbers(values: "Iterable[str]") -> bool:
    """Say whether values can be compared: at least one is a number, and the others are none at all."""
    kinds = {_kind(value) for value in values}
    return "number" in kinds and "word" not in kinds


def _kind(value: str) -> str:
    if value == "none":
        return "none"
    try:
        float(value)
    except ValueError:
        return "word"
    return "number"
