"""The process that reads examples: how it is started, what it says, and that it never outlives who asks."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from store.run import Run
from tests.support.answers import keep_answers
from tests.support.shown import add_shown_runs, readers
from tests.support.stores import CONFIG, add_run
from trainer.launch.errors import LaunchError
from trainer.launch.showing import LONGEST_SIDE, ExampleReader
from trainer.plan.plugins import find_plugin, trust

PLUGIN = """
import numpy as np
from trainer.data.base import DataSource
from trainer.data.examples import Examples, Splits

print("a word that nobody asked for")


class Dots(DataSource):
    \"\"\"Ten pictures a class, each as light as its label.\"\"\"

    def read(self):
        {read}
        print("and another one")
        labels = np.repeat(np.arange(2), 10)
        pixels = np.repeat(labels * 255, 16).astype(np.uint8).reshape(-1, 4, 4, 1)
        return Splits("images", ("dark", "light"), Examples(pixels, labels))

    def fingerprint(self):
        return "dots"
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return add_shown_runs(tmp_path / "runs")[0]


def plugin_run(tmp_path: Path, read: str = "") -> Run:
    """Return a run on data that a plug-in has; trust is kept in the test's folder."""
    file = tmp_path / "dots.py"
    file.write_text(PLUGIN.format(read=read))
    run = add_run(
        tmp_path / "runs",
        config=CONFIG | {"data": {"name": "dots"}},
        data_fingerprint=None,
        plugins=[{"path": str(file), "sha256": find_plugin(file).sha256}],
    )
    keep_answers(run.folder, [0, 0, 1, 1], [0, 0, 0, 0], ["dark", "light"])
    return run


@pytest.fixture(autouse=True)
def own_trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_no_more_pixels_are_sent_than_can_be_looked_at(run: Run) -> None:
    with ExampleReader(run, "test") as reader:
        assert reader.opened().kind == "images"
        pixels = reader.show(0, (1000, 1000)).pixels
        assert pixels is not None
        assert max(pixels.width, pixels.height) == LONGEST_SIDE
        assert len(pixels.values) == pixels.width * pixels.height


def test_closing_ends_the_process(run: Run) -> None:
    reader = ExampleReader(run, "test")
    (child,) = readers()
    reader.close()
    reader.close()
    assert not child.is_running()
    with pytest.raises(LaunchError, match="has ended"):
        reader.show(0)


def test_a_process_that_was_killed_is_told(run: Run) -> None:
    with ExampleReader(run, "test") as reader:
        reader.opened()
        (child,) = readers()
        child.kill()
        child.wait()
        with pytest.raises(LaunchError, match="the process that reads the data has ended"):
            reader.show(0)


def test_a_process_that_cannot_begin_is_told_with_its_last_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho first >&2\necho no memory >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with ExampleReader(run, "test") as reader, pytest.raises(LaunchError, match="has ended: no memory"):
        reader.opened()


def test_the_process_ends_when_whoever_asked_is_killed(run: Run) -> None:
    text = (
        "import sys; from pathlib import Path; from store.run import Run;"
        "from trainer.launch.showing import ExampleReader;"
        "reader = ExampleReader(Run(Path(sys.argv[1])), 'test'); reader.opened();"
        "print(reader._child.pid, flush=True); sys.stdin.read()"
    )
    call = [sys.executable, "-c", text, str(run.folder)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        child = psutil.Process(int(asking.stdout.readline()))
        asking.kill()
        psutil.wait_procs([child], timeout=20)
        assert not child.is_running()


def test_data_of_a_plug_in_that_nobody_trusts_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match=r"dots\.py: is code that was never trusted here"):
        ExampleReader(plugin_run(tmp_path), "test")
    assert readers() == []


def test_what_a_trusted_plug_in_prints_is_no_answer(tmp_path: Path) -> None:
    run = plugin_run(tmp_path)
    trust(find_plugin(tmp_path / "dots.py"))
    with ExampleReader(run, "test") as reader:
        assert reader.opened().count == 4
        lights = [shown.pixels.values[0] for place in range(4) if (shown := reader.show(place, (4, 4))).pixels]
    assert lights == [0, 0, 255, 255]


def test_whatever_a_plug_in_raises_is_told(tmp_path: Path) -> None:
    run = plugin_run(tmp_path, "raise KeyError('nowhere')")
    trust(find_plugin(tmp_path / "dots.py"))
    with ExampleReader(run, "test") as reader, pytest.raises(LaunchError, match="KeyError: 'nowhere'"):
        reader.opened()
