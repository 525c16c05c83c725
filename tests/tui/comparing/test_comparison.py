from pathlib import Path

import pytest

from store.compare.curves.model import CurveView
from store.compare.markdown import to_markdown
from store.errors import StoreError
from tests.support.stores import make_store
from tui.comparing.comparison import Comparer


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
    curves = found.curves.chart("val.accuracy", CurveView()).curves
    assert [(curve.label, len(curve.values), curve.band is not None) for curve in curves] == [
        ("baseline", 5, True),
        ("tuned", 5, True),
    ]


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
