from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open

from store.files import write_json
from store.predictions import read_predictions
from store.run import Run
from tests.support.stores import make_config, make_record
from tests.trainer.engine.runs import SMALL, digits, events, run, weights
from trainer.data.examples import DataError
from trainer.engine.metrics import figures
from trainer.engine.run import train, train_config
from trainer.metrics.base import known

METRICS = [metric.component_name for metric in known()]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    assert run(folder, training={"epochs": 3}).status == "finished"
    return folder


def test_a_run_tells_its_course_from_started_to_finished(finished: Path) -> None:
    kinds = [event["kind"] for event in events(finished) if event["kind"] not in ("progress", "checkpoint")]
    assert kinds == ["started", "effective", "epoch", "epoch", "epoch", "measured", "measured", "speed", "finished"]


def test_started_tells_what_will_be_done(finished: Path) -> None:
    (event,) = events(finished, "started")
    assert event["epochs"] == 3
    assert event["steps_per_epoch"] == -(-event["train_examples"] // 64)
    assert event["train_examples"] > event["validation_examples"] > 50
    assert event["test_examples"] > 50
    assert event["parameters"] == sum(
        tensor.numel() for name, tensor in weights(finished, "best").items() if _learned(name)
    )
    assert (event["device"], event["threads"]) == ("cpu", 1)


def _learned(name: str) -> bool:
    return not name.endswith(("running_mean", "running_var", "num_batches_tracked"))


def test_an_epoch_has_every_figure_on_train_and_validation(finished: Path) -> None:
    for number, event in enumerate(events(finished, "epoch"), 1):
        names = {f"{split}.{name}" for split in ("train", "val") for name in METRICS} | {"train.batch_loss", "lr"}
        assert set(event["metrics"]) == names
        assert event["epoch"] == number
        assert event["step"] == number * events(finished, "started")[0]["steps_per_epoch"]
        assert event["seconds"] > 0
        assert event["images_per_second"] > 0
        assert event["peak_memory"] > 2**26


def test_it_learns(finished: Path) -> None:
    first, *_, last = events(finished, "epoch")
    assert last["metrics"]["train.batch_loss"] < first["metrics"]["train.batch_loss"]
    assert last["metrics"]["train.loss"] < first["metrics"]["train.loss"]
    assert last["metrics"]["val.accuracy"] > 0.8


def test_the_predictions_that_are_kept_give_the_figures_that_were_told(finished: Path) -> None:
    kept = weights(finished, "predictions")
    found = read_predictions(Run(finished))
    assert found is not None
    assert found.classes == ("0", "1", "2")
    assert found.predicted.tolist() == kept["test.logits"].argmax(1).tolist()
    (best,) = (event["metrics"] for event in events(finished, "measured") if event["of"] == "best")
    for split in ("val", "test"):
        found = figures(kept[f"{split}.logits"], kept[f"{split}.labels"])
        assert {f"{split}.{name}": value for name, value in found.items()}.items() <= best.items()


def test_the_best_weights_are_those_of_the_best_epoch_under_the_networks_own_names(finished: Path) -> None:
    told = events(finished, "epoch")
    best = max(told, key=lambda event: event["metrics"]["val.accuracy"])
    with safe_open(finished / "best.safetensors", "pt") as file:
        assert file.metadata()["epoch"] == str(best["epoch"])
    config = digits()
    config.network.build((1, 8, 8), 3).load_state_dict(weights(finished, "best"))


def test_latency_and_throughput_are_figures(finished: Path) -> None:
    (speed,) = events(finished, "speed")
    assert 0 < speed["latency_1_ms"] < 1000
    assert 0 < speed["latency_64_ms"] < 1000
    assert speed["images_per_second"] > 0
    assert speed["peak_memory"] > 2**26


def test_equal_seeds_end_bit_for_bit_alike_and_others_do_not(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train_config(digits(training={"epochs": 1}), seed, tmp_path / name)
    a, b, c = (weights(tmp_path / name, "best") for name in "abc")
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert any(not torch.equal(a[name], c[name]) for name in a)


def test_last_selects_the_weights_of_the_last_epoch(tmp_path: Path) -> None:
    """With a rate this high the last epoch is not the best."""
    sections: dict[str, Any] = {"optimizer": {"name": "sgd", "lr": 0.6}, "training": {"epochs": 4, "select": "last"}}
    outcome = run(tmp_path, **sections)
    with safe_open(tmp_path / "best.safetensors", "pt") as file:
        assert file.metadata()["of"] == "last"
    best, state = weights(tmp_path, "best"), weights(tmp_path)
    assert all(torch.equal(best[name], state[f"state.model.{name}"]) for name in best)
    kept = weights(tmp_path, "predictions")
    accuracy = figures(kept["test.logits"], kept["test.labels"])["accuracy"]
    assert accuracy == outcome.measured["last"]["test.accuracy"]


def test_the_best_and_the_last_weights_are_both_measured(tmp_path: Path) -> None:
    outcome = run(tmp_path, optimizer={"name": "sgd", "lr": 0.6}, training={"epochs": 4})
    told = {event["epoch"]: event["metrics"] for event in events(tmp_path, "epoch")}
    best = max(told, key=lambda epoch: told[epoch]["val.accuracy"])
    assert best < 4, "this test wants a run whose last epoch is not its best"
    for of, epoch in (("best", best), ("last", 4)):
        assert outcome.measured[of]["val.loss"] == pytest.approx(told[epoch]["val.loss"], rel=1e-6)
    assert outcome.measured["best"]["test.loss"] != outcome.measured["last"]["test.loss"]


def test_an_average_is_what_is_measured_and_kept(tmp_path: Path) -> None:
    run(tmp_path, regularizers={"ema": {"decay": 0.9, "warm_up": False}}, training={"epochs": 1})
    best, state = weights(tmp_path, "best"), weights(tmp_path)
    name = next(name for name in best if name.endswith("weight"))
    assert torch.equal(best[name], state[f"state.memories.ema.average.{name}"])
    assert not torch.equal(best[name], state[f"state.model.{name}"])


def test_a_method_may_end_training_early_and_the_reason_is_told(tmp_path: Path) -> None:
    stopping = {"early_stopping": {"patience": 1, "min_delta": 1.0}}
    outcome = run(tmp_path, regularizers=stopping, training={"epochs": 9})
    (end,) = events(tmp_path, "finished")
    assert (outcome.status, end["epochs"]) == ("finished", 2)
    assert "early_stopping" in end["reason"]


def test_a_loss_that_is_no_number_fails_the_run_with_advice(tmp_path: Path) -> None:
    outcome = run(tmp_path, optimizer={"name": "sgd", "lr": 100.0}, regularizers={"l2_sp": {"new_amount": 90.0}})
    (end,) = events(tmp_path, "failed")
    assert outcome.status == "failed"
    assert "no finite number" in end["reason"] or "nan" in end["reason"] or "inf" in end["reason"]
    assert "optimizer.lr" in end["advice"]
    assert not events(tmp_path, "finished")


def test_data_that_cannot_be_read_fails_the_run_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(*_: object) -> None:
        raise DataError("train.csv: line 3: no number")

    monkeypatch.setattr("trainer.engine.run.prepare", prepare)
    assert run(tmp_path).reason == "train.csv: line 3: no number"
    assert [event["kind"] for event in events(tmp_path)] == ["failed"]


def test_what_took_effect_is_told_with_what_methods_say(tmp_path: Path) -> None:
    run(tmp_path, regularizers={"dropout": {}, "freeze_norms": {}}, training={"epochs": 1})
    settings = events(tmp_path, "effective")[-1]["settings"]
    assert settings["dropout.layers"] == 1
    assert settings["batch_norm.frozen"] == settings["batch_norm.layers"] == 2
    assert settings["parameters.frozen"] > 0
    assert settings["parameters.all"] == settings["parameters.trainable"] + settings["parameters.frozen"]


def test_a_setting_that_changes_nothing_is_a_warning(tmp_path: Path) -> None:
    run(tmp_path, network={"name": "mlp", "widths": [8]}, regularizers={"freeze_norms": {}}, training={"epochs": 1})
    assert "regularizers.freeze_norms.scale_and_shift" in [event["setting"] for event in events(tmp_path, "warning")]


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_half_precision_trains_and_is_warned_of_on_a_cpu(tmp_path: Path, precision: str) -> None:
    outcome = run(tmp_path, network={"width": 2}, training={"precision": precision, "epochs": 1})
    assert outcome.status == "finished"
    assert outcome.metrics["val.loss"] < 1.5
    assert [event["setting"] for event in events(tmp_path, "warning")] == ["training.precision"]


def test_the_network_is_that_of_the_configuration(finished: Path) -> None:
    assert (
        max(tensor.shape[0] for tensor in weights(finished, "best").values() if tensor.dim() == 4) == 2 * SMALL["width"]
    )


@pytest.mark.parametrize("id_", ["../other/run", "/etc", ".."])
def test_weights_from_outside_of_the_store_fail_the_run(tmp_path: Path, id_: str) -> None:
    record = make_record("run", "decline", "tuned", 0, make_config())
    write_json(tmp_path / "config.json", record | {"weights": {"variant:source": [id_]}, "data_fingerprint": ""})
    outcome = train(tmp_path)
    assert outcome.status == "failed"
    assert outcome.reason == f"config.json: weights are said to come from {id_!r}, which is no run of this store"
