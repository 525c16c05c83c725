"""`backslide run`, with children that take milliseconds."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pexpect
import pytest

from store.store import Store
from tests.support.experiments import QUICK
from tests.support.stores import add_run
from tests.trainer.launch.scene import events, over, use_stand_ins, wait_until
from trainer.launch import claims
from trainer.launch.dispatcher import about, is_alive
from trainer.plan.experiment import load_experiment
from trainer.plan.parse import dump_config
from tui.commands import main
from tui.commands.common import call

HEAD = """
title = "Why?"
goal = "test.accuracy >= 0.7"
seeds = 1
"""
FILE = f'{HEAD}{QUICK}network = {{start = "variant:baseline"}}\n'
BACKSLIDE = [sys.executable, "-m", "tui"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in a folder with an experiment, on a machine of its own."""
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "why.toml").write_text(FILE)
    yield
    wait_until(lambda: not is_alive(tmp_path / "runs"))


def act(monkeypatch: pytest.MonkeyPatch, **act: object) -> None:
    """Let the children of this test do something else than finish."""
    script = Path("child.py").absolute()
    script.write_text(
        "import json, sys; from pathlib import Path\n"
        "from tests.trainer.launch import stand_in\n"
        f"stand_in.main.__defaults__, act = None, {act!r}\n"
        "read = stand_in.read_json\n"
        "stand_in.read_json = lambda path: read(path) | {'act': act}\n"
        "sys.exit(stand_in.main(Path(sys.argv[1])))\n"
    )
    monkeypatch.setenv("BACKSLIDE_CHILD", str(script))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))


def test_an_experiment_is_run_to_its_result_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "2 runs queued"
    assert "why/baseline/1  began on CPU" in lines
    assert any(line.startswith("why/tuned/1     finished") and line.endswith("(2 of 2)") for line in lines)
    table = lines[lines.index("Results") :]
    assert [line.split()[:2] for line in table[2:4]] == [["baseline", "0.750"], ["tuned", "0.750"]]


def test_the_second_time_there_is_nothing_to_do_but_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "why.toml"])
    capsys.readouterr()
    assert main(["run", "why.toml"]) == 0
    output = capsys.readouterr().out
    assert output.startswith("0 runs queued, 2 done before (--again does them anew)\n")
    assert "Results" in output
    assert "began" not in output
    assert main(["run", "why.toml", "--again", "--only", "baseline"]) == 0
    assert capsys.readouterr().out.startswith("1 run queued\n")


def test_for_scripts_only_the_table_is_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["title"] == "why"
    assert "why/tuned/1     finished" in captured.err


def test_a_run_that_fails_ends_the_command_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    act(monkeypatch, end="failed")
    assert main(["run", "why.toml"]) == 1
    output = capsys.readouterr().out
    assert "why/baseline/1  failed after 0s: the loss is not finite; lower optimizer.lr  (1 of 2)" in output
    assert "why/tuned/1     skipped: needs why/baseline/1, which failed  (2 of 2)" in output


def test_detached_runs_are_queued_and_done_while_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml", "--detach", "--seeds", "4,5", "--set", "training.epochs=2"]) == 0
    queued, ways = capsys.readouterr().out.splitlines()
    assert queued == "4 runs queued"
    (follow,) = re.findall(r"`backslide (run [^`]*)` follows them", ways)
    runs = [Store(Path("runs")).run(row.id) for row in Store(Path("runs")).rows()]
    wait_until(lambda: over(runs))
    assert min(run.name for run in runs) == "why/baseline/4"
    assert main(shlex.split(follow)) == 0
    assert capsys.readouterr().out.startswith("0 runs queued, 4 done before")


def test_terms_are_kept_with_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml", "-d", "--priority", "2", "--retries", "3", "--time-limit", "1h30m"]) == 0
    store = Store(Path("runs"))
    for run in map(store.run, store.ids()):
        assert [run.state()[name] for name in ("priority", "retries", "time_limit")] == [2, 3, 5400.0]
    assert main(["run", "why.toml", "--time-limit", "soon"]) == 2
    assert capsys.readouterr().err.startswith("'soon' is no length of time; one is 90s")


def test_runs_that_were_stopped_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    act(monkeypatch, epochs=4, seconds=0.25)
    assert main(["run", "why.toml", "--detach"]) == 0
    runs = [Store(Path("runs")).run(row.id) for row in Store(Path("runs")).rows()]
    wait_until(lambda: runs[0].history().position)
    assert main(["stop", "why"]) == 0
    wait_until(lambda: over(runs))
    capsys.readouterr()
    assert main(["run", "why.toml"]) == 0
    assert capsys.readouterr().out.startswith(
        "0 runs queued, 2 that had been stopped, lost or skipped going on (--again"
    )
    assert [event["epoch"] for event in runs[0].history().epochs] == [1, 2, 3, 4]
    assert runs[0].history().resumed


def test_what_to_type_is_quoted_and_names_the_store_and_a_program_that_is_not_on_the_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", [str(Path("bin/backslide").absolute())])
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert call("stop", "two words", store=Path("my runs")) == "bin/backslide stop 'two words' --store 'my runs'"
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/backslide")
    assert call("stop", "why", store=Path("runs")) == "backslide stop why"


def test_a_dry_run_shows_the_runs_and_queues_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml", "--dry-run", "--format", "json", "--set", "training.epochs=3"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["key"] for row in rows] == ["baseline/1", "tuned/1"]
    assert not Path("runs").exists()


