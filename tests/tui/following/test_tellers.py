"""How news are told: as lines, and as bars."""

import io
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from store.files import write_json
from store.run import EXIT, Run
from store.status import Status
from tests.support.stores import add_run
from tui.following import tellers, wording
from tui.following.follow import follow
from tui.following.news import Follower, News
from tui.following.tellers import BarTeller, PlainTeller


def lines(runs: Sequence[Run]) -> list[str]:
    """Return what is said of runs that are over."""
    said: list[str] = []
    follow(runs, PlainTeller(said.append, runs), lambda: "")
    return said


def news(run: Run) -> list[News]:
    return list(Follower([run]).news())


def test_a_run_that_finished_is_told_with_its_figures_and_its_place(tmp_path: Path) -> None:
    run = add_run(tmp_path, seed=3)
    begun, over = lines([run])
    assert begun == "decline/baseline/3  began on CPU"
    accuracy = run.history().figures()["test.accuracy"]
    assert over == f"decline/baseline/3  finished after 8s  test accuracy {accuracy:.4f}  goal reached  (1 of 1)"


def test_a_run_that_failed_is_told_with_its_reason_and_its_last_words(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.FAILED)
    (run.folder / "console.log").write_text("one\ntwo\nthree\n\n\x1b[31mfour\x1b[0m\n")
    *_, over, first, _, last = lines([run])
    assert " failed" in over
    assert run.standing().reason in over
    assert (first, last) == ("    two", "    ␛[31mfour␛[0m")


def test_a_run_without_a_console_has_no_last_words(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.FAILED)
    (run.folder / "console.log").unlink(missing_ok=True)
    assert wording.last_words(run) == []


def test_a_goal_that_is_missed_is_told(tmp_path: Path) -> None:
    run = add_run(tmp_path, goal="test.accuracy >= 1.0")
    assert lines([run])[-1].endswith("goal missed  (1 of 1)")


def test_a_name_acts_on_no_terminal(tmp_path: Path) -> None:
    run = add_run(tmp_path, experiment="a\x1b[2Jb")
    assert "\x1b" not in "".join(lines([run]))


def test_epochs_are_told_every_few_seconds_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = add_run(tmp_path, status=Status.RUNNING, epochs=6)
    epoch = next(one for one in news(run) if one.kind == "epoch")
    said: list[str] = []
    teller = PlainTeller(said.append, [run])
    teller.tell(epoch)
    teller.tell(epoch)
    assert len(said) == 1
    assert said[0].startswith("decline/baseline/0  epoch 3/6  val 0.")
    monkeypatch.setattr(tellers, "EPOCH_PAUSE", 0.0)
    teller.tell(epoch)
    assert len(said) == 2


def screen(width: int = 120) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_bars_show_how_far_each_run_is_and_how_many_are_over(tmp_path: Path) -> None:
    runs = [add_run(tmp_path, status=Status.RUNNING, seed=1, epochs=6), add_run(tmp_path, seed=2)]
    console = screen()
    with BarTeller(console, runs) as teller:
        for one in [*news(runs[0]), *news(runs[1])]:
            teller.tell(one)
    picture = shown(console)
    assert "all runs" in picture
    assert "1/2" in picture
    assert "3/6" in picture
    assert "decline/baseline/2  finished" in picture


def test_at_80_columns_bars_leave_room_for_times_and_figures(tmp_path: Path) -> None:
    run = add_run(tmp_path, variant="larger_steps", status=Status.RUNNING, epochs=6)
    console = screen(80)
    with BarTeller(console, [run]) as teller:
        for one in news(run):
            teller.tell(one)
    assert "0:00:00 --:-- val 0.8352  train 0.8552\n" in shown(console)


def test_a_run_that_stops_says_so_beside_its_bar(tmp_path: Path) -> None:
    console = screen()
    run = add_run(tmp_path, status=Status.STOPPING)
    with BarTeller(console, [run]) as teller:
        for one in news(run):
            teller.tell(one)
    assert "stopping …" in shown(console)


