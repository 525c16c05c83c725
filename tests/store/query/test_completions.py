"""What is offered while a filter is typed, without a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.query.completions import Candidate, complete
from store.query.places import place_at
from store.query.vocabulary import Vocabulary

KNOWN = Vocabulary(
    values={
        "status": ("queued", "finished", "failed"),
        "variant": ("tuned", "tuned wide", "baseline"),
        "goal": ("reached", "missed", "none"),
        "created": ("2026-11-24",),
    },
    figures=("test.accuracy", "val.loss"),
    settings={
        "regularizers": ("on",),
        "regularizers.dropout": ("on",),
        "regularizers.dropout.rate": ("0.2", "0.6"),
        "optimizer.name": ("adamw", "sgd"),
        "data.size": ("none", "28"),
    },
    declared={"regularizers.dropout.rate": "How much is dropped.", "regularizers.mixup.alpha": "How much is mixed."},
)


def offered(text: str, *, asked: bool = False) -> list[str]:
    """What is offered at the `|` of a text."""
    return [one.text for one in complete(text.replace("|", ""), text.index("|"), KNOWN, asked=asked)]


def taken(text: str, number: int = 0) -> str:
    plain = text.replace("|", "")
    one = complete(plain, text.index("|"), KNOWN)[number]
    return plain[: one.start] + one.text + plain[one.end :]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("st|", ["status:"]),
        ("vari|", ["variant:"]),
        ("se|", ["seed", "seconds", "test.accuracy"][:2]),
        ("status:|", ["queued", "finished", "failed"]),
        ("status:f|", ["finished", "failed"]),
        ("status:queued,fa|", ["failed"]),
        ("status!=f|", ["finished", "failed"]),
        ("-status:f|", ["finished", "failed"]),
        ("(seed:1 or not (status:f|))", ["finished", "failed"]),
        ("goal:|", ["reached", "missed", "none"]),
        ("created>|", ["2026-11-24"]),
        ("variant:tu|", ["tuned", '"tuned wide"']),
        ('variant:"tuned w|', ['"tuned wide"']),
        ("drop|", ["regularizers.dropout:", "regularizers.dropout.rate"]),
        ("mixup|", ["regularizers.mixup.alpha"]),
        ("val.|", ["val.loss"]),
        ("regularizers.dropout.rate>|", ["0.2", "0.6"]),
        ("regularizers.dropout:|", ["on", "off"]),
        ("optimizer.name:s|", ["sgd"]),
        ("data.size>|", ["none", "28"]),
        ("has:n|", ["name", "note"]),
        ("has:mix|", ["regularizers.mixup.alpha"]),
        ("has:|", ["id", "name"]),
        ("test.accuracy|", [f"test.accuracy{sign}" for sign in (">", ">=", "<", "<=", ":", "!=")]),
        ("optimizer.name|", ["optimizer.name:", "optimizer.name!="]),
        ("ha|", ["has:"]),
        ("an|", ["and"]),
    ],
)
def test_what_is_offered_first(text: str, first: list[str]) -> None:
    assert offered(text)[: len(first)] == first


@pytest.mark.parametrize("text", ["|", "status:failed |", "status:failed|", "or|", "note:|", "test.accuracy>|", "zzz|"])
def test_nothing_is_offered_where_nothing_is_begun_or_all_is_there(text: str) -> None:
    assert offered(text) == []


def test_between_words_everything_is_offered_to_whom_asks() -> None:
    assert {"status:", "has:"} <= set(offered("status:failed |", asked=True))
    assert offered("|", asked=True)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("st|", "status:"),
        ("seed:1 (stat|us) tuned", "seed:1 (status:) tuned"),
        ("status:fini|x,failed", "status:finished,failed"),
        ("(variant:tune|)", "(variant:tuned)"),
        ("-va|", "-variant:"),
        ("stat|us:failed", "status::failed"),
    ],
)
def test_what_is_taken_replaces_only_the_part_that_the_cursor_is_in(text: str, result: str) -> None:
    assert taken(text).replace("::", ":") == result.replace("::", ":")


def test_each_is_offered_once_and_says_what_it_is() -> None:
    texts = offered("regularizers.dropout|")
    assert len(texts) == len(set(texts))
    help_ = {one.text: one.help for one in complete("drop", 4, KNOWN)}
    assert help_["regularizers.dropout.rate"] == "0.2, 0.6  ·  How much is dropped."
    assert "(in no run here)" in complete("mixup", 5, KNOWN)[0].help


@given(st.text('ab:=>,."() -!status', max_size=30), st.integers(0, 30))
def test_what_is_offered_lies_around_the_cursor(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    place = place_at(text, cursor)
    assert 0 <= place.start <= cursor <= place.end <= len(text)
    assert text[place.start : cursor] == place.typed
    for one in complete(text, cursor, KNOWN, asked=True):
        assert isinstance(one, Candidate)
        assert (one.start, one.end) == (place.start, place.end)
