import csv
import io
import json
from typing import Any

import pytest

from store.compare.diff import diff
from store.compare.export import diff_document
from store.compare.formats import FORMATS, to_csv, to_json, to_text
from store.compare.table import Cell, Column, Document, Listing, Row, Table
from tests.store.compare.scene import CATALOGUE, group, tuned


@pytest.fixture
def document() -> Document:
    return diff_document(diff(group(), [tuned()], CATALOGUE), group(), [tuned()])


def one_cell(text: str, value: Any = None) -> Table:
    return Table("T", (Column("a"),), (Row((Cell(text, value),)),))


def test_there_are_the_formats_that_the_command_line_offers() -> None:
    from tui.commands.options import Format

    assert list(FORMATS) == [format_.value for format_ in Format]


def test_json_has_every_table_by_its_name_with_values_unrounded(document: Document) -> None:
    found = json.loads(to_json(document))
    assert found["title"] == "decline: baseline and tuned"
    row = next(row for row in found["metrics"]["rows"] if row["key"] == "test.accuracy")
    assert row["values"]["tuned"] == pytest.approx({"mean": 0.891, "spread": 0.0121, "n": 5}, abs=1e-4)
    assert set(row["values"]["tuned.difference"]) == {"mean", "half", "n", "method"}
    assert row["marks"]["tuned.difference"] == "worse"
    assert found["settings"]["rows"][0]["values"] == {
        "setting": "regularizers.dropout.rate",
        "baseline": 0.2,
        "tuned": 0.6,
        "tuned.difference": {"difference": 0.4, "ratio": 3.0},
    }


def test_json_leaves_out_what_is_not_there_and_words_what_is_no_number() -> None:
    columns = (Column("a"), Column("b"))
    table = Table("T", columns, (Row((Cell("–"), Cell("inf", float("inf")))),))
    assert json.loads(to_json(table))["rows"] == [{"values": {"b": "inf"}, "marks": {}}]


def test_csv_of_several_tables_says_which_each_row_is_of(document: Document) -> None:
    records = list(csv.DictReader(io.StringIO(to_csv(document))))
    assert {record["table"] for record in records} == {"settings", "metrics"}
    accuracy = next(record for record in records if record["metric"] == "test.accuracy")
    assert float(accuracy["tuned.mean"]) == pytest.approx(0.891)
    assert accuracy["tuned.difference.method"] == "paired"
    assert accuracy["setting"] == ""


def test_csv_of_one_table_has_no_more_columns_than_it_needs() -> None:
    table = Table(
        "T",
        (Column("name"), Column("n")),
        (Row((Cell("a", "a"), Cell("1", 1)), "a"), Row((Cell("b", "b"), Cell("–")), "b")),
    )
    assert to_csv(table) == "name,n\na,1\nb,\n"
    assert to_csv(Table("T", (Column("name"),), ())) == "name\n"


def test_plain_values_beside_mappings_have_a_column_of_their_own() -> None:
    rows = (Row((Cell("0.1", 0.1),)), Row((Cell("rate 0.3", {"rate": 0.3}),)), Row((Cell("–"),)))
    assert to_csv(Table("T", (Column("tuned"),), rows)).splitlines() == ["tuned.rate,tuned", ",0.1", "0.3,", ","]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-1+1", "'-1+1"),
        ("+1", "'+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        (-1.5, "-1.5"),
        (True, "true"),
        ([1, 2], '"[1, 2]"'),
        ("a\x1b", "a\\x1b"),
    ],
)
def test_no_csv_cell_is_a_formula_or_a_command(value: Any, text: str) -> None:
    assert to_csv(one_cell("x", value)).splitlines()[1] == text


def test_a_title_too_wide_is_cut_and_doubts_come_first(document: Document) -> None:
    doubtful = Document("a long title of a document", document.tables[:1], ("beware of this",), ("made today",))
    assert to_text(doubtful, 16).splitlines()[:5] == ["a long title of…", "made today", "", "! beware of this", ""]


def test_listings_are_printed_whole_and_json_has_them_by_name() -> None:
    listing = Listing("Do", "a --b\n\n  c\x1b", "commands", "sh", ("Said.",))
    document = Document("t", (one_cell("x", 1),), listings=(listing,))
    assert to_text(document, 20).endswith("Do\na --b\n\n  c\\x1b\nSaid.\n")
    assert json.loads(to_json(document))["listings"] == {"commands": "a --b\n\n  c\x1b"}
    assert "--b" not in to_csv(document)
