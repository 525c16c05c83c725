"""`backslide retry`."""

from pathlib import Path

import pytest

from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tui.commands import main


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose dispatcher nobody starts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trainer.launch.dispatcher.ensure_dispatcher", lambda _: None)
    return Store(tmp_path / "runs")


def forerunners(store: Store) -> list[str]:
    return [str(run.record["forerunner"]) for run in map(store.run, store.ids()) if "forerunner" in run.record]


def test_a_new_run_is_queued_and_the_old_one_stays(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(store.root, status=Status.FAILED)
    assert main(["retry", run.id]) == 0
    assert forerunners(store) == [run.id]
    assert [str(row.status) for row in store.rows()] == ["failed", "queued"]
    assert capsys.readouterr().out.splitlines()[0].endswith(f"is queued; it does anew what {run.id} did")


def test_of_an_experiment_what_is_not_done_is_done_anew_unless_all_is_wanted(store: Store) -> None:
    finished, failed = add_run(store.root), add_run(store.root, variant="tuned", status=Status.FAILED)
    assert main(["retry", "decline"]) == 0
    assert forerunners(store) == [failed.id]
    assert main(["stop", "decline"]) == 0
    assert main(["retry", "decline", "--finished"]) == 0
    assert finished.id in forerunners(store)


def test_where_nothing_is_to_be_done_anew_it_is_said(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    add_run(store.root), add_run(store.root, variant="tuned")
    assert main(["retry", "decline"]) == 2
    assert "nothing to retry" in capsys.readouterr().err
