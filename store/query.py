"""The filter language of lists: `status:failed variant:tuned regularizers.dropout.rate>0.2 -note:old`.

Terms stand side by side and all must hold; `-` before a term turns it round. Commas give alternatives, `*` stands for
any text, quotes keep a value with spaces together, and a word alone is looked for in what a list shows.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from store.errors import StoreError, did_you_mean
from store.status import Status

if TYPE_CHECKING:
    from store.row import Row

Filter = Callable[["Row"], bool]
SettingsOf = Callable[["Row"], Mapping[str, Any]]
Term = tuple[str, str, str]
"""Field, operator, value; a word alone has neither field nor operator."""

FIELDS: dict[str, Callable[["Row"], Any]] = {
    "id": lambda row: row.id,
    "name": lambda row: row.name,
    "experiment": lambda row: row.experiment,
    "variant": lambda row: row.variant,
    "seed": lambda row: row.seed,
    "status": lambda row: str(row.status),
    "created": lambda row: row.created,
    "epoch": lambda row: row.epoch,
    "epochs": lambda row: row.epochs,
    "best": lambda row: row.best_value,
    "test": lambda row: row.figure("test.accuracy"),
    "seconds": lambda row: row.seconds,
    "goal": lambda row: {True: "reached", False: "missed", None: "none"}[row.reached],
    "device": lambda row: row.device,
    "hash": lambda row: row.config_hash,
    "note": lambda row: row.note,
    "reason": lambda row: row.reason,
    "tag": lambda row: row.tags,
}
"""What a filter can ask of a row, beside figures (`test.accuracy`) and settings (`optimizer.lr`), which have a dot."""
_LOOSE = frozenset({"note", "reason", "device"})
"""Fields that need to contain a value only."""
_ORDERS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
_WORDY = _LOOSE | {"variant", "experiment", "name", "tag", "hash", "id"}
_TERM = re.compile(r"([A-Za-z_][\w.-]*?)(>=|<=|!=|=|>|<|:)(.*)", re.DOTALL)
_ABSENT = frozenset({"none", "off", "not set"})


def parse_query(text: str, settings: SettingsOf | None = None) -> Filter:
    """Return the test that a filter describes; `settings` gives a row's flat settings (`Store.settings`).

    Raises a StoreError that says what is wrong with the filter.
    """
    tests = [_parse_term(word, settings) for word in words_of(text)]
    return lambda row: all(test(row) for test in tests)


def words_of(text: str) -> list[str]:
    """Return the words of a filter, with their quotes; a StoreError where one is not closed."""
    if text.count('"') % 2:
        raise StoreError(f"filter: a quote is not closed in {text!r}")
    return re.findall(r'(?:[^\s"]|"[^"]*")+', text)


def _parse_term(word: str, settings: SettingsOf | None) -> Filter:
    turned = word[0] in "-!" and len(word) > 1
    parts = _TERM.fullmatch(word[1:] if turned else word)
    if parts is None:
        test = _contains(word.lstrip("-!" if turned else "").replace('"', ""))
    else:
        field, sign, value = parts.groups()
        test = _compare((field, sign, value.replace('"', "")), settings)
    return (lambda row: not test(row)) if turned else test


def _contains(word: str) -> Filter:
    wanted = word.casefold()
    return lambda row: any(wanted in text.casefold() for text in (row.name, row.id, row.status, row.note, *row.tags))


def _compare(term: Term, settings: SettingsOf | None) -> Filter:
    field, sign, value = term
    get = value_of(field, settings)
    if not value:
        raise StoreError(f"filter: {field}{sign} has no value; write for example {field}{sign}{_example(field)}")
    if sign in _ORDERS:
        return _ordered(get, term)
    matches = _one_of(term)
    return (lambda row: not matches(get(row))) if sign == "!=" else (lambda row: matches(get(row)))


def value_of(field: str, settings: SettingsOf | None = None) -> Callable[["Row"], Any]:
    """Return what looks up a field, a figure or a setting in a row; None where the row does not have it."""
    if field not in FIELDS and "." not in field:
        known = did_you_mean(field, FIELDS) or f"; fields are {', '.join(FIELDS)}, and paths of settings and figures"
        raise StoreError(f"there is no field {field!r} to ask a run for{known}")
    return FIELDS.get(field) or _figure_or_setting(field, settings)


def _figure_or_setting(path: str, settings: SettingsOf | None) -> Callable[["Row"], Any]:
    def get(row: "Row") -> Any:
        figure = row.figure(path)
        return figure if figure is not None or settings is None else settings(row).get(path)

    return get


def _ordered(get: Callable[["Row"], Any], term: Term) -> Filter:
    field, sign, value = term
    limit, order = _limit(field, value), _ORDERS[sign]

    def test(row: "Row") -> bool:
        found = get(row)
        return isinstance(found, (int, float)) and not isinstance(found, bool) and bool(order(found, limit))

    return test


def _limit(field: str, value: str) -> float:
    try:
        if field == "created":
            return datetime.fromisoformat(value).timestamp()
        return float(value)
    except ValueError:
        raise StoreError(
            f"filter: {field} is compared with {value!r}, which is no {'date' if field == 'created' else 'number'};"
            f" write for example {field}>{_example(field)}"
        ) from None


def _one_of(term: Term) -> Callable[[Any], bool]:
    """Return the test whether a value is one of those that a term names."""
    field, _, value = term
    if field == "created":
        return _then(value)
    words = [word.casefold() for word in value.split(",") if word]
    if field == "status":
        words = [_status_pattern(word) for word in words]
    elif field in _LOOSE:
        words = [f"*{word}*" for word in words]
    return lambda found: any(_equals(found, word) for word in words)


def _then(value: str) -> Callable[[Any], bool]:
    """Return the test whether a moment lies in one of these days, hours or minutes of the clock here."""
    days = [word.replace(" ", "T").upper() for word in value.split(",") if word]
    for day in days:
        _limit("created", day)
    return lambda found: datetime.fromtimestamp(found, UTC).astimezone().isoformat().startswith(tuple(days))


def _equals(found: Any, word: str) -> bool:
    if isinstance(found, (list, tuple)):
        return any(_equals(one, word) for one in found)
    if found is None:
        return word in _ABSENT
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return _is_number(found, word)
    return pattern(word).fullmatch(str(found).casefold()) is not None


@lru_cache(maxsize=64)
def pattern(word: str) -> re.Pattern[str]:
    """Return what matches a word in which `*` stands for any text, and everything else for itself."""
    return re.compile(".*".join(map(re.escape, word.split("*"))), re.DOTALL)


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


def _example(field: str) -> str:
    examples = {"status": "failed", "created": "2026-11-24", "goal": "missed"}
    return examples.get(field, "0.5" if "." in field else "tuned" if field in _WORDY else "3")
