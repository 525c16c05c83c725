import pytest

from store.compare.html import to_html
from store.compare.table import Cell, Column, Document, Listing, Picture, Row, Table
from store.visible import visible
from tests.support.hostile import PAYLOADS
from tests.support.pages import read_page

COLUMNS = (Column("metric"), Column("tuned", "right"))
ROWS = (Row((Cell("accuracy"), Cell("0.9", mark="worse")), group="test"),)
TABLE = Table("Metrics", COLUMNS, ROWS, ("A note.",))
DRAWN = '<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>\n'


def test_a_page_needs_nothing_beside_it() -> None:
    page = to_html(Document("decline", (TABLE,), ("Beware.",), ("Compared today.",), (Picture("Loss", DRAWN, "l"),)))
    read = read_page(page)
    assert read.mistakes == []
    assert read.drawings == 1
    assert "<?xml" not in page
    assert page.count("<!DOCTYPE") == 1
    assert not [word for word in ("<script", "http:", "https:", "src=", "href=", "url(") if word in page]
    assert read.texts == [
        "decline", "decline", "Compared today.", "Beware.", "Metrics", "metric", "tuned", "test", "accuracy", "0.9",
        "A note.", "Loss",
    ]  # fmt: skip


def test_it_is_readable_in_light_and_dark_and_good_and_bad_have_their_colours() -> None:
    page = to_html(TABLE)
    assert "prefers-color-scheme: dark" in page
    assert '<td class="right worse">0.9</td>' in page


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_every_text_is_shown_literally(text: str) -> None:
    table = Table(text, (Column("x", title=text), COLUMNS[1]), (Row((Cell(text), Cell(text)), group=text),), (text,))
    document = Document(text, (table,), (text,), (text,), (Picture(text, DRAWN, "m"),), (Listing(text, text, "l"),))
    read = read_page(to_html(document))
    assert read.mistakes == []
    if text.strip():
        assert read.texts.count(visible(text)) >= 9


def test_a_listing_keeps_its_lines() -> None:
    page = to_html(Document("t", (), listings=(Listing("Do", "a <b>\n  c", "do", notes=("Said.",)),)))
    assert "<pre>a &lt;b&gt;\n  c</pre>" in page
    assert read_page(page).texts[-1] == "Said."


def test_a_table_without_headers_has_none() -> None:
    assert "<thead>" not in to_html(Table("", (Column("a", title=" "),), (Row((Cell("x"),)),)))
