"""A run that was stopped and goes on ends bit for bit where an unbroken one ends."""

from pathlib import Path
from typing import Any

import pytest
import torch

from store.history import History
from tests.trainer.engine.runs import events, figures, run, weights
from trainer.engine.checkpoint import load_state, state_content

METHODS: dict[str, Any] = {
    "dropout": {"where": "conv", "rate": 0.1},
    "mixup": {},
    "ema": {},
    "early_stopping": {"patience": 2},
    "gradient_clipping": {},
    "random_crop": {},
}
CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "methods": {"regularizers": METHODS},
    "sgd, accumulated": {"optimizer": {"name": "sgd"}, "training": {"batch_size": 32, "accumulate": 2}},
    "fp16": {"training": {"precision": "fp16", "epochs": 1}, "network": {"width": 2}},
    "channels last": {"training": {"channels_last": True}},
    "channels last, sgd": {"training": {"channels_last": True}, "optimizer": {"name": "sgd"}},
    "cosine": {"schedule": {"name": "cosine", "warmup_epochs": 1}, "optimizer": {"name": "adamw"}},
}


def assert_equal_state(one: Path, other: Path) -> None:
    for file in ("last", "best", "predictions"):
        a, b = weights(one, file), weights(other, file)
        assert a.keys() == b.keys()
        assert [name for name in a if not torch.equal(a[name], b[name])] == []


@pytest.mark.parametrize("case", CASES)
def test_stopped_in_mid_epoch_it_ends_where_an_unbroken_run_ends(tmp_path: Path, case: str) -> None:
    assert run(tmp_path / "unbroken", **CASES[case]).status == "finished"
    assert run(tmp_path / "broken", stop_after=3, **CASES[case]).status == "stopped"
    assert run(tmp_path / "broken", **CASES[case]).status == "finished"
    assert_equal_state(tmp_path / "unbroken", tmp_path / "broken")
    assert figures(tmp_path / "unbroken") == figures(tmp_path / "broken")


def test_stopped_again_and_again_it_ends_where_an_unbroken_run_ends(tmp_path: Path) -> None:
    run(tmp_path / "unbroken", **CASES["methods"])
    while run(tmp_path / "broken", stop_after=2, **CASES["methods"]).status == "stopped":
        pass
    assert len(events(tmp_path / "broken", "resumed")) > 3
    assert_equal_state(tmp_path / "unbroken", tmp_path / "broken")


def test_stopped_before_the_first_step_it_begins_properly(tmp_path: Path) -> None:
    run(tmp_path / "unbroken", **CASES["methods"])
    assert run(tmp_path / "broken", stop_after=0, **CASES["methods"]).status == "stopped"
    run(tmp_path / "broken", **CASES["methods"])
    assert_equal_state(tmp_path / "unbroken", tmp_path / "broken")


def test_killed_in_mid_epoch_it_goes_on_from_the_last_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a kill leaves it: the checkpoint of the first epoch, and events of steps after it."""
    run(tmp_path / "unbroken")

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("trainer.engine.loop.Loop.keep_if_best", _second_time(kill))
    with pytest.raises(Killed):
        run(tmp_path / "broken")
    monkeypatch.undo()
    run(tmp_path / "broken")
    assert_equal_state(tmp_path / "unbroken", tmp_path / "broken")
    assert events(tmp_path / "broken", "resumed")[0]["epoch"] == 1
    history = History()
    for event in events(tmp_path / "broken"):
        history.add(event)
    assert [event["epoch"] for event in history.epochs] == [1, 2]
    assert [event["epoch"] for event in history.superseded] == [2]


def _second_time(kill: Any) -> Any:
    from trainer.engine.loop import Loop

    keep, calls = Loop.keep_if_best, []

    def instead(loop: Loop, model: torch.nn.Module) -> None:
        calls.append(1)
        (keep if len(calls) == 1 else kill)(loop, model)

    return instead


def test_a_stop_is_told_with_its_place(tmp_path: Path) -> None:
    run(tmp_path, stop_after=2)
    (stopped,) = events(tmp_path, "stopped")
    assert (stopped["epoch"], stopped["step"]) == (0, 2)
    steps = events(tmp_path, "started")[0]["steps_per_epoch"]
    run(tmp_path, stop_after=steps)
    assert [(event["epoch"], event["step"]) for event in events(tmp_path, "resumed", "stopped")] == [
        (0, 2),
        (0, 2),
        (1, 2),
    ]


def test_seconds_and_pictures_are_counted_on(tmp_path: Path) -> None:
    run(tmp_path / "unbroken")
    while run(tmp_path / "broken", stop_after=3).status == "stopped":
        pass
    for name in ("unbroken", "broken"):
        (speed,) = events(tmp_path / name, "speed")
        assert speed["images_per_second"] < 1e6
    from trainer.engine.checkpoint import load_state

    images = {load_state(tmp_path / name / "last.safetensors")["clock"]["images"] for name in ("unbroken", "broken")}
    assert len(images) == 1


def test_a_finished_run_that_is_started_again_ends_the_same(tmp_path: Path) -> None:
    first = run(tmp_path)
    assert run(tmp_path).measured == first.measured


@pytest.mark.parametrize("damage", ["torn", "other state", "lacks an entry"])
def test_a_damaged_checkpoint_is_refused_in_a_sentence_that_names_it(
    tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "run", stop_after=3)
    file = tmp_path / "run" / "last.safetensors"
    content = file.read_bytes()
    if damage == "torn":
        file.write_bytes(content[:-100])
    elif damage == "other state":
        file.write_bytes(content.replace(b'\\"step\\": 3', b'\\"step\\": 4'))
    else:
        state = load_state(file)
        del state["clock"]
        file.write_bytes(state_content(state))
    assert file.read_bytes() != content
    outcome = run(tmp_path / "run")
    assert outcome.status == "failed"
    assert outcome.reason.startswith(f"{file}: ")
    assert "Traceback" not in capsys.readouterr().err
