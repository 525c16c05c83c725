"""What a run reads of other runs: teachers, the start as it was, the weights of a soup."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn.functional import linear

from store.store import Store
from tests.trainer.engine.runs import SMALL, digits, events, weights
from trainer.engine.build import build
from trainer.engine.loading import load_trained
from trainer.engine.others import Others
from trainer.engine.prepare import prepare
from trainer.engine.run import train, train_config
from trainer.engine.start import load
from trainer.launch.queue import queue_runs
from trainer.plan.config import Config
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

CPU = torch.device("cpu")
FILE = """
seeds = [1, 2]
[base]
data = {name = "digits", classes = ["0", "1", "2"]}
network = {name = "small_cnn", width = 4, depth = 2}
training = {epochs = 1, batch_size = 64, device = "cpu"}
[variants.baseline]
[variants.large]
network.width = 8
[variants.tuned]
network.start = "variant:baseline"
[variants.student]
network.start = "variant:baseline"
regularizers.distillation.teacher = "variant:large"
[variants.soup]
network.start = "variant:baseline"
training.epochs = 0
regularizers.model_soup.of = ["seeds:tuned", "variant:student"]
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store in which every run of the file is done, in the order in which it was queued."""
    folder = tmp_path_factory.mktemp("others")
    file = folder / "mix.toml"
    file.write_text(FILE)
    store = Store(folder / "runs")
    for run in queue_runs(store, plan_runs(load_experiment(file))).new:
        outcome = train(run.folder)
        assert outcome.status == "finished", outcome.reason
    return store


def folder(store: Store, name: str) -> Path:
    return store.find(f"mix/{name}").folder


def others(folders: dict[str, list[Path]], config: Config, start: Path | None = None) -> Others:
    prepared = prepare(config, CPU)
    given = load(config.network, start, prepared.shape)
    return Others(build(config, 1, prepared, CPU, given), folders, given)


def test_what_a_run_refers_to_is_done_before_it(store: Store) -> None:
    names = [row.name.removeprefix("mix/") for row in store.rows()]
    for later, earlier in (("student/1", "large/1"), ("soup/1", "tuned/2"), ("soup/2", "student/2")):
        assert names.index(earlier) < names.index(later)
    soup = store.find("mix/soup/1")
    ids = {name: store.find(f"mix/{name}").id for name in ("baseline/1", "tuned/1", "tuned/2", "student/1")}
    assert soup.record["weights"] == {
        "variant:baseline": [ids["baseline/1"]],
        "seeds:tuned": [ids["tuned/1"], ids["tuned/2"]],
        "variant:student": [ids["student/1"]],
    }
    assert soup.record["start_run"] == ids["baseline/1"]
    assert set(soup.state()["depends_on"]) == set(ids.values())


def test_a_soup_of_no_epoch_is_the_mean_of_its_ingredients_and_is_measured(store: Store) -> None:
    made = folder(store, "soup/1")
    parts = [weights(folder(store, name), "best") for name in ("tuned/1", "tuned/2", "student/1")]
    for name, value in weights(made, "best").items():
        if not name.startswith("features.") or "running" not in name:
            torch.testing.assert_close(
                value, sum(part[name] for part in parts) / 3 if value.is_floating_point() else value
            )
    measured = {event["of"]: event["metrics"] for event in events(made, "measured")}
    assert 0 <= measured["best"]["test.accuracy"] <= 1
    assert not events(made, "epoch")


def test_a_teacher_says_what_its_run_kept(store: Store) -> None:
    large = folder(store, "large/1")
    teacher = others({"run:x": [large]}, digits()).teacher("run:x")
    trained = load_trained(large)
    inputs = torch.rand(5, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    mean, deviation = trained.preprocessing.mean[0], trained.preprocessing.deviation[0]
    told = teacher(inputs)
    torch.testing.assert_close(told.logits, trained.network((inputs - mean) / deviation))
    torch.testing.assert_close(linear(told.features, teacher.head.weight, teacher.head.bias), told.logits)
    assert teacher.knows_classes
    assert not told.logits.requires_grad


def test_a_teacher_may_be_a_file_of_weights_of_the_same_network(store: Store) -> None:
    file = folder(store, "tuned/1") / "best.safetensors"
    teacher = others({}, digits()).teacher(f"file:{file}")
    for name, value in weights(file.parent, "best").items():
        assert torch.equal(teacher.network.state_dict()[name], value)


def test_the_start_keeps_the_head_that_it_had(store: Store) -> None:
    file = folder(store, "baseline/1") / "best.safetensors"
    config = digits(network={**SMALL, "start": f"file:{file}"}, data={"classes": ["5", "6"]})
    found = others({}, config, file)
    assert not found.teacher("start").knows_classes
    old = found.start_as_it_was()
    assert torch.equal(old.head.weight, weights(file.parent, "best")["classifier.weight"])
    told = old(torch.rand(2, 1, 8, 8))
    assert told.logits.shape == (2, 3)
    torch.testing.assert_close(old.answer(told.features), told.logits)


def test_a_head_that_is_a_convolution_answers_for_all_places_alike(store: Store) -> None:
    teacher = others({"run:x": [folder(store, "large/1")]}, digits()).teacher("run:x")
    teacher.head = torch.nn.Conv2d(8, 3, 1)
    maps = torch.rand(2, 8, 4, 5)
    torch.testing.assert_close(teacher.answer(maps), teacher.head(maps.mean((2, 3), keepdim=True)).flatten(1))


def test_the_start_of_the_same_classes_is_a_teacher(store: Store) -> None:
    file = folder(store, "baseline/1") / "best.safetensors"
    assert others({}, digits(network={**SMALL, "start": f"file:{file}"}), file).teacher("start").knows_classes


def test_a_teacher_from_a_file_sees_inputs_as_its_run_did(store: Store) -> None:
    large = folder(store, "large/1")
    config = digits(network={**SMALL, "width": 8}, data={"normalization": "none"})
    inputs = torch.rand(5, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    from_run = others({"run:x": [large]}, config).teacher("run:x")(inputs)
    from_file = others({}, config).teacher(f"file:{large / 'best.safetensors'}")
    assert from_file.knows_classes
    torch.testing.assert_close(from_file(inputs).logits, from_run.logits)


def test_weights_of_another_network_are_no_teacher(store: Store) -> None:
    file = folder(store, "large/1") / "best.safetensors"
    with pytest.raises(ValueError, match=r"^file:.*: these weights lack 'features.8.weight', so they cannot answer"):
        others({}, digits(network={**SMALL, "width": 8, "depth": 3})).teacher(f"file:{file}")


@pytest.mark.parametrize(
    ("sections", "text"),
    [
        ({"data": {"size": 12}}, "'run:x' was trained on inputs of another form"),
        ({"network": {"name": "mlp"}, "data": {"size": 12}}, "'run:x' was trained on inputs of another form"),
    ],
)
def test_a_teacher_of_other_inputs_is_refused(store: Store, sections: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        others({"run:x": [folder(store, "large/1")]}, digits(**sections)).teacher("run:x")


def test_who_has_no_start_cannot_ask_for_it(tmp_path: Path) -> None:
    outcome = train_config(digits(regularizers={"learning_without_forgetting": {}}), 1, tmp_path)
    assert outcome.status == "failed"
    assert outcome.reason == "a method needs the start, but the network begins with nothing (network.start)"


def test_a_run_that_is_not_there_is_told(tmp_path: Path) -> None:
    outcome = train_config(digits(regularizers={"distillation": {"teacher": "run:gone"}}), 1, tmp_path)
    assert outcome.reason == "'run:gone' names a run, but the run's folder is not known"


def test_an_older_record_knows_its_start_alone(store: Store, tmp_path: Path) -> None:
    record = store.find("mix/tuned/1").record
    del record["weights"]
    copy = store.root / "old"
    copy.mkdir()
    (copy / "config.json").write_text(json.dumps(record))
    assert train(copy).status == "finished"


@pytest.mark.parametrize("classes", [["0", "1", "3"], ["0", "1"], ["0", "1", "2", "3"]])
def test_a_source_that_the_start_has_no_head_for_cannot_be_replayed(
    store: Store, classes: list[str], tmp_path: Path
) -> None:
    file = folder(store, "baseline/1") / "best.safetensors"
    network, source = {**SMALL, "start": f"file:{file}"}, {"name": "digits", "classes": classes}
    outcome = train_config(digits(network=network, source=source, regularizers={"replay": {}}), 1, tmp_path)
    assert outcome.reason == "source: the start has no head for its classes; name those that the start was made for"
