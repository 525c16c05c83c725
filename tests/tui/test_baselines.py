"""Which variant is the baseline."""

from pathlib import Path

from tests.support.stores import add_run, make_store
from tests.tui.rows import row
from tui.baselines import Baselines


def test_a_variant_of_the_usual_name_is_the_baseline(tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 4)
    assert Baselines(store)(store.rows()) == "baseline"


def test_an_experiment_that_names_another_one_is_believed(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", variant="standard", baseline="standard")
    store = make_store(tmp_path / "runs", 0)
    assert Baselines(store)(store.rows()) == "standard"
    assert [row.id for row in store.rows()] == [run.id]


def test_a_run_that_is_gone_leaves_the_usual_name(tmp_path: Path) -> None:
    assert Baselines(make_store(tmp_path / "runs", 0))([row("tuned")]) == "baseline"
