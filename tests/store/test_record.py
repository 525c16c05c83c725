"""A loop of one's own is a run like any other, and what it told is there whatever becomes of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.errors import StoreError
from store.files import is_locked
from store.record import Run
from store.run import LOCK
from store.run import Run as KeptRun
from store.status import Status
from store.store import Store
from trainer.launch.resume import resume_runs
from trainer.launch.retry import retry_runs
from trainer.launch.stop import request_stop

LOOP = """
import sys, time
from store.record import Run
run = Run("spirals", settings={"lr": 0.1}, epochs=1000, store=sys.argv[1])
print(run.id, flush=True)
while True:
    run.log({"val.accuracy": 0.5})
    print("logged", flush=True)
    time.sleep(0.05)
"""


FORKED = """
import os, sys, time
from store.record import Run
run = Run("spirals", store=sys.argv[1])
ends, begins = os.pipe()
if not (child := os.fork()):
    os.write(begins, b"x")
    time.sleep(60)
os.read(ends, 1)
print(run.id, child, sep="\\n", flush=True)
time.sleep(60)
"""


class Scalar:
    """Gives its number as NumPy and PyTorch do."""

    def item(self) -> float:
        return 0.25


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def loop(root: Path) -> Iterator[subprocess.Popen[str]]:
    with python(LOOP, root) as process:
        yield process
        process.kill()


def python(code: str, root: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True)


def told(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_what_a_loop_tells_is_in_the_list_and_in_the_figures_while_it_lives(root: Path) -> None:
    with Run(
        "spirals", "mixup", seed=3, settings={"lr": 0.1}, epochs=4, goal="test.accuracy >= 0.7", store=root
    ) as run:
        run.log({"val.accuracy": Scalar(), "count": 7, "train.loss": float("nan")})
        run.progress(3, 10)
        (row,) = Store(root).rows()
        assert (row.name, row.status, row.epoch, row.epochs) == ("spirals/mixup/3", Status.RUNNING, 1, 4)
        assert row.last["val.accuracy"] == 0.25
        run.log({"val.accuracy": 0.5}, epoch=4)
        run.measure({"test.accuracy": 0.75})
        run.warn("lr", "is not used")
    (row,) = Store(root).rows()
    assert (row.status, row.epoch, row.reached, row.figures["test.accuracy"]) == (Status.FINISHED, 4, True, 0.75)
    history = KeptRun(run.folder).history()
    assert history.curve("val.accuracy") == ([1, 4], [0.25, 0.5])
    assert history.epochs.at(0)["metrics"] == {"val.accuracy": 0.25, "count": 7}
    assert [event["text"] for event in history.warnings] == ["is not used"]
    assert not is_locked(run.folder / LOCK)
    assert Store(root).index.rows()[run.id].status is Status.FINISHED


def test_a_killed_loop_leaves_a_lost_run_with_all_that_it_logged(loop: "subprocess.Popen[str]", root: Path) -> None:
    run = Store(root).run(told(loop))
    assert run.standing().status is Status.RUNNING
    count = 0
    while count < 5:
        count += told(loop) == "logged"
    loop.kill()
    loop.wait()
    assert run.standing().status is Status.LOST
    assert run.history().epoch >= count


def test_a_loop_that_was_asked_to_stop_sees_it_and_has_stopped_then(root: Path) -> None:
    with Run("spirals", epochs=9, store=root) as run:
        run.log({"val.accuracy": 0.5})
        assert not run.stop_requested
        request_stop(Store(root), [Store(root).run(run.id)])
        assert run.stop_requested
        assert KeptRun(run.folder).standing().status is Status.STOPPING
    assert KeptRun(run.folder).standing().status is Status.STOPPED


def test_one_that_did_all_its_epochs_has_finished_though_it_was_asked_to_stop(root: Path) -> None:
    with Run("spirals", epochs=1, store=root) as run:
        request_stop(Store(root), [Store(root).run(run.id)])
        run.log({"val.accuracy": 0.5})
    assert KeptRun(run.folder).standing().status is Status.FINISHED


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (ValueError("no such colour"), Status.FAILED, "ValueError: no such colour"),
        (KeyboardInterrupt(), Status.STOPPED, "interrupted"),
    ],
)
def test_what_a_loop_raises_ends_the_run_and_goes_on(
    root: Path, error: BaseException, status: Status, reason: str
) -> None:
    run = Run("spirals", store=root)
    with pytest.raises(type(error)), run:
        raise error
    assert KeptRun(run.folder).standing()[:2] == (status, reason)


def test_a_child_that_was_forked_does_not_keep_a_run_alive(root: Path) -> None:
    with python(FORKED, root) as process:
        run, child = Store(root).run(told(process)), int(told(process))
        process.kill()
        process.wait()
        try:
            assert run.standing().status is Status.LOST
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_child_that_was_forked_does_not_end_its_parents_run_and_counts_ids_by_itself(root: Path) -> None:
    code = """
