"""What is looked for in a console."""

import pytest

from tui.run.console.pattern import Pattern, PatternError


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("loss", "the Loss is", True),
        ("Loss", "the loss is", False),
        ("Loss", "the Loss is", True),
        ("größe", "GRÖSSE GRÖßE", True),
        ("a.c", "abc", False),
        ("/a.c/", "xABCx", True),
        ("/A.c/", "xabcx", False),
        ("//", "a // b", True),
        ("/", "a/b", True),
        ("[", "a[0]", True),
    ],
)
def test_plain_text_or_an_expression_and_case_counts_where_a_capital_was_typed(
    typed: str, text: str, found: bool
) -> None:
    pattern = Pattern(typed)
    assert pattern.matches(text) is found
    assert pattern.may_be_in(text.encode()) or not found


def test_places_are_told_for_each_match_and_none_for_an_empty_one() -> None:
    assert Pattern("ab").spans("ab Ab b") == [(0, 2), (3, 5)]
    assert Pattern("/x*/").spans("axx") == [(1, 3)]


def test_a_bad_expression_is_told_in_a_sentence() -> None:
    with pytest.raises(PatternError, match=r"^/\(a/ is not a regular expression: missing \), unterminated subpattern$"):
        Pattern("/(a/")


@pytest.mark.parametrize("raw", [b"lXss\rlo", b"losX\x08s", b"lo\x1b[Kss"])
def test_bytes_that_look_otherwise_as_a_line_are_never_passed_by(raw: bytes) -> None:
    assert Pattern("loss").may_be_in(raw)
    assert not Pattern("loss").may_be_in(b"nothing of the kind")
