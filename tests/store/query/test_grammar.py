"""How terms are joined, and what is said where they cannot be."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from store.errors import StoreError
from store.query import parse_query
from store.query.grammar import DEEPEST
from tests.store.query.test_query import ROW, SETTINGS, passes

YES, NO = "status:failed", "status:finished"


@pytest.mark.parametrize(
    "text",
    [
        f"{YES} or {NO}",
        f"{NO} OR {YES}",
        f"{YES} and {YES}",
        f"not {NO}",
        f"NOT not {YES}",
        f"not -{YES}",
        f"{YES} or {NO} and {NO}",
        f"{YES} or {NO} {NO}",
        f"not {NO} {YES}",
        f"{YES} not {NO}",
        f"({NO} or {YES}) {YES}",
        f"not ({NO} or {NO})",
        f"not({NO} or {NO})",
        f"-({NO} or {NO})",
        f"!({NO}) ({YES})",
        f"(({YES}))",
        f"({NO} {NO}) or({YES})",
    ],
)
def test_not_binds_tighter_than_and_and_that_tighter_than_or(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize(
    "text", [f"{YES} and {NO}", f"not {YES}", f"({YES} or {NO}) {NO}", f"not ({NO} or {YES})", f"{NO} or {NO}"]
)
def test_what_does_not_hold_is_held_back(text: str) -> None:
    assert not passes(text)


@given(st.lists(st.tuples(st.sampled_from(["or", "and", ""]), st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_joined_terms_mean_what_python_says_of_them(parts: list[tuple[str, bool, bool]]) -> None:
    ours, pythons = "", ""
    for joint, turned, value in parts:
        ours += f" {joint if ours else ''} {'not ' * turned}{YES if value else NO}"
        pythons += f" {joint or 'and' if pythons else ''} {'not ' * turned}{value}"
    assert passes(ours) is eval(pythons)


def test_words_in_quotes_are_text() -> None:
    assert not passes('"or"')
    assert not passes('"(" ")"')
    assert passes('"too much" "and" or tuned')


def test_a_parenthesis_inside_a_word_belongs_to_it_as_long_as_it_is_closed_there() -> None:
    row = replace(ROW, variant="f(x)")
    assert passes("(variant:f(x) seed:3)", row)
    assert passes("f(x)", row)
    assert passes('variant:"f(x)"', row)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(tuned", r"a \( is not closed"),
        ("(tuned or (a)", r"a \( is not closed"),
        ("tuned)", r"a \) has no \( before it"),
        ("(a))", r"a \) has no \( before it"),
        ("()", r"nothing between \( and \)"),
        ("(", r"a \( is not closed"),
        (")", r"a \) has no \( before it"),
        ("or a", "'or' has nothing before it; write for example status:failed or variant:tuned"),
        ("a OR", "'or' has nothing after it"),
        ("a or or b", "'or' has nothing after it"),
        ("(a and) b", "'and' has nothing after it"),
        ("and", "'and' has nothing before it"),
        ("a not", "'not' has nothing after it; write for example not status:failed"),
        ("not or a", "'not' has nothing after it"),
        ("note:(a or b)", r"a \( inside 'note:\(a' is not closed; .* variant:a,b"),
        ("test.accuracy > 0.9", "> has no field before it; write for example test.accuracy>0.9, without spaces"),
        ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), "more than 50 parentheses"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as told:
        parse_query(text)
    assert "\n" not in str(told.value)


@given(
    st.lists(st.sampled_from(["(", ")", "or", "and", "not", "-", "tuned", "-(", '"', "has:", "a:b", " "]), max_size=12)
)
def test_any_order_of_words_is_a_filter_or_a_sentence(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words)):
        with suppress(StoreError):
            assert parse_query(text, lambda _: SETTINGS)(ROW) in {True, False}


def test_a_filter_says_which_figures_and_settings_it_asks_for() -> None:
    query = parse_query("status:failed or not (optimizer.lr>0.1 has:mixup,note) optimizer.lr<1 tuned has:data")
    assert [(one.word, one.path) for one in query.asked] == [
        ("optimizer.lr", "optimizer.lr"),
        ("mixup", "regularizers.mixup"),
        ("data", "data"),
    ]
