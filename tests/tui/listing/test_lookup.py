"""Values that rows lack."""

from pathlib import Path

from msgspec.structs import replace

from store.run import RECORD
from store.store import Store
from tests.support.stores import make_store
from tests.tui.rows import measured
from tui.listing.candidates import candidates, offers
from tui.listing.lookup import Lookup, read_values
from tui.listing.values import UNREAD, Figure


def test_what_a_row_holds_is_known_at_once() -> None:
    lookup = Lookup()
    assert lookup(measured("tuned", 0.5), "test.accuracy") == 0.5
    assert not lookup.missing


def test_settings_and_figures_of_epochs_are_read_once_and_kept(tmp_path: Path) -> None:
    store = make_store(tmp_path, 4, epochs=5)
    row = next(row for row in store.rows() if row.variant == "tuned")
    lookup = Lookup()
    keys = ("optimizer.lr", "val.accuracy@2", "regularizers.mixup.beta")
    assert [lookup(row, key) for key in keys] == [UNREAD] * 3
    lookup.learn(dict(read_values(tmp_path, lookup.take_missing())))
    lr, accuracy, absent = (lookup(row, key) for key in keys)
    assert (lr, absent, lookup.missing) == (0.003, None, {})
    epochs = store.run(row.id).history().epochs
    assert accuracy == Figure(epochs[1]["metrics"]["val.accuracy"])


def test_a_run_that_moves_on_has_its_figures_read_anew(tmp_path: Path) -> None:
    row = make_store(tmp_path, 1, epochs=5).rows()[0]
    lookup = Lookup()
    assert lookup(row, "val.loss@last") is UNREAD
    lookup.learn(dict(read_values(tmp_path, lookup.take_missing())))
    assert lookup(row, "val.loss@last") is not UNREAD
    assert lookup(replace(row, epoch=row.epoch + 1), "val.loss@last") is UNREAD


def test_a_damaged_run_has_no_value_and_stops_nobody(tmp_path: Path) -> None:
    rows = make_store(tmp_path, 2, variants=("baseline", "tuned")).rows()
    (tmp_path / rows[0].id / RECORD).write_text("{")
    lookup = Lookup()
    for row in rows:
        lookup(row, "optimizer.lr")
    assert sorted(map(str, dict(read_values(tmp_path, lookup.take_missing())).values())) in (
        ["0.003", "None"],
        ["0.001", "None"],
    )


def test_offered_are_usual_fields_every_figure_and_every_setting(tmp_path: Path) -> None:
    make_store(tmp_path, 4)
    store = Store(tmp_path)
    keys = [choice.key for choice in candidates(store.rows(), store.settings)]
    assert keys[0] == "name"
    assert {"test.accuracy", "val.loss", "optimizer.lr", "regularizers.mixup.alpha"} <= set(keys)
    assert len(set(keys)) == len(keys)


def test_a_figure_at_an_epoch_is_offered_as_it_is_typed() -> None:
    assert [choice.key for choice in offers("val.loss@12")] == ["val.loss@12"]
    assert [choice.key for choice in offers("val.loss")] == ["val.loss@best", "val.loss@last", "val.loss"]
    assert [choice.key for choice in offers("val.loss@be")] == ["val.loss@best"]
    assert not offers("loss")
    assert not offers("val.loss@0")
