from dataclasses import replace

import pytest

from store.compare.markdown import escape_markdown, to_markdown
from store.compare.table import Cell, Column, Document, Listing, Picture, Row, Table
from tests.support.rendered import markdown_texts, odd_markdown

TABLE = Table(
    "Metrics",
    (Column("metric"), Column("tuned", "right")),
    (Row((Cell("accuracy"), Cell("0.9")), group="test"), Row((Cell("loss"), Cell("0.12")), group="test")),
    ("A note.",),
)


def test_a_table_aligns_in_the_source_and_groups_are_bold_rows() -> None:
    assert to_markdown(TABLE).splitlines() == [
        "## Metrics",
        "",
        "| metric   | tuned |",
        "| -------- | ----: |",
        "| **test** |       |",
        "| accuracy |   0.9 |",
        "| loss     |  0.12 |",
        "",
        "*A note.*",
    ]


def test_a_document_has_its_title_its_facts_and_its_doubts_before_the_tables() -> None:
    text = to_markdown(Document("decline", (TABLE,), ("Beware.",), ("Compared today.",)))
    assert text.startswith("## decline\n\n- Compared today.\n\n> **Note:** Beware.\n\n### Metrics\n\n| metric")


def test_a_table_without_rows_is_its_note() -> None:
    assert to_markdown(Table("T", (Column("a"),), (), ("Nothing.",))) == "## T\n\n*Nothing.*\n"


def test_a_very_long_cell_does_not_widen_the_lines_of_others() -> None:
    rows = tuple(Row((Cell(text), Cell("1"))) for text in ("L" * 10_000, "short"))
    *_, long, short = to_markdown(Table("", TABLE.columns, rows)).splitlines()
    assert len(long) > 10_000
    assert len(short) < 200


@pytest.mark.parametrize(
    ("title", "heading"), [("a ##", "## a \\#\\#"), ("# b", "## # b"), ("c#d", "## c#d"), ("  e ", "## e")]
)
def test_a_heading_says_all_of_its_title(title: str, heading: str) -> None:
    assert to_markdown(Document(title, ())).splitlines()[0] == heading


@pytest.mark.parametrize("text", ["# a", "- a", "+ a", "> a", "[a]: b", "    a", "---"])
def test_what_begins_a_line_is_no_heading_list_or_quotation(text: str) -> None:
    assert odd_markdown(to_markdown(Document("t", (), about=(text,)))) == set()
    assert text.strip() in markdown_texts(to_markdown(Document("t", (), about=(text,))))


def test_a_number_that_begins_a_line_begins_no_list() -> None:
    assert "- 1\\. a" in to_markdown(Document("t", (), about=("1. a",)))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", "a\\|b"),
        ("*bold*", "\\*bold\\*"),
        ("<script>", "\\<script>"),
        ("<0.001", "<0.001"),
        ("label_smoothing.amount", "label_smoothing.amount"),
        ("_private_", "\\_private\\_"),
        ("`code`", "\\`code\\`"),
        ("[a](b)", "[a\\](b)"),
        ("a\nb", "a\\\\nb"),
    ],
)
def test_text_is_shown_literally(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


def test_a_listing_is_a_block_that_nothing_in_it_ends() -> None:
    text = to_markdown(Document("t", (), listings=(Listing("Do", "a *b*\n```\nc", "do", "sh", ("Said.",)),)))
    assert text.endswith("### Do\n\n````sh\na *b*\n```\nc\n````\n\n*Said.*\n")


def test_a_picture_is_shown_where_it_lies_beside_and_left_out_where_it_does_not() -> None:
    picture = Picture("Loss [a](b)", "<svg/>", "loss")
    assert to_markdown(Document("t", (), pictures=(picture,))) == "## t\n"
    text = to_markdown(Document("t", (), pictures=(replace(picture, file="my (1)-loss.svg"),)))
    assert text.endswith("![Loss \\[a\\](b)](my%20%281%29-loss.svg)\n")
    assert odd_markdown(text) == {"image"}
