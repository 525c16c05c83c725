"""A single term of a filter: a comparison, `has:`, or a word that is looked for."""

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from store.errors import StoreError, did_you_mean
from store.query.fields import FIELDS, Filter, SettingsOf, example, kind_of, value_of
from store.query.has import HAS, parse_has, path_meant
from store.query.patterns import pattern
from store.query.words import SIGNS, is_open
from store.status import Status

if TYPE_CHECKING:
    from store.row import Row

TERM = re.compile(r"([A-Za-z_][\w.-]*?)(>=|<=|!=|=|>|<|:)(.*)", re.DOTALL)
"""Field, operator, value; a word alone has neither field nor operator."""
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_LOOSE_SIGN = re.compile(r"(>=|<=|>|<|=)")
_ABSENT = frozenset({"none", "off", "not set"})


class Comparison(NamedTuple):
    """A term with a field."""

    field: str
    sign: str
    value: str


class Asked(NamedTuple):
    """A name without a fixed meaning, as it was written, and the path of a figure or a setting that it stands for."""

    word: str
    path: str


class Term(NamedTuple):
    """What a word of a filter tests, and which figures and settings it asks for."""

    test: Filter
    asked: tuple[Asked, ...] = ()


def parse_term(word: str, settings: SettingsOf | None) -> Term:
    """Return what a word means. Raises a StoreError that says what is wrong with it."""
    if is_open(word):
        raise StoreError(
            f"filter: a ( inside {word!r} is not closed; alternatives have commas, variant:a,b, and text has quotes"
        )
    if word[0] in SIGNS and len(word) > 1:
        term = parse_term(word[1:], settings)
        return term._replace(test=lambda row: not term.test(row))
    parts = TERM.fullmatch(word)
    if parts is None:
        return Term(_contains(word))
    found = Comparison(parts[1], parts[2], parts[3].replace('"', ""))
    return Term(_compare(found, settings), _asked(found))


def _asked(found: Comparison) -> tuple[Asked, ...]:
    names = [name for name in found.value.split(",") if name] if found.field == HAS else [found.field]
    paths = [Asked(name, path_meant(name)) for name in names]
    return tuple(asked for asked in paths if asked.path not in FIELDS)


def _contains(word: str) -> Filter:
    if sign := _LOOSE_SIGN.match(word):
        raise StoreError(
            f"filter: {sign[0]} has no field before it; write for example test.accuracy{sign[0]}0.9, without spaces"
        )
    wanted = word.replace('"', "").casefold()
    return lambda row: wanted in "\n".join((row.name, row.id, row.status, row.note, *row.tags)).casefold()


def _compare(term: Comparison, settings: SettingsOf | None) -> Filter:
    field, sign, value = term
    if field == HAS:
        return parse_has(sign, value, settings)
    get = value_of(field, settings)
    if not value:
        raise StoreError(f"filter: {field}{sign} has no value; write for example {field}{sign}{example(field)}")
    if sign in ORDERS:
        return _ordered(get, term)
    matches = _one_of(term)
    return (lambda row: not matches(get(row))) if sign == "!=" else (lambda row: matches(get(row)))


def _ordered(get: "Callable[[Row], Any]", term: Comparison) -> Filter:
    limit, order = _limit(term.field, term.value), ORDERS[term.sign]

    def test(row: "Row") -> bool:
        found = get(row)
        return isinstance(found, (int, float)) and not isinstance(found, bool) and bool(order(found, limit))

    return test


def _limit(field: str, value: str) -> float:
    day = kind_of(field) == "day"
    try:
        return datetime.fromisoformat(value).timestamp() if day else float(value)
    except ValueError:
        raise StoreError(
            f"filter: {field} is compared with {value!r}, which is no {'date' if day else 'number'};"
            f" write for example {field}>{example(field)}"
        ) from None


def _one_of(term: Comparison) -> Callable[[Any], bool]:
    """Return the test whether a value is one of those that a term names."""
    if kind_of(term.field) == "day":
        return _then(term)
    words = [word.casefold() for word in term.value.split(",") if word]
    if term.field == "status":
        words = [_status_pattern(word) for word in words]
    elif kind_of(term.field) == "text":
        words = [f"*{word}*" for word in words]
    return lambda found: any(_equals(found, word) for word in words)


def _then(term: Comparison) -> Callable[[Any], bool]:
    """Return the test whether a moment lies in one of these days, hours or minutes of the clock here."""
    days = [word.replace(" ", "T").upper() for word in term.value.split(",") if word]
    for day in days:
        _limit(term.field, day)

    def test(found: Any) -> bool:
        return found is not None and datetime.fromtimestamp(found, UTC).astimezone().isoformat().startswith(tuple(days))

    return test


def _equals(found: Any, word: str) -> bool:
    if isinstance(found, (list, tuple)):
        return any(_equals(one, word) for one in found)
    if found is None:
        return word in _ABSENT
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return _is_number(found, word)
    return pattern(word).fullmatch(str(found).casefold()) is not None


def _is_number(found: float, word: str) -> bool:
    try:
        return found == float(word)
    except ValueError:
        return False


def _status_pattern(word: str) -> str:
    if not any(pattern(f"{word}*").fullmatch(status) for status in Status):
        known = did_you_mean(word, map(str, Status)) or f"; there are {', '.join(Status)}"
        raise StoreError(f"filter: no status is called {word!r}{known}")
    return f"{word}*"
