"""Text from disk is shown, never obeyed."""

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
