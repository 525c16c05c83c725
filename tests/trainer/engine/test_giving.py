"""Which weights a network takes over from a start."""

from pathlib import Path

import pytest
import torch
from torch import nn

from trainer.data.preprocessing import Preprocessing
from trainer.engine.start import Start, find_start, give, load, load_start, start_preprocessing
from trainer.engine.weights import WeightsError, write_weights
from trainer.networks.small_cnn import SmallCnn


def network(classes: int) -> nn.Module:
    torch.manual_seed(classes)
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, classes))


def about(*class_names: str) -> Preprocessing:
    return Preprocessing("features", (4,), 0, (0.0,) * 4, (1.0,) * 4, class_names)


def test_what_fits_is_taken_and_the_rest_is_named() -> None:
    model = network(5)
    report = load_start(model, {**network(2).state_dict(), "aux.weight": torch.zeros(1)})
    assert report.taken == ["0.weight", "0.bias"]
    assert report.new == ["2.weight", "2.bias"]
    assert report.unused == ["aux.weight"]
    assert torch.equal(model[0].weight, network(2)[0].weight)


def test_a_head_of_other_classes_stays_new_though_it_would_fit() -> None:
    old = network(2).state_dict()
    model, same = network(2), network(2)
    nn.init.zeros_(model[2].weight)
    assert give(Start(old, about("cat", "dog")), model, ("car", "bus")).new == ["2.weight", "2.bias"]
    assert not model[2].weight.any()
    assert give(Start(old, about("cat", "dog")), same, ("cat", "dog")).new == []
    assert give(Start(old), same, ("car", "bus")).new == []


def test_auxiliary_heads_of_other_classes_stay_new_too() -> None:
    model = nn.ModuleDict({"body": nn.Linear(4, 3), "aux1": nn.Linear(3, 2), "fc": nn.Linear(3, 2)})
    report = give(Start(dict(model.state_dict()), about("cat", "dog")), model, ("car", "bus"))
    assert report.taken == ["body.weight", "body.bias"]


def test_weights_of_which_none_fits_are_a_mistake() -> None:
    with pytest.raises(WeightsError, match="none of the weights fits"):
        load_start(network(2), {"conv.weight": torch.zeros(3)})


def test_where_the_weights_lie_follows_from_the_start(tmp_path: Path) -> None:
    assert find_start(SmallCnn(), tmp_path) is None
    assert find_start(SmallCnn(start="pretrained"), tmp_path) is None
    assert find_start(SmallCnn(start="file:w.pth"), None) == Path("w.pth")
    assert find_start(SmallCnn(start="variant:source"), tmp_path) == tmp_path / "best.safetensors"
    with pytest.raises(WeightsError, match="run:x"):
        find_start(SmallCnn(start="run:x"), None)


def test_a_file_says_how_its_inputs_were_prepared(tmp_path: Path) -> None:
    file, plain = tmp_path / "best.safetensors", tmp_path / "plain.safetensors"
    tensors = dict(network(2).state_dict())
    write_weights(file, tensors, {"preprocessing": about("cat", "dog").to_json()})
    write_weights(plain, tensors, {})
    start = load(SmallCnn(start=f"file:{file}"), file, (1, 8, 8))
    assert start is not None
    assert start.preprocessing == about("cat", "dog")
    assert start_preprocessing(plain) is None
    assert start_preprocessing(None) is None