import os, sys
from store.ids import new_id
from store.record import Run
with Run("spirals", store=sys.argv[1]) as run:
    ids = []
    for _ in range(2):
        ends, begins = os.pipe()
        if not os.fork():
            os.write(begins, new_id(0).encode())
            sys.exit(3)
        ids.append(os.read(ends, 100))
        assert os.waitstatus_to_exitcode(os.wait()[1]) == 3
    run.log({"val.accuracy": 0.5})
    print(run.id, len(set(ids)), Store(run.folder.parent).run(run.id).standing().status, flush=True)
    sys.exit(0)
""".replace("import Run", "import Run, Store")
    with python(code, root) as process:
        id_, count, status = told(process).split()
    assert (count, status) == ("2", "running")
    assert Store(root).run(id_).standing().status is Status.FINISHED


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        ({"seed": "3"}, "'seed'"),
        ({"epochs": 10.5}, "'config.training.epochs'"),
        ({"goal": 5}, "'goal'"),
        ({"tags": [1]}, "'tags'"),
        ({"metric": None}, "'config.training.select_metric'"),
    ],
)
def test_what_no_list_could_show_is_refused_before_anything_is_written(
    root: Path, arguments: dict[str, Any], told_of: str
) -> None:
    with pytest.raises(StoreError, match=told_of):
        Run("spirals", store=root, **arguments)
    assert not root.exists()


def test_after_its_end_nothing_can_be_told(root: Path) -> None:
    with Run("spirals", store=root) as run:
        run.log({"val.accuracy": 0.5}, epoch=0)
    with pytest.raises(StoreError, match="has ended, and nothing more can be told"):
        run.log({"val.accuracy": 0.5})


def test_epochs_rise_and_figures_are_numbers(root: Path) -> None:
    with Run("spirals", store=root) as run:
        run.log({"val.accuracy": 0.5}, epoch=3)
        with pytest.raises(StoreError, match=r"epoch: 3 is to be a whole number from 4 on"):
            run.log({"val.accuracy": 0.5}, epoch=3)
        with pytest.raises(StoreError, match=r"metrics: val.accuracy: 'good' is to be a number"):
            run.log({"val.accuracy": "good"})
        assert KeptRun(run.folder).history().epoch == 3


@pytest.mark.parametrize("name", ["", "a/b", "~x", " a", "a@b", 3, "x" * 81])
def test_a_name_that_nobody_could_ask_for_is_refused_and_nothing_is_written(root: Path, name: str) -> None:
    with pytest.raises(StoreError, match="is no name for a variant"):
        Run("spirals", name, store=root)
    assert not root.exists()


def test_it_cannot_be_done_again_by_anything_but_its_own_program(root: Path) -> None:
    with pytest.raises(ValueError, match="x"), Run("spirals", store=root) as run:
        raise ValueError("x")
    store = Store(root)
    for again in (retry_runs, resume_runs):
        with pytest.raises(StoreError, match=rf"spirals/baseline/0 \({run.id}\) was trained by .*, and only that can"):
            again(store, [store.run(run.id)])
    assert [row.status for row in store.rows()] == [Status.FAILED]


def test_seeds_of_equal_settings_are_one_group(root: Path) -> None:
    for seed, rate in ((1, 0.1), (2, 0.1), (2, 0.2)):
        with Run("spirals", seed=seed, settings={"lr": rate}, store=root):
            pass
    assert len({row.config_hash for row in Store(root).rows()}) == 2


def test_it_imports_no_more_than_the_store() -> None:
    heavy = "{'torch', 'numpy', 'pydantic', 'textual', 'rich', 'trainer', 'tui'}"
    code = f"import sys, store.record; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
