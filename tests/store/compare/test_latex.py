import pytest

from store.compare.latex import MOST_ROWS, escape_latex, to_latex
from store.compare.table import Cell, Column, Document, Listing, Picture, Row, Table
from tests.support.hostile import PAYLOADS
from tests.support.latex import read_latex

COLUMNS = (Column("metric"), Column("tuned", "right"))
TABLE = Table("Metrics", COLUMNS, (Row((Cell("accuracy"), Cell("0.9 ± 0.1")), group="test"),), ("A note.",))


def test_a_document_is_whole_and_its_tables_have_rules_and_groups() -> None:
    text = to_latex(Document("decline", (TABLE,), ("Beware.",), ("Compared today.",)))
    assert read_latex(text).mistakes == []
    assert read_latex(text).rows == [["metric", "tuned"], ["test"], ["accuracy", "0.9  0.1"]]
    for words in (r"\item Compared today.", r"\textbf{Note:} Beware.", r"\toprule", r"0.9 $\pm$ 0.1", r"{lr}"):
        assert words in text


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_no_text_acts_wherever_it_stands(text: str) -> None:
    rows = (Row((Cell(text), Cell(text)), group=text),)
    table = Table(text, (Column(f"x{text}", title=text), COLUMNS[1]), rows, (text,))
    document = Document(text, (table,), (text,), (text,), (Picture(text, "", "m", text),), (Listing(text, text, "l"),))
    assert read_latex(to_latex(document)).mistakes == []


@pytest.mark.parametrize("text", [r"50% of #1_a & b^2 {c} $5 ~d \e", "<a> | \"b\" 'c' `d`", "[x] * -- ,, /", "a-b, c"])
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    assert read_latex(to_latex(Table("", COLUMNS[:1], (Row((Cell(text),)),)))).rows[-1] == [text]


def test_two_signs_are_not_made_one() -> None:
    assert escape_latex("--only,,x") == "-{}-only,{},x"


def test_a_sign_that_the_fonts_lack_is_told_by_its_number() -> None:
    assert escape_latex("Šidák, 宽") == "Šidák, U+5BBD"


def test_a_long_table_is_broken_over_pages_and_a_long_text_over_lines() -> None:
    rows = tuple(Row((Cell("w" * 60), Cell(str(number)))) for number in range(MOST_ROWS + 1))
    text = to_latex(Table("t", COLUMNS, rows))
    assert read_latex(text).mistakes == []
    assert r"\begin{longtable}{p{6cm}r}" in text
    assert r"\endhead" in text


def test_a_listing_keeps_its_spaces_and_a_picture_is_named() -> None:
    picture, listing = Picture("Loss", "<svg/>", "l", "a-loss.svg"), Listing("Do", "a\n\n  b --c", "do")
    text = to_latex(Document("", (), pictures=(picture,), listings=(listing,)))
    assert "\\mbox{}a\\par\n\\mbox{}\\par\n\\mbox{}\\ \\ b\\ -{}-c\\par" in text
    assert r"\texttt{a-loss.svg}" in text
    assert "svg/>" not in text


def test_a_table_without_headers_has_none() -> None:
    text = to_latex(Table("", (Column("a", title=" "),), (Row((Cell("x"),)),)))
    assert r"\midrule" not in text
    assert read_latex(text).rows == [["x"]]
