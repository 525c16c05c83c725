"""What was queued is what runs, whatever is edited afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.code import kept_code
from store.run import CODE, Run
from store.store import Store
from tests.trainer.launch.scene import over, standing, statuses, use_stand_ins, wait_until
from trainer.launch import snapshot
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.foresight import equal_runs
from trainer.launch.line import go_on_all, pause_all
from trainer.launch.queue import queue_runs
from trainer.launch.snapshot import with_kept_code
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

FILE = """
seeds = 1
[base]
data = {name = "csv", path = "rows.csv", label = "kind"}
network = {name = "mlp"}
training = {epochs = 1, device = "cpu"}
[variants.baseline]
"""
ROWS = "one,two,kind\n" + "".join(f"{i % 7},{i % 3},{'ab'[i % 2]}\n" for i in range(40))
PLUGIN = """
from trainer.networks.mlp import Mlp

class Mine(Mlp, names=("mine",)):
    '''A network of one's own.'''
"""


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.delenv("BACKSLIDE_CHILD")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "rows.csv").write_text(ROWS)


def queued(store: Store, folder: Path) -> Run:
    """Queue a run that does not begin yet."""
    (folder / "why.toml").write_text(FILE)
    pause_all(store)
    (run,) = queue_runs(store, plan_runs(load_experiment(folder / "why.toml"))).runs
    return run


def ended(store: Store, run: Run) -> str:
    go_on_all(store)
    ensure_dispatcher(store)
    wait_until(lambda: over([run]))
    return standing(run).reason


def test_a_run_is_done_by_the_copy_of_the_program_that_it_was_queued_with(store: Store, tmp_path: Path) -> None:
    run = queued(store, tmp_path)
    copy = kept_code(store.root, run.record["snapshot"])
    assert copy is not None
    main = copy / "trainer/__main__.py"
    main.write_text(f"import sys; print('this is the copy', sys.path[0]); sys.exit(9)\n{main.read_text()}")
    assert ended(store, run) == "exited with status 9"
    assert "this is the copy" in (run.folder / "console.log").read_text()


def test_the_copy_trains_as_the_program_does(store: Store, tmp_path: Path) -> None:
    run = queued(store, tmp_path)
    assert ended(store, run) == ""
    assert statuses([run]) == ["finished"]


def test_a_copy_is_made_once_and_a_dry_run_makes_none(store: Store, tmp_path: Path) -> None:
    (tmp_path / "why.toml").write_text(FILE)
    planned = plan_runs(load_experiment(tmp_path / "why.toml"))
    equal_runs(store, planned)
    assert not (store.root / CODE).exists()
    queue_runs(store, planned)
    queue_runs(store, planned, again=True)
    assert len(list((store.root / CODE).iterdir())) == 1


def test_a_plug_in_that_was_edited_or_removed_is_run_as_it_was(store: Store, tmp_path: Path) -> None:
    plugin, file = tmp_path / "mine.py", tmp_path / "why.toml"
    plugin.write_text(PLUGIN)
    file.write_text('plugins = ["mine.py"]\n' + FILE.replace('"mlp"', '"mine"'))
    pause_all(store)
    words = ["run", str(file), "--store", str(store.root), "--trust", "--detach"]
    subprocess.run([sys.executable, "-m", "tui", *words], check=True)  # a plug-in registers itself in its process
    (run,) = map(store.run, store.ids())
    plugin.unlink()
    assert ended(store, run) == ""
    assert statuses([run]) == ["finished"]


def test_a_run_whose_data_was_edited_fails_and_says_so(store: Store, tmp_path: Path) -> None:
    run = queued(store, tmp_path)
    (tmp_path / "rows.csv").write_text(f"{ROWS}1,1,a\n")
    assert ended(store, run) == (
        "the data has changed since this run was queued; "
        "put the data back and resume it, or retry it with the data as it is"
    )
    assert statuses([run]) == ["failed"]


def test_without_a_copy_the_program_itself_is_run(tmp_path: Path) -> None:
    for name in (None, ""):
        assert with_kept_code({"A": "b"}, tmp_path, name) == {"A": "b"}
    for name in ("0123", "../evil"):
        with pytest.raises(LaunchError, match="the program that the run was queued with is gone; retry the run"):
            with_kept_code({}, tmp_path, name)
    (tmp_path / CODE / "0123").mkdir(parents=True)
    assert with_kept_code({"PYTHONPATH": "own"}, tmp_path, "0123")["PYTHONPATH"] == f"{tmp_path}/code/0123:own"


def test_the_copy_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(_: Path, target: Path) -> None:
        target.mkdir(parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot.shutil, "copytree", torn)
    with pytest.raises(OSError, match="No space left"):
        snapshot.keep_code(tmp_path, [])
    assert list((tmp_path / CODE).iterdir()) == []