def test_bars_take_names_literally(tmp_path: Path) -> None:
    console = screen()
    run = add_run(tmp_path, experiment="[red]x[/red]", status=Status.FAILED)
    with BarTeller(console, [run]) as teller:
        for one in news(run):
            teller.tell(one)
    assert "[red]x[/red]/baseline/0" in shown(console)


def test_bars_take_remarks_and_last_words_literally(tmp_path: Path) -> None:
    console = screen()
    run = add_run(tmp_path, status=Status.FAILED)
    (run.folder / "console.log").write_text("a tensor of [red] and [/nothing]\n")
    with BarTeller(console, [run]) as teller:
        teller.remark("waits for [bold]GPU 0")
        for one in news(run):
            teller.tell(one)
    assert "waits for [bold]GPU 0\n" in shown(console)
    assert "    a tensor of [red] and [/nothing]\n" in shown(console)


def test_names_are_aligned_so_that_lines_can_be_read_down(tmp_path: Path) -> None:
    runs = [add_run(tmp_path, variant="a"), add_run(tmp_path, variant="longer", created=1.0)]
    said = lines(runs)
    assert len({line.index("  began") for line in said if "began" in line}) == 1


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look after the runs at every turn."""
    monkeypatch.setattr("tui.following.follow.CARE", 0.0)


class Care:
    """Says why runs wait, and stops them when it is asked for the last time."""

    def __init__(self, runs: Sequence[Run], *answers: str) -> None:
        self.runs, self.answers, self.asked = runs, answers, 0

    def __call__(self) -> str:
        self.asked += 1
        if self.asked == len(self.answers):
            for run in self.runs:
                if run.standing().status is Status.RUNNING:
                    write_json(run.folder / EXIT, {"status": 1, "signal": None, "ended": time.time()})
                with run.change_state() as state:
                    state["stop_requested"] = 1.0
        return self.answers[self.asked - 1]


WAITING = "others have the devices"


@pytest.mark.usefixtures("impatient")
def test_following_takes_care_that_runs_are_done_and_says_once_why_they_wait(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.QUEUED)
    said: list[str] = []
    care = Care([run], WAITING, WAITING, WAITING)
    assert follow([run], PlainTeller(said.append, [run]), care) == {run.id: Status.STOPPED}
    assert said.count(WAITING) == 1


@pytest.mark.usefixtures("impatient")
def test_why_runs_wait_is_not_told_while_one_is_under_way(tmp_path: Path) -> None:
    runs = [add_run(tmp_path, status=Status.RUNNING), add_run(tmp_path, seed=1, status=Status.QUEUED)]
    said: list[str] = []
    care = Care(runs, WAITING, WAITING)
    follow(runs, PlainTeller(said.append, runs), care)
    assert care.asked == 2
    assert WAITING not in said


@pytest.mark.usefixtures("impatient")
def test_that_runs_wait_no_more_is_not_told(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.QUEUED)
    said: list[str] = []
    follow([run], PlainTeller(said.append, [run]), Care([run], WAITING, ""))
    assert said[0] == WAITING
    assert "" not in said


def test_bars_make_room_for_a_remark(tmp_path: Path) -> None:
    console = screen()
    with BarTeller(console, []) as teller:
        teller.remark(WAITING)
    assert WAITING in shown(console)


def bars(run: Run, width: int = 80) -> str:
    """Return all that is sent to a terminal while a run is followed by bars."""
    screen = io.StringIO()
    teller = BarTeller(Console(file=screen, width=width, force_terminal=True, legacy_windows=False), [run])
    with teller:
        teller.remark("waiting for \x1b]0;EVIL\x07 :bomb:")
        for one in news(run):
            teller.tell(one)
    return screen.getvalue()


def test_bars_show_what_others_wrote_literally(tmp_path: Path) -> None:
    sent = bars(add_run(tmp_path, status=Status.FAILED, experiment=":bomb: [red]x"))
    assert "␛]0;EVIL␇ :bomb:" in sent
    assert ":bomb: [red]x/baseline/0" in sent


def test_a_long_name_leaves_the_bar_its_room(tmp_path: Path) -> None:
    sent = bars(add_run(tmp_path, experiment="L" * 300))
    assert "L" * 30 + "…" in sent
    assert "0/5 " in sent
