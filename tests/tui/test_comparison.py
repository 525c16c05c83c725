from pathlib import Path

import pytest

from store.compare.markdown import to_markdown
from store.errors import StoreError
from store.events import EventWriter
from store.run import EVENTS, Run
from store.status import Status
from tests.support.stores import add_run, make_store
from tui.comparison import Comparer, mean_curve


def run_with(folder: Path, values: list[float | None]) -> Run:
    folder.mkdir()
    with EventWriter(folder / EVENTS) as events:
        for epoch, value in enumerate(values, 1):
            events.write("epoch", epoch=epoch, metrics={"val.loss": value} if value is not None else {})
    return Run(folder)


def test_a_curve_is_the_mean_over_the_seeds_as_far_as_half_of_them_went(tmp_path: Path) -> None:
    runs = [
        run_with(tmp_path / "a", [1.0, 2.0, 3.0, 4.0]),
        run_with(tmp_path / "b", [3.0, None, 5.0]),
        run_with(tmp_path / "c", [2.0, 4.0]),
    ]
    assert mean_curve("val.loss", runs) == ([1, 2, 3], [2.0, 3.0, 4.0])
    assert mean_curve("val.loss", []) == ([], [])


def test_groups_are_compared_and_what_differs_is_a_part_of_everything(tmp_path: Path) -> None:
    store = make_store(tmp_path, 6, variants=("baseline", "tuned"))
    found = Comparer(store.root, ("decline/baseline", "decline/tuned")).compare()
    assert found.labels == ("baseline", "tuned")
    assert found.run_ids == {row.id for row in store.rows()}
    few = {row.key for row in found.shown(everything=False).settings.rows}
    assert few == {"regularizers.dropout.rate", "regularizers.label_smoothing.amount", "optimizer.lr"}
    assert few < {row.key for row in found.shown(everything=True).settings.rows}
    assert "Probability" in found.helps["regularizers.dropout.rate"]
    assert "> 0 and < 1" in found.helps["regularizers.dropout.rate"]
    assert {curve.label for curve in found.curves["val.accuracy"]} == {"baseline", "tuned"}


def test_runs_that_failed_do_not_bend_the_curves_of_those_that_finished(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2, variants=("baseline", "tuned"), epochs=6)
    before = Comparer(store.root, ("decline/baseline", "decline/tuned")).compare().curves["val.accuracy"][1]
    config = store.find("decline/tuned/0").record["config"]
    add_run(store.root, variant="tuned", seed=5, status=Status.FAILED, epochs=6, config=config)
    store.reindex()
    after = Comparer(store.root, ("decline/baseline", "decline/tuned")).compare().curves["val.accuracy"][1]
    assert after == before


def test_single_runs_of_one_variant_are_told_apart_by_their_seeds(tmp_path: Path) -> None:
    store = make_store(tmp_path, 4, variants=("baseline", "tuned"))
    ids = [row.id for row in store.rows() if row.variant == "tuned"]
    found = Comparer(store.root, ids).compare()
    assert found.labels == ("decline/tuned/0", "decline/tuned/1")
    assert "decline/tuned/1" in to_markdown(found.document(everything=False))


def test_an_unknown_group_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2)
    with pytest.raises(StoreError, match="tunde"):
        Comparer(store.root, ("decline/baseline", "decline/tunde")).compare()