def test_a_dry_run_says_what_is_there_already_as_the_run_itself_would(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml", "--only", "baseline"]) == 0
    (row,) = Store(Path("runs")).rows()
    capsys.readouterr()
    assert main(["run", "why.toml", "--dry-run"]) == 0
    title, _, *lines = capsys.readouterr().out.splitlines()
    assert title == "1 run to do, in this order; 1 there already (--again does them anew)"
    assert lines[0].endswith(row.id)
    assert not lines[1].endswith(row.id)
    assert len(Store(Path("runs")).rows()) == 1
    assert main(["run", "why.toml", "--dry-run", "--again"]) == 0
    title, header, *_ = capsys.readouterr().out.splitlines()
    assert title == "2 runs to do, in this order"
    assert "there already" not in header


def test_a_dry_run_tells_how_long_it_takes_as_far_as_that_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "why.toml", "--dry-run"]) == 0
    assert "how long it takes is not known: nothing like it was run here; " in capsys.readouterr().out
    tuned = load_experiment(Path("why.toml")).variants["tuned"]
    add_run(Path("runs"), experiment="why", variant="tuned", config=dump_config(tuned))
    assert main(["run", "why.toml", "--dry-run"]) == 0
    assert "about 2s, from 1 earlier run; " in capsys.readouterr().out


def test_a_dry_run_imports_no_torch() -> None:
    code = "import sys; from tui.commands import main; status = main(['run', 'why.toml', '-n'])"
    call = [sys.executable, "-c", f"{code}; sys.exit(status or 'torch' in sys.modules)"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    assert subprocess.run(call, env=environment, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "training.epoch=3"], "training.epoch"),
        (["--only", "tund"], "no variant is called 'tund' (did you mean 'tuned'?)"),
        (["--seeds", "1,x"], "--seeds 1,x: whole numbers are expected, as in 1,2,3 or 6-10"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_queued(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "why.toml", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not Path("runs").exists()


def test_code_of_the_experiment_s_own_runs_only_if_somebody_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.py").write_text("from pathlib import Path\nPath('ran').touch()\n")
    Path("why.toml").write_text('plugins = ["mine.py"]\n' + FILE)
    assert main(["run", "why.toml"]) == 2
    assert "mine.py: this plug-in is code; read it, then say --trust" in capsys.readouterr().err
    assert not Path("ran").exists()
    assert main(["run", "why.toml", "--trust", "--dry-run"]) == 0
    assert Path("ran").exists()
    assert main(["run", "why.toml"]) == 0, "it is remembered"
    Path("mine.py").write_text("raise RuntimeError\n")
    assert main(["run", "why.toml"]) == 2, "other content is not"


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_the_following_and_not_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    act(monkeypatch, epochs=2, seconds=0.4)
    command = [*BACKSLIDE, "run", "why.toml"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "began" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.startswith("training goes on; `backslide` shows them, `backslide run why.toml` follows them")
    assert "`backslide stop why` stops them" in said
    store = Store(Path("runs"))
    runs = [store.run(row.id) for row in store.rows()]
    wait_until(lambda: over(runs))
    assert [len(events(run, "epoch")) for run in runs] == [2, 2]


def test_training_goes_on_when_the_terminal_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    act(monkeypatch, epochs=2, seconds=0.3)
    terminal = pexpect.spawn(
        sys.executable, ["-m", "tui", "run", "why.toml"], env=dict(os.environ), dimensions=(24, 100)
    )
    terminal.expect("why/baseline/1", timeout=30)
    terminal.close(force=True)
    store = Store(Path("runs"))
    runs = [store.run(row.id) for row in store.rows()]
    wait_until(lambda: over(runs))
    assert {str(run.standing().status) for run in runs} == {"finished"}


def test_on_a_terminal_there_are_bars_and_then_the_table() -> None:
    terminal = pexpect.spawn(
        sys.executable, ["-m", "tui", "run", "why.toml"], env=dict(os.environ), dimensions=(24, 100), encoding="utf-8"
    )
    output = terminal.read()
    assert "all runs" in output
    assert output.index("why/tuned/1     finished") < output.index("Results")
    terminal.close()
    assert terminal.exitstatus == 0


def test_who_follows_brings_a_killed_dispatcher_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.following.follow.CARE", 0.1)
    act(monkeypatch, epochs=1, seconds=0.3)
    root = Path("runs").absolute()

    def kill_the_first() -> None:
        wait_until(lambda: about(root).get("pid"))
        os.kill(about(root)["pid"], signal.SIGKILL)

    killer = Thread(target=kill_the_first)
    killer.start()
    assert main(["run", "why.toml"]) == 0
    killer.join()


def test_a_run_that_waits_for_another_store_s_runs_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tui.following.follow.CARE", 0.1)
    taken = [claims.take(f"cpu-{slot}", {"run": "r1", "store": "/others/runs"}) for slot in range(2)]

    def let_go_when_told() -> None:
        wait_until(lambda: is_alive(tmp_path / "runs"))
        time.sleep(0.5)
        for descriptor in taken:
            assert descriptor is not None
            os.close(descriptor)

    other = Thread(target=let_go_when_told)
    other.start()
    assert main(["run", "why.toml"]) == 0
    other.join()
    assert "waiting for a free device; runs of /others/runs have some\n" in capsys.readouterr().out
