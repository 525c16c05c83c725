from pathlib import Path

import pytest

from store.compare.table import Document
from store.errors import StoreError
from store.store import Store
from tests.support.experiments import QUICK
from tests.support.stores import add_run
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from tui.comparing.against import against_defaults, against_file


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "why.toml").write_text(f"seeds = 1\n{QUICK}")
    store = Store(tmp_path / "runs")
    queue_runs(store, plan_runs(load_experiment(tmp_path / "why.toml")))
    return store


def rows(document: Document, table: int = 0) -> dict[str, list[str]]:
    return {row.key: [cell.text for cell in row.cells[1:]] for row in document.tables[table].rows}


def test_what_was_run_is_what_the_file_says_until_it_is_edited(store: Store, tmp_path: Path) -> None:
    found = against_file(store, ["why/tuned"])
    assert found.tables[0].rows == ()
    assert found.tables[0].notes == ("No setting differs.",)
    file = tmp_path / "why.toml"
    file.write_text(file.read_text().replace("lr = 0.1", "lr = 0.2"))
    assert rows(against_file(store, ["why/tuned"])) == {"optimizer.lr": ["0.1", "0.2", "×2"]}
    assert "optimizer.beta1" in rows(against_file(store, ["why/tuned"], everything=True))


def test_another_file_can_be_named(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(f"seeds = 1\n{QUICK}".replace("lr = 0.1", "lr = 1.0"))
    found = against_file(store, ["why/tuned"], other)
    assert rows(found) == {"optimizer.lr": ["0.1", "1.0", "×10"]}
    assert f"other.toml now: {other}, variant tuned." in found.about


def test_settings_are_held_against_the_declared_defaults(store: Store) -> None:
    found = against_defaults(store, ["why/tuned"])
    assert rows(found)["optimizer.lr"] == ["0.001", "0.1", "×100"]
    assert rows(found)["training.epochs"][:2] == ["20", "1"]
    assert "A method is off unless it is asked for; on in why/tuned: none." in found.about


def test_several_groups_have_a_table_each(store: Store) -> None:
    found = against_defaults(store, ["why/baseline", "why/tuned"])
    assert [table.name for table in found.tables] == ["baseline.settings", "tuned.settings"]
    assert "optimizer.lr" not in rows(found)
    assert "optimizer.lr" in rows(found, 1)


def test_a_run_whose_file_is_not_recorded_asks_for_one(tmp_path: Path) -> None:
    add_run(tmp_path, variant="tuned", experiment_file="")
    with pytest.raises(StoreError, match="name one with --file"):
        against_file(Store(tmp_path), ["decline/tuned"])
