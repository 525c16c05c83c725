"""Which weights stay of a run that has finished."""

from pathlib import Path
from typing import Any

import pytest

from store.files import read_json, write_json
from store.run import BEST, LAST, NEW_STATE, STATE
from tests.trainer.engine.runs import digits, events
from trainer.engine import full_disk
from trainer.engine.keeping import ALL, Keep
from trainer.engine.run import _measured_in_parts, train
from trainer.engine.weights import read_weights
from trainer.launch.terms import Terms
from trainer.plan.parse import dump_config


def queued(folder: Path, keep: list[str], **training: Any) -> Path:
    """Write a run's folder as queueing would."""
    folder.mkdir()
    config = dump_config(digits(training={"epochs": 4, **training}))
    write_json(folder / "config.json", {"config": config, "seed": 1, "weights": {}})
    write_json(folder / STATE, NEW_STATE | {"keep": keep})
    return folder


def weights(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.safetensors")} - {"predictions.safetensors"}


@pytest.mark.parametrize("select", ["best", "last"])
@pytest.mark.parametrize(
    ("keep", "stays"),
    [
        (["best"], {BEST}),
        (["best", "last"], {BEST, LAST}),
        (["every:2"], {"epoch-00002.safetensors", "epoch-00004.safetensors"}),
        ([], set()),
    ],
)
def test_what_was_said_stays_and_the_figures_are_the_same(
    keep: list[str], stays: set[str], select: str, tmp_path: Path
) -> None:
    outcome = train(queued(tmp_path / "run", keep, select=select))
    assert outcome.status == "finished"
    assert weights(tmp_path / "run") == stays
    assert outcome.measured == train(queued(tmp_path / "all", ["best", "last"], select=select)).measured
    assert (tmp_path / "run/predictions.safetensors").exists()


def test_the_weights_of_every_second_epoch_are_those_that_the_epoch_ended_with(tmp_path: Path) -> None:
    train(queued(tmp_path / "run", ["every:2", "last"]))
    train(queued(tmp_path / "two", ["best"], epochs=2, select="last"))
    early, whole = read_weights(tmp_path / "run/epoch-00002.safetensors"), read_weights(tmp_path / "two" / BEST)
    assert all(early[name].equal(whole[name]) for name in whole)


def test_a_run_that_keeps_nothing_writes_no_weights_but_goes_on_from_where_it_was_stopped(tmp_path: Path) -> None:
    folder = queued(tmp_path / "run", [])
    assert train(folder, stop_after=9).status == "stopped"
    assert weights(folder) == {BEST, LAST}
    resumed = train(folder)
    assert [event["kind"] for event in events(folder) if event["kind"] in ("checkpoint", "resumed")] == [
        "checkpoint",
        "resumed",
    ]
    assert resumed.measured == train(queued(tmp_path / "unbroken", [])).measured
    assert weights(folder) == set()


def test_words_are_read_and_written(tmp_path: Path) -> None:
    assert Keep.of(["best", "last"]) == ALL
    assert Keep.of(["every:5"]) == Keep(best=False, last=False, every=5)
    write_json(tmp_path / "state", Terms(keep=("best", "every:3")).as_state())
    assert Keep.of((read_json(tmp_path / "state") or {})["keep"]) == Keep(last=False, every=3)


def test_a_request_to_stop_that_nobody_could_hand_on_is_found_when_the_run_begins(tmp_path: Path) -> None:
    folder = queued(tmp_path / "run", ["best"])
    write_json(folder / STATE, NEW_STATE | {"stop_requested": 1.0})
    assert train(folder).status == "stopped"
    assert events(folder, "epoch") == []


def test_a_run_that_gives_up_waiting_for_room_can_still_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, waits = queued(tmp_path / "run", ["best"]), list[int]()
    assert train(folder, stop_after=12).status == "stopped"
    monkeypatch.setattr(full_disk, "PAUSE", 0.0)
    monkeypatch.setattr(full_disk, "has_room", lambda *_: False)
    monkeypatch.setattr(full_disk.time, "sleep", waits.append)
    assert train(folder, asked=lambda: bool(waits)).status == "stopped"
    assert LAST in weights(folder)
    monkeypatch.undo()
    assert train(folder).measured == train(queued(tmp_path / "unbroken", ["best"])).measured


def test_a_run_keeps_what_another_has_come_to_need_while_it_trained(tmp_path: Path) -> None:
    folder = queued(tmp_path / "run", [])

    def meanwhile() -> bool:
        write_json(folder / STATE, NEW_STATE | {"keep": ["best"]})
        return False

    assert train(folder, asked=meanwhile).status == "finished"
    assert weights(folder) == {BEST}


def test_a_run_that_keeps_nothing_never_writes_weights_not_even_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = full_disk.Files._write
    monkeypatch.setattr(
        full_disk.Files, "_write", lambda files, name, content: written.append(name) or write(files, name, content)
    )
    train(queued(tmp_path / "run", [], select="last"))
    assert set(written) == {"predictions.safetensors"}


def test_where_batches_pass_in_parts_they_are_measured_in_parts(tmp_path: Path) -> None:
    config = digits(training={"eval_batch_size": 100})
    assert [_measured_in_parts(config, parts).training.eval_batch_size for parts in (1, 2, 1000)] == [100, 50, 1]
