"""The child process itself."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.engine.runs import digits, events, weights
from trainer.__main__ import main
from trainer.engine.run import train
from trainer.plan.parse import dump_config


def record(folder: Path, **sections: dict[str, Any]) -> Path:
    """Write the config.json of a run."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"config": dump_config(digits(**sections)), "seed": 1, "start_run": None, "plugins": []}
    (folder / "config.json").write_text(json.dumps(content))
    return folder


def child(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-P", "-m", "trainer", "run", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_a_request_to_stop_ends_the_child_after_its_step_with_status_0(tmp_path: Path) -> None:
    process = child(record(tmp_path, training={"epochs": 10_000}))
    deadline = time.monotonic() + 60
    while not events(tmp_path, "epoch") and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    assert events(tmp_path)[-1]["kind"] == "stopped"
    assert output.startswith("epoch ")
    assert "Traceback" not in output
    assert weights(tmp_path)


def test_a_run_is_done_from_its_record(tmp_path: Path) -> None:
    outcome = train(record(tmp_path, training={"epochs": 1}))
    assert outcome.status == "finished"
    assert events(tmp_path)[-1]["kind"] == "finished"


def test_the_weights_of_another_run_of_the_store_are_the_start(tmp_path: Path) -> None:
    one = "2026-11-26-aaaaaaa"
    train(record(tmp_path / one, training={"epochs": 1}))
    record(tmp_path / "two", training={"epochs": 1}, network={"start": "variant:source"})
    content = json.loads((tmp_path / "two" / "config.json").read_text()) | {"start_run": one}
    (tmp_path / "two" / "config.json").write_text(json.dumps(content))
    assert train(tmp_path / "two").status == "finished"
    assert events(tmp_path / "two", "start")[0]["new"] == []


def test_a_failed_run_ends_with_status_1_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = record(tmp_path)
    content = json.loads((folder / "config.json").read_text())
    content["config"]["training"]["batch_size"] = 0
    (folder / "config.json").write_text(json.dumps(content))
    assert train(folder).status == "failed"
    assert "training.batch_size" in events(folder, "failed")[0]["reason"]
    assert capsys.readouterr().out.startswith("failed: training.batch_size")


def test_a_folder_that_holds_no_run_gets_one_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert main(["run", str(tmp_path)]) == 2
    assert "config.json" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["run"], ["fly", "x"]])
def test_a_call_that_makes_no_sense_gets_the_usage_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage:")
