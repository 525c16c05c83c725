"""Columns of the list: usual ones, figures, settings."""

from typing import Any

import pytest

from store.row import Row
from tests.tui.rows import lines_of, measured, row, titles
from tui.listing.fields import FIELDS, field_of
from tui.listing.folds import Folds
from tui.listing.grouping import Look, build
from tui.listing.lookup import nothing_known
from tui.listing.order import Order
from tui.listing.values import UNREAD, Figure

SETTINGS: dict[str, dict[str, Any]] = {
    "high": {"optimizer.lr": 0.1, "optimizer.name": "sgd"},
    "low": {"optimizer.lr": 0.001, "optimizer.name": "adam"},
}


def value_of(one: Row, key: str) -> Any:
    figure = one.figure(key)
    return Figure(figure) if figure is not None else SETTINGS.get(one.variant, {}).get(key)


def ordered(rows: list[Row], order: Order) -> list[str]:
    return titles(build(rows, Look(order, field_of(order.by, value_of), Folds(), "variant")))


def test_any_figure_is_a_column_of_means_over_seeds() -> None:
    rows = [row(seed=seed, figures={"test.loss": loss}) for seed, loss in ((0, 0.25), (1, 0.75))]
    line = lines_of(rows)[1]
    assert field_of("test.loss", nothing_known).cell(line).text == "0.5000"


def test_a_loss_is_sorted_from_the_lowest_and_an_accuracy_from_the_highest() -> None:
    rows = [row(name, figures={"test.loss": loss, "test.f1": 1 - loss}) for name, loss in (("bad", 0.9), ("good", 0.1))]
    assert ordered(rows, Order("test.loss")) == ["decline/good", "decline/bad"]
    assert ordered(rows, Order("test.f1")) == ["decline/good", "decline/bad"]


def test_settings_are_columns_and_sorted_from_the_lowest_those_without_last() -> None:
    rows = [row("none"), row("high"), row("low")]
    lines = lines_of(rows)[1:]
    lr, name = field_of("optimizer.lr", value_of), field_of("optimizer.name", value_of)
    assert [lr.cell(line).text for line in lines] == ["–", "0.1", "0.001"]
    assert [name.cell(line).text for line in lines] == ["–", "sgd", "adam"]
    for by in ("optimizer.lr", "optimizer.name"):
        assert ordered(rows, Order(by)) == ["decline/low", "decline/high", "decline/none"]
        assert ordered(rows, Order(by, reverse=True)) == ["decline/high", "decline/low", "decline/none"]


def test_settings_that_differ_within_a_line_are_told_as_several() -> None:
    rows = [row("tuned", 0), row("tuned", 1)]
    line = lines_of(rows)[1]
    differing = field_of("a.b", lambda one, _: f"seed{one.seed}")
    assert differing.cell(line).text == "several"


def test_a_value_that_nobody_has_read_yet_is_told_so_and_sorted_last() -> None:
    field = field_of("val.loss@3", lambda *_: UNREAD)
    line = lines_of([row()])[1]
    assert field.cell(line).text == "…"
    assert field.rank(line) is None


@pytest.mark.parametrize("key", FIELDS)
def test_every_usual_field_says_what_it_is_and_takes_an_empty_run(key: str) -> None:
    field = FIELDS[key]
    assert field.help
    for line in lines_of([row(), measured("baseline", 0.5)], opened=True):
        assert isinstance(field.cell(line).text, str)
        field.rank(line)
