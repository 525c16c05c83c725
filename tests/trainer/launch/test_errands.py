"""Errands: one process at a time, found by its lock, started detached, and stopped."""

import os
import signal
import sys
from pathlib import Path

import pytest

from store.store import Store
from tests.trainer.launch.scene import wait_until
from trainer.launch.errands import Errand
from trainer.launch.errors import LaunchError

AT_IT = """
import sys, time
from pathlib import Path
from trainer.launch.errands import Errand
with Errand(Path(sys.argv[1]), ("why/tuned", "against", "baseline")).taken({"share": 0.7}):
    print("at it", flush=True)
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        print("leaving", flush=True)
"""


@pytest.fixture
def errand(store: Store) -> Errand:
    return Errand(store.root, ("why/tuned", "against", "baseline"))


def command(errand: Errand, program: str = AT_IT) -> list[str]:
    return [sys.executable, "-c", program, str(errand.root)]


def test_who_takes_an_errand_says_who_it_is_and_lets_go_at_the_end(errand: Errand) -> None:
    assert not errand.is_under_way()
    assert errand.about() == {}
    with errand.taken({"share": 0.7}):
        assert errand.is_under_way()
        about = errand.about()
        assert (about["pid"], about["asked"], about["detached"]) == (os.getpid(), {"share": 0.7}, False)
    assert not errand.is_under_way()
    assert errand.about()["asked"] == {"share": 0.7}, "what was asked last can be told afterwards"


def test_a_second_one_says_that_one_is_at_it(errand: Errand) -> None:
    with errand.taken({}):
        told = f"why/tuned against baseline: process {os.getpid()} is at it already, since 2"
        with pytest.raises(LaunchError, match=told), errand.taken({}):
            raise AssertionError("both were at it")
        with pytest.raises(LaunchError, match=told):
            errand.start(command(errand))
    with Errand(errand.root, ("why/other",)).taken({}):
        assert not errand.is_under_way()


def test_one_that_is_started_has_a_session_and_a_console_of_its_own_and_can_be_stopped(errand: Errand) -> None:
    errand.start(command(errand))
    about = errand.about()
    assert about["detached"]
    assert os.getsid(about["pid"]) == about["pid"]
    assert str(errand.console) in errand.told()
    wait_until(lambda: "at it" in errand.console.read_text())
    errand.stop()
    assert not errand.is_under_way()
    wait_until(lambda: "leaving" in errand.console.read_text())
    with pytest.raises(LaunchError, match="nobody is at it"):
        errand.stop()


def test_one_that_is_killed_leaves_the_errand_to_the_next(errand: Errand) -> None:
    errand.start(command(errand))
    os.kill(errand.about()["pid"], signal.SIGKILL)
    wait_until(lambda: not errand.is_under_way())
    with errand.taken({}):
        assert errand.about()["pid"] == os.getpid()


def test_one_that_cannot_begin_is_told_in_its_own_words(errand: Errand) -> None:
    with pytest.raises(LaunchError, match=r"^nothing to be done$"):
        errand.start(command(errand, "import sys; print('nothing to be done'); sys.exit(2)"))
    with pytest.raises(LaunchError, match="no module named 'torchh'"):
        errand.start([sys.executable, "-c", "raise SystemExit(\"no module named 'torchh'\")"])
    errand.start(command(errand, "pass"))


@pytest.mark.parametrize("words", [("../../x", "against", "y"), ("é\x1b[31m/a", "against", "b"), ("x" * 500,)])
def test_names_lead_nowhere_else(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Errand(tmp_path, words).taken({}):
        (lock,) = tmp_path.glob("errands/*")
        assert lock.name.isascii()
        assert len(lock.name) < 100


def test_what_was_written_by_somebody_else_is_no_crash(errand: Errand) -> None:
    with errand.taken({}):
        pass
    for content in ("", "[]", "{", '{"t": "soon", "pid": "x"}'):
        errand.lock.write_text(content)
        assert isinstance(errand.about(), dict)
        assert "process" in errand.told()
