"""`backslide queue`."""

import json
import time
from pathlib import Path

import pytest

from store.line import line, moment
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from trainer.launch.line import set_until
from tui.commands import main


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose dispatcher nobody starts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trainer.launch.dispatcher.ensure_dispatcher", lambda _: None)
    return make_store(tmp_path / "runs", 4, statuses=(Status.QUEUED,), variants=("baseline", "tuned"))


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    capsys.readouterr()
    assert main(["queue", *words, "--format", "json"]) == 0
    return [row["values"]["run"] for row in json.loads(capsys.readouterr().out)["rows"]]


def test_runs_are_listed_in_their_order_and_moved(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = listed(capsys)
    assert main(["queue", before[2], "--move", "first"]) == 0
    assert capsys.readouterr().out == "1 run has another turn\n"
    assert listed(capsys) == [before[2], before[0], before[1], before[3]]
    assert main(["queue", "decline/tuned", "--priority", "3"]) == 0
    assert {name.split("/")[1] for name in listed(capsys)[:2]} == {"tuned"}


def test_a_run_says_why_it_waits_and_the_queue_that_it_is_paused(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    name = listed(capsys)[0]
    main(["queue", name, "--pause"])
    main(["queue", "--pause"])
    capsys.readouterr()
    main(["queue"])
    out = capsys.readouterr().out
    assert out.count("the queue is paused") == 4
    assert "paused\n" in out
    assert "`backslide queue --go-on` lets runs go on" in out
    assert main(["queue", "--go-on"]) == 0
    assert main(["queue", "decline", "--go-on"]) == 0
    assert capsys.readouterr().out == "runs begin again\n1 run goes on\n"


def test_the_end_of_its_time_is_said_shown_and_taken_back(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    when = moment(time.time() + 7200)
    assert main(["queue", "--until", when]) == 0
    assert capsys.readouterr().out == f"on {when} everything is paused; `backslide queue --go-on` lets it go on then\n"
    main(["queue"])
    assert f"on {when} everything is paused" in capsys.readouterr().out
    set_until(store, time.time() - 1)
    main(["queue"])
    assert "the queue's time was over on" in capsys.readouterr().out
    assert main(["queue", "--until", "never"]) == 0
    assert line(store.root)["until"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--pause", "--go-on"], "queue: --move, --priority, --pause, --go-on and --until are said one at a time\n"),
        (
            ["decline", "--until", "8:00"],
            "queue: --until is said of the whole queue; `run --time-limit` is said of runs\n",
        ),
        (["--until", "soon"], "'soon' is no length of time; one is 90s, 30m, 2h, 1d or 1h30m\n"),
        (["--move", "up"], "queue: name the runs that are to have another turn\n"),
        (["done", "--move", "up"], "queue: none of these waits\n"),
        (["done", "--pause"], "queue: all of these have ended\n"),
        (["decline", "--go-on"], "queue: none of these is paused\n"),
    ],
)
def test_what_cannot_be_done_is_said(
    store: Store, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    add_run(store.root, experiment="done")
    assert main(["queue", *words]) == 2
    assert capsys.readouterr().err == sentence


def test_an_empty_queue_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["queue", "--store", str(tmp_path / "none")]) == 0
    assert "no run waits" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_what_waits_for_a_device_and_what_was_paused_is_told(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.launch.claims.held", lambda: iter([("cpu-0", {"store": "/others/runs"}), ("x", {})]))
    paused = add_run(store.root, variant="paused", status=Status.STOPPED)
    with paused.change_state() as state:
        state["paused"] = 1.0
    main(["queue"])
    out = capsys.readouterr().out
    assert out.count("waits for a free device; runs of /others/runs have some\n") == 4
    assert "1 run that trained is paused: `backslide queue NAME --go-on` lets a run go on" in out
