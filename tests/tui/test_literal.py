"""Text from disk is shown, never obeyed."""

import pytest

from tui.literal import console_line, literal, literal_lines, same_length
from tui.widgets.columns import padded


def test_nothing_that_acts_on_a_terminal_is_left() -> None:
    text = literal("a\x1b[31m\x07\u202eb\udc80")
    assert text.isprintable()
    assert text == "a␛[31m␇\\u202eb\\udc80"


def test_markup_stays_text() -> None:
    assert literal("[bold red]x[/]") == "[bold red]x[/]"


def test_a_line_is_what_a_terminal_would_leave_of_it() -> None:
    assert console_line("10 %\r20 %\tdone\r\n") == "20 %    done"


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("\r  0%|    | 0/2\r 50%|##  | 1/2\r100%|####| 2/2\r\n", "100%|####| 2/2"),
        ("100 %\r20 %", "20 %%"),
        ("10 %\r", "10 %"),
        ("loss 0.123\r\x1b[Kdone", "done"),
        ("loss 0.123\r\x1b[0Kdone", "done"),
        ("loss 0.123\x1b[2K\rdone", "done"),
        ("abX\bc", "abc"),
        ("\b\bab", "ab"),
        ("12345678 9\r\tX", "12345678X9"),
        ("\r 50%|## |\x1b[A", "50%|## |␛[A"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b[1K", "␛[1K"),
    ],
)
def test_returns_backspaces_and_erasures_leave_what_a_terminal_would(printed: str, seen: str) -> None:
    assert console_line(printed).strip() == seen


def test_text_is_cut_with_an_ellipsis_by_the_cells_that_it_takes() -> None:
    assert padded("ab", 4) == "ab  "
    assert padded("ab", 4, "right") == "  ab"
    assert padded("abcdef", 4) == "abc…"
    assert padded("表表表", 4) == "表 …"
    assert padded("abc", 0) == ""


def test_lines_stay_lines() -> None:
    assert literal_lines("a\x1b\nb") == "a␛\nb"


def test_what_is_typed_keeps_its_places() -> None:
    text = "a\x1b\u202e\u200bé"
    assert same_length(text) == "a␛\ufffd\ufffdé"
