"""The main job in a real terminal with real children, by keys: launch, watch, be killed, go on, compare, export."""

import base64
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median

import pytest

from store.status import Status
from store.store import Store
from tests.end_to_end.terminal import PATIENCE, Terminal
from trainer.launch.dispatcher import about
from trainer.launch.stop import request_stop

EPOCHS = 120
EXPERIMENT = f"""\
title = "Three digits, a small network"
goal = "test.accuracy >= 0.5"
seeds = [1]

[base]
data = {{ name = "digits", classes = ["0", "1", "2"] }}
network = {{ name = "small_cnn", width = 8, depth = 2, start = "variant:source" }}
optimizer = {{ name = "adam", lr = 0.003 }}
training = {{ epochs = {EPOCHS}, batch_size = 8, device = "cpu" }}

[variants.source]
network = {{ start = "none" }}
training = {{ epochs = 2 }}

[variants.baseline]
training = {{ epochs = 3 }}

[variants.tuned]
regularizers = {{ label_smoothing = {{ amount = 0.3 }} }}
"""
SLOWEST = 0.5
"""Seconds from the writing of a figure until it is on screen."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a working folder with one experiment file; at the end, whatever is left of the store's processes goes."""
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", "2")
    monkeypatch.setenv("BACKSLIDE_GRACE", "5")
    work = tmp_path / "work"
    (work / "experiments").mkdir(parents=True)
    (work / "experiments" / "small.toml").write_text(EXPERIMENT)
    yield work
    store = Store(work / "runs")
    live = [store.run(row.id) for row in store.rows() if not row.status.ended]
    request_stop(store, live)
    if pid := about(work / "runs").get("pid"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def opened(folder: Path) -> Terminal:
    return Terminal([str(Path(sys.executable).with_name("backslide"))], folder, {"NO_COLOR": ""})


def launch_with_one_setting_changed(terminal: Terminal) -> None:
    terminal.wait_for("n launches an experiment")
    terminal.press("n")
    terminal.wait_for("experiments/small.toml")
    terminal.press("enter")
    terminal.wait_for("3 runs: 3 new, 0 reused")
    terminal.press("2")
    terminal.wait_for("v For")
    terminal.press("/")
    terminal.wait_for("Keep")
    terminal.press("optimizer.lr", "enter")
    terminal.wait_for("v For")
    for scope in ("source", "baseline", "tuned"):
        terminal.press("v")
        terminal.wait_for(f"Settings for {scope}")
    terminal.press("enter")
    terminal.wait_for("optimizer.lr for tuned")
    terminal.press("ctrl+u", "0.05")
    terminal.wait_for("this is right")
    terminal.press("enter")
    terminal.wait_for("optimizer.lr = 0.05")
    terminal.press("s")
    terminal.wait_for("3 runs queued")


def line_of(text: str, variant: str) -> str:
    return next((line for line in text.splitlines() if f" {variant}" in line), "")


def epoch_on_screen(text: str, variant: str) -> int:
    """Return how many epochs of a variant's one run the list shows."""
    done = next((word for word in line_of(text, variant).split() if word.endswith((f"/{EPOCHS}", "/3", "/2"))), "0/0")
    return int(done.partition("/")[0])


def written_epochs(folder: Path) -> dict[int, float]:
    """Return when each epoch of tuned was written."""
    run = Store(folder / "runs").find("small/tuned/1")
    return {event["epoch"]: event["t"] for event in run.history().epochs}


def watch_epochs(terminal: Terminal, until: int) -> dict[int, float]:
    """Return when each epoch of tuned came on screen, up to an epoch; one that was passed over came with the next."""
    seen: dict[int, float] = {}
    deadline = time.monotonic() + PATIENCE
    while len(seen) < until:
        shown, now = epoch_on_screen(terminal.text(), "tuned"), time.time()
        for epoch in range(len(seen) + 1, shown + 1):
            seen[epoch] = now
        assert time.monotonic() < deadline, f"only {len(seen)} epochs came:\n{terminal.text()}"
        time.sleep(0.005)
    return seen


def go_to(terminal: Terminal, variant: str) -> None:
    """Put the cursor on a variant's line."""
    terminal.press("g")
    text = terminal.wait_for(lambda text: " small" in cursor_line(text), "the cursor on the experiment")
    while f" {variant}" not in (before := cursor_line(text)):
        terminal.press("j")
        text = terminal.wait_for(lambda text, before=before: cursor_line(text) not in {"", before}, f"{variant}")


def cursor_line(text: str) -> str:
    """Return the name that the cursor stands on; figures beside it may change at any time."""
    return next((line[:40] for line in text.splitlines() if line.startswith("▌")), "")


def export_the_diff(terminal: Terminal) -> None:
    for variant in ("baseline", "tuned"):
        go_to(terminal, variant)
        terminal.press(" ")
        terminal.wait_for(lambda text, variant=variant: "◆" in line_of(text, variant), f"a mark at {variant}")
    terminal.press("d")
    terminal.wait_for("diff: baseline against tuned")
    terminal.wait_for("label_smoothing.amount")
    terminal.press("e")
    terminal.wait_for("Write as Markdown to")
    terminal.press("enter")
    terminal.wait_for("is written")


def test_the_main_job_is_done_by_keys_and_survives_a_kill(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(folder) as terminal:
        launch_with_one_setting_changed(terminal)
        seen = watch_epochs(terminal, until=8)
        terminal.kill()
    lags = [when - written_epochs(folder)[epoch] for epoch, when in seen.items()]
    with capsys.disabled():
        print(f"\nwritten → on screen, {len(lags)} epochs: median {median(lags):.2f} s, longest {max(lags):.2f} s")
    assert median(lags) <= SLOWEST

    store = Store(folder / "runs")
    assert store.find("small/tuned/1").standing().status is Status.RUNNING
    with opened(folder) as terminal:
        terminal.wait_for(lambda text: epoch_on_screen(text, "tuned") > max(seen), "epochs after the kill")
        terminal.wait_for(lambda text: "✓" in line_of(text, "tuned"), "the end of tuned")
        export_the_diff(terminal)
        terminal.press("q")
        terminal.child.wait()
        copied = base64.b64decode(terminal.clipboard()).decode()

    assert all(row.status is Status.FINISHED for row in store.rows())
    assert len(written_epochs(folder)) == EPOCHS, "no epoch was lost or done twice"
    markdown = (folder / "diff-baseline-tuned.md").read_text()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown.splitlines()]
    assert ["optimizer.lr", "0.003", "0.05", "×16.7"] in cells
    assert ["label_smoothing.amount", "off", "0.3", ""] in cells
    assert any(row[0] == "accuracy" and float(row[1]) > 0 for row in cells)
    assert copied == markdown
