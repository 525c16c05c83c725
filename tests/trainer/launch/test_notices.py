"""Commands of a person's own that are told how runs and experiments end."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from store.files import hold
from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.scene import begin, events, over, pid_of, queue, wait_until
from trainer.launch import notices
from trainer.launch.devices import Devices
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.dispatching import LOCK, Dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.notices import Ending, Notices, ending_of
from trainer.launch.resume import resume_runs
from trainer.launch.stop import request_stop
from trainer.launch.terms import Terms, parse_command

LISTEN = """
import json, os, sys
told = {name: value for name, value in os.environ.items() if name.startswith("BACKSLIDE_")}
with open(sys.argv[1], "a") as file:
    file.write(json.dumps({"told": told, "json": json.load(sys.stdin), "words": sys.argv[2:]}) + "\\n")
"""


@pytest.fixture
def listener(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "listen.py").write_text(LISTEN)
    return (sys.executable, str(tmp_path / "listen.py"), str(tmp_path / "heard"), "$(touch evil)", "; touch evil")


def heard(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "heard").read_text().splitlines()]


def spent(teller: Notices) -> bool:
    teller.go_on()
    return not teller.busy


def on(terms: Terms, *runs: Run) -> list[Run]:
    for run in runs:
        with run.change_state() as state:
            state.update(terms.as_state())
    return list(runs)


def test_each_run_and_then_the_experiment_is_told_with_what_is_known(
    store: Store, tmp_path: Path, listener: tuple[str, ...]
) -> None:
    good, bad = on(Terms(notify=listener), *queue(store), *queue(store, end="failed"))
    on(Terms(notify=listener), *queue(store, needs=[bad]))
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    told = heard(tmp_path)
    assert sorted(one["told"]["BACKSLIDE_STATUS"] for one in told[:-1]) == ["failed", "finished", "skipped"]
    assert {one["told"]["BACKSLIDE_EVENT"] for one in told[:-1]} == {"run"}
    (failed,) = [one for one in told if one["json"].get("id") == bad.id]
    assert (
        failed["told"]["BACKSLIDE_REASON"] == failed["json"]["reason"] == "the loss is not finite; lower optimizer.lr"
    )
    assert failed["told"]["BACKSLIDE_NAME"] == bad.name
    assert failed["told"]["BACKSLIDE_STORE"] == str(store.root.resolve())
    last = told[-1]["json"]
    assert (last["event"], last["status"], last["reason"]) == ("experiment", "ended", "1 failed, 1 finished, 1 skipped")
    assert {run["id"] for run in last["runs"]} == {row.id for row in store.rows()}
    assert told[0]["words"] == ["$(touch evil)", "; touch evil"], "no shell has looked at it"
    assert good.state()["notified"]


def test_what_ended_while_no_dispatcher_lived_is_told_by_the_next_and_once(
    store: Store, tmp_path: Path, listener: tuple[str, ...]
) -> None:
    run = begin(store)
    on(Terms(notify=listener), run)
    os.kill(pid_of(store), 9)
    wait_until(lambda: over([run]))
    for _ in range(2):
        ensure_dispatcher(store)
        wait_until(lambda: not is_alive(store.root))
    assert [one["json"]["event"] for one in heard(tmp_path)] == ["run", "experiment"]


def test_a_run_that_goes_on_is_told_again_when_it_ends(store: Store, tmp_path: Path, listener: tuple[str, ...]) -> None:
    (run,) = on(Terms(notify=listener), *queue(store, epochs=4, seconds=0.3))
    ensure_dispatcher(store)
    wait_until(lambda: events(run, "epoch"))
    request_stop(store, [run])
    wait_until(lambda: over([run]) and not is_alive(store.root))
    resume_runs(store, [run])
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert [one["json"]["status"] for one in heard(tmp_path) if one["json"]["event"] == "run"] == [
        "stopped",
        "finished",
    ]


def test_what_others_wrote_does_nothing_to_the_command(tmp_path: Path, listener: tuple[str, ...], store: Store) -> None:
    (run,) = queue(store)
    reason = "\x1b]52;c;evil\x07\0" + "x" * 5000
    teller = Notices(store)
    teller.tell([Ending(run, listener, run.standing().status, reason)], [])
    wait_until(lambda: spent(teller))
    told = heard(tmp_path)[0]
    assert told["told"]["BACKSLIDE_REASON"].startswith(r"\x1b]52;c;evil\x07\x00xxx")
    assert len(told["told"]["BACKSLIDE_REASON"]) == notices.LONGEST_TEXT
    assert told["json"]["reason"] == reason
    request_stop(store, [run])


def test_a_command_that_hangs_or_is_gone_holds_nothing_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LONGEST", 0.2)
    (run,) = queue(store)
    teller = Notices(store)
    for command in (("sleep", "600"), ("/nowhere/at-all",)):
        teller.tell([Ending(run, command, run.standing().status, "")], ["scene"])
    teller.go_on()
    assert teller.busy
    wait_until(lambda: spent(teller))
    assert "/nowhere/at-all: cannot be run" in (store.root / notices.LOG).read_text()
    request_stop(store, [run])


def test_a_command_is_parted_into_words_and_its_program_must_be_there() -> None:
    assert parse_command("sh -c 'echo \"a b\"'")[1:] == ("-c", 'echo "a b"')
    assert Path(parse_command("sh")[0]).is_absolute()
    with pytest.raises(LaunchError, match="there is no program 'no-such-program' to run"):
        parse_command("no-such-program --loud")
    for text, problem in (("'open", "No closing quotation"), ("", "there is no program ''")):
        with pytest.raises(LaunchError, match=problem):
            parse_command(text)


def test_a_run_that_went_on_before_its_notice_was_sent_is_told_when_it_ends_again(
    store: Store, listener: tuple[str, ...]
) -> None:
    run = add_run(store.root, status=Status.FAILED)
    on(Terms(notify=listener), run)
    ending = ending_of(run)
    assert ending is not None
    teller = Notices(store)
    teller.tell([ending], [])
    resume_runs(store, [run])
    wait_until(lambda: spent(teller))
    assert run.state()["notified"] is None
    request_stop(store, [run])


def test_an_experiment_is_not_over_while_a_run_of_it_is_put_back(
    store: Store, tmp_path: Path, listener: tuple[str, ...]
) -> None:
    on(Terms(notify=listener, retries=1), *queue(store, end="failed"))
    on(Terms(notify=listener), *queue(store))
    worker = Dispatcher(store, hold(store.root / LOCK), Devices(2))
    worker.step()
    wait_until(lambda: all(process.poll() is not None for process in worker.supervisors.values()))
    worker.work()
    told = [one["json"] for one in heard(tmp_path) if one["json"]["event"] == "experiment"]
    assert [one["reason"] for one in told] == ["1 failed, 1 finished"]


def test_a_run_is_marked_as_told_only_once_its_experiment_is(store: Store, listener: tuple[str, ...]) -> None:
    run = add_run(store.root, status=Status.FAILED)
    on(Terms(notify=listener), run)
    ending = ending_of(run)
    assert ending is not None
    teller = Notices(store)
    teller.tell([ending], [])
    teller.go_on()
    assert teller.busy
    assert run.state()["notified"] is None, "were this one killed now, the next would tell both"
    wait_until(lambda: spent(teller))
    assert run.state()["notified"]


def test_a_command_that_fails_is_noted(store: Store) -> None:
    run = add_run(store.root, status=Status.FAILED)
    on(Terms(notify=("false",)), run)
    ending = ending_of(run)
    assert ending is not None
    teller = Notices(store)
    teller.tell([ending], ["decline"])
    wait_until(lambda: spent(teller))
    assert "('false',) ended with status 1" in (store.root / notices.LOG).read_text()
