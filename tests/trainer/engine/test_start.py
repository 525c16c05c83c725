"""Runs that begin with the weights of another run."""

from pathlib import Path

import pytest
import torch

from tests.trainer.engine.runs import digits, events, run, weights
from trainer.engine.metrics import figures
from trainer.engine.run import train_config

SOURCE = {"name": "digits", "classes": ["0", "1", "2"]}
START = {"start": "variant:source"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    assert run(folder, training={"epochs": 3}).status == "finished"
    return folder


@pytest.fixture(scope="module")
def tuned(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fine-tuned on five classes: the head is new."""
    folder = tmp_path_factory.mktemp("tuned")
    outcome = run(folder, start=source, network=START, source=SOURCE, data={"classes": ["0", "1", "2", "3", "4"]})
    assert outcome.status == "finished", outcome
    return folder


def test_it_is_told_what_the_start_gave(tuned: Path) -> None:
    (event,) = events(tuned, "start")
    assert event["from"] == "variant:source"
    assert event["new"] and all(weights(tuned, "best")[name].shape[0] == 5 for name in event["new"])  # noqa: PT018


def test_the_start_is_measured_before_the_first_step(source: Path, tuned: Path) -> None:
    """On the source task it scores what the source run scored in its own test."""
    (start,) = (event for event in events(tuned, "measured") if event["of"] == "start")
    (best,) = (event for event in events(source, "measured") if event["of"] == "best")
    assert {name.partition(".")[0] for name in start["metrics"]} == {"train", "val", "test", "source"}
    assert start["metrics"]["source.accuracy"] == best["metrics"]["test.accuracy"]
    kinds = [event["kind"] for event in events(tuned)]
    assert kinds.index("measured") < kinds.index("epoch")


def test_forgetting_is_a_number_though_the_heads_differ(source: Path, tuned: Path) -> None:
    """The tuned network answers for the source's classes through the head that the source run had learned."""
    measured = {event["of"]: event["metrics"] for event in events(tuned, "measured")}
    kept = weights(tuned, "predictions")
    assert kept["source.logits"].shape[1] == 3
    found = figures(kept["source.logits"], kept["source.labels"])["accuracy"]
    assert found == measured["best"]["source.accuracy"]
    network = digits().network.build((1, 8, 8), 3)
    old, new = weights(source, "best"), weights(tuned, "best")
    network.load_state_dict({name: new[name] if new[name].shape == old[name].shape else old[name] for name in old})
    assert kept["source.logits"].std() > 0
    assert measured["best"]["source.loss"] != measured["start"]["source.loss"]


def test_a_step_of_no_size_forgets_nothing(source: Path, tmp_path: Path) -> None:
    """With norms frozen and a rate near zero the tuned network is the start, so source figures do not move."""
    run(
        tmp_path,
        start=source,
        network=START,
        source=SOURCE,
        data={"classes": ["3", "4", "5", "6"]},
        optimizer={"name": "sgd", "lr": 1e-30},
        regularizers={"freeze_norms": {}},
        training={"epochs": 1},
    )
    measured = {event["of"]: event["metrics"] for event in events(tmp_path, "measured")}
    assert measured["best"]["source.loss"] == pytest.approx(measured["start"]["source.loss"], abs=1e-12)


def test_a_source_without_a_start_is_a_warning(tmp_path: Path) -> None:
    run(tmp_path, source=SOURCE, training={"epochs": 1})
    assert [event["setting"] for event in events(tmp_path, "warning")] == ["source"]
    assert not any(name.startswith("source") for name in weights(tmp_path, "predictions"))


def test_a_start_without_a_head_for_the_source_is_a_warning(source: Path, tmp_path: Path) -> None:
    four = {"name": "digits", "classes": ["0", "1", "2", "3"]}
    run(tmp_path, start=source, network=START, source=four, training={"epochs": 1})
    assert [event["setting"] for event in events(tmp_path, "warning")] == ["source"]


def test_a_run_with_a_start_resumes_bit_for_bit(source: Path, tmp_path: Path) -> None:
    config = digits(network=START, source=SOURCE, data={"classes": ["0", "1", "2", "3"]}, regularizers={"l2_sp": {}})
    for name, stops in (("unbroken", [None]), ("broken", [3, None])):
        for stop in stops:
            train_config(config, 1, tmp_path / name, weights={config.network.start: [source]}, stop_after=stop)
    a, b = weights(tmp_path / "unbroken"), weights(tmp_path / "broken")
    assert a.keys() == b.keys()
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert len(events(tmp_path / "broken", "start")) == 1
