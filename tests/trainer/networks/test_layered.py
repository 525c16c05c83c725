import json
from typing import Any, get_args

import pytest
import torch
from torch import nn

from tests.trainer.plan.files import mistakes, write
from trainer.engine.start import Start, give
from trainer.layers import activations
from trainer.layers.layered import COMPONENTS, Layered
from trainer.networks.base import NetworkError
from trainer.networks.components import ACTIVATIONS, FORMS, fit, read_part, written
from trainer.networks.layered import RESERVED
from trainer.networks.layered import Layered as Network
from trainer.plan.parse import parse_config

PICTURES, ROWS = (3, 12, 10), (7,)


def network(**layers: Any) -> Network:
    found = parse_config({"data": {"name": "digits"}, "network": {"name": "layered", "layers": layers}}).network
    assert isinstance(found, Network)
    return found


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("conv 16", {"channels": 16}),
        ("conv 4096 kernel 31 stride 8", {"channels": 4096, "kernel": 31, "stride": 8}),
        ("conv 8 norm", {"channels": 8, "norm": True}),
        ("conv 8 kernel 5 norm gelu", {"channels": 8, "kernel": 5, "norm": True, "activation": "gelu"}),
        ("  conv   8  relu ", {"channels": 8, "activation": "relu"}),
        ("block 32", {"channels": 32}),
        ("block 32 stride 2 silu", {"channels": 32, "stride": 2, "activation": "silu"}),
        ("max_pool 2", {"size": 2}),
        ("avg_pool 64", {"size": 64}),
        ("dense 64 norm mish", {"units": 64, "norm": True, "activation": "mish"}),
        ("dropout 0.3", {"rate": 0.3}),
        ("dropout .25", {"rate": 0.25}),
        *((kind, {}) for kind in ("global_pool", "flatten", "norm", *ACTIVATIONS)),
    ],
)
def test_a_component_is_read(text: str, arguments: dict[str, Any]) -> None:
    part = read_part(text)
    assert (part.kind, part.arguments) == (text.split(maxsplit=1)[0], arguments)


def test_what_can_be_written_can_be_built_and_the_other_way_round() -> None:
    assert FORMS.keys() == COMPONENTS.keys()
    assert get_args(activations.Name) == ACTIVATIONS
    assert written("conv") == "conv CHANNELS [kernel K] [stride S] [norm] [ACTIVATION]"
    assert written("dropout") == "dropout RATE"
    assert all(f"`{written(kind)}`" in (Network.__doc__ or "") for kind in FORMS)


def test_names_that_a_module_has_already_are_reserved() -> None:
    taken = {name for name in dir(Layered([], 4, 2)) if name[0].islower()}
    assert taken == RESERVED


ACTIVATION = "relu, leaky_relu, elu, gelu, silu, mish or hardswish"
CONV = f"it would be conv CHANNELS [kernel K] [stride S] [norm] [ACTIVATION], where ACTIVATION is {ACTIVATION}"
KINDS = (
    f"a component begins with conv, block, max_pool, avg_pool, global_pool, flatten, dense, dropout, norm, {ACTIVATION}"
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'cnov 16'", f"'cnov 16': {KINDS} (did you mean 'conv'?)"),
        ("''", f"'': {KINDS}"),
        ("'conv'", f"'conv': needs its channels, a whole number from 1 to 4096; {CONV}"),
        ("'conv 0'", f"'conv 0': needs its channels, a whole number from 1 to 4096; {CONV}"),
        ("'conv 4097'", f"'conv 4097': needs its channels, a whole number from 1 to 4096; {CONV}"),
        ("'conv 8 kernel 4'", f"'conv 8 kernel 4': needs its kernel, an odd number from 1 to 31; {CONV}"),
        ("'conv 8 kernel'", f"'conv 8 kernel': needs its kernel, an odd number from 1 to 31; {CONV}"),
        ("'conv 8 stride 9'", f"'conv 8 stride 9': needs its stride, a whole number from 1 to 8; {CONV}"),
        ("'conv 8 relu norm'", f"'conv 8 relu norm': 'norm' cannot stand there; {CONV}"),
        ("'max_pool 1'", "'max_pool 1': needs its size, a whole number from 2 to 64; it would be max_pool SIZE"),
        ("'dropout 1'", "'dropout 1': needs its rate, a number between 0 and 1; it would be dropout RATE"),
        ("'dropout 0.0'", "'dropout 0.0': needs its rate, a number between 0 and 1; it would be dropout RATE"),
        ("'flatten 2'", "'flatten 2': '2' cannot stand there; it would be flatten"),
        ("3", 'must be a text such as "conv 16 relu", or false to leave it out, not 3'),
        ("true", 'must be a text such as "conv 16 relu", or false to leave it out, not true'),
    ],
)
def test_a_wrong_component_is_told_at_its_place_with_what_would_be_right(
    value: str, expected: str, tmp_path: Any
) -> None:
    file = write(
        tmp_path, f"[base]\ndata.name = 'digits'\nnetwork.name = 'layered'\nnetwork.layers.first = {value}\n", ""
    )
    file.write_text(file.read_text("utf-8") + "[variants.baseline]\n", "utf-8")
    assert mistakes(file) == [f"trial.toml:4: base.network.layers.first: {expected}"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("'a.b'", "'a.b' is no name for a component: it takes up to 32 small letters"),
        ("First", "'First' is no name for a component: it takes up to 32 small letters"),
        ("half", "'half' is no name for a component, as every network has it already; take another"),
        ("classifier", "'classifier' is no name for a component, as every network has it already; take another"),
    ],
)
def test_a_wrong_name_is_told(name: str, why: str, tmp_path: Any) -> None:
    text = f"[variants.baseline.network]\nname = 'layered'\nlayers.{name} = 'relu'\n"
    (mistake,) = mistakes(write(tmp_path, text))
    assert why in mistake
    assert mistake.startswith(f"trial.toml:6: variants.baseline.network.layers.{name.strip(chr(39))}: ")


def test_the_default_is_a_network_by_itself() -> None:
    model = Network().build((1, 8, 8), 3)
    assert model(torch.rand(2, 1, 8, 8)).shape == (2, 3)


@pytest.mark.parametrize("shape", [PICTURES, ROWS])
@pytest.mark.parametrize("text", ["dense 5", "dense 5 norm relu", "dropout 0.5", "flatten", "norm", "elu"])
def test_what_takes_anything_takes_pictures_and_rows(text: str, shape: tuple[int, ...]) -> None:
    assert network(only=text).build(shape, 4)(torch.rand(2, *shape)).shape == (2, 4)


@pytest.mark.parametrize("text", ["conv 5", "block 5", "max_pool 2", "avg_pool 2", "global_pool"])
def test_what_takes_maps_refuses_rows_in_a_sentence(text: str) -> None:
    kind = text.split(maxsplit=1)[0]
    said = f"network.layers.first: {kind} takes pictures or maps, and what reaches it is a row of"
    with pytest.raises(NetworkError, match=f"{said} 7 values"):
        network(first=text).build(ROWS, 4)
    with pytest.raises(NetworkError, match=f"{said} 5 values".replace("first", "second")):
        network(first="dense 5", second=text).build(PICTURES, 4)


def test_what_is_pooled_away_is_told() -> None:
    text = r"network\.layers\.b: max_pool 6 takes maps from 6×6 up, not 6×5; take it away, or set data\.size"
    with pytest.raises(NetworkError, match=text):
        network(a="max_pool 2", b="max_pool 6").build(PICTURES, 4)


@pytest.mark.parametrize("shape", [PICTURES, (2, 5, 7), ROWS])
@pytest.mark.parametrize(
    "text",
    [
        *("conv 6", "conv 6 kernel 5", "conv 6 kernel 1 stride 3", "conv 6 stride 2 norm gelu", "block 6"),
        *("block 3", "block 3 stride 2", "max_pool 2", "avg_pool 3", "global_pool", "flatten", "dense 5", "norm"),
    ],
)
def test_the_shape_that_is_foreseen_is_the_one_that_comes(text: str, shape: tuple[int, ...]) -> None:
    part = read_part(text)
    if len(shape) == 1 and part.kind not in ("flatten", "dense", "norm"):
        return
    arguments, foreseen = fit(part, shape, "here")
    assert COMPONENTS[part.kind](**arguments)(torch.rand(2, *shape)).shape == (2, *foreseen)


def test_a_component_that_is_false_is_left_out() -> None:
    layers = {"first": "conv 4 relu", "drop": "dropout 0.5", "last": "dense 4"}
    whole = network(**layers).build(PICTURES, 2)
    less = network(**layers | {"drop": False}).build(PICTURES, 2)
    assert [name for name, _ in whole.named_children()] == ["first", "drop", "last", "classifier"]
    assert [name for name, _ in less.named_children()] == ["first", "last", "classifier"]
    assert whole.state_dict().keys() == less.state_dict().keys()


def test_a_start_gives_what_was_not_exchanged() -> None:
    old = network(first="conv 4 norm relu", second="block 4", third="block 6").build(PICTURES, 2)
    new = network(first="conv 4 norm gelu", second="conv 4 kernel 5", third="block 6").build(PICTURES, 2)
    report = give(Start(old.state_dict()), new, ("a", "b"))
    assert report.new == ["second.conv.weight", "second.conv.bias"]
    assert {name.partition(".")[0] for name in report.taken} == {"first", "third", "classifier"}


def test_a_recipe_survives_json() -> None:
    recipe = Network().recipe(PICTURES, 3)
    torch.manual_seed(1)
    first = recipe.follow()
    torch.manual_seed(1)
    second = type(recipe)(recipe.module, recipe.function, json.loads(json.dumps(recipe.arguments))).follow()
    inputs = torch.rand(2, *PICTURES)
    assert torch.equal(first(inputs), second(inputs))


def test_every_component_learns() -> None:
    layers = [
        "conv 4 norm relu",
        "max_pool 2",
        "block 4",
        "norm",
        "mish",
        "dropout 0.1",
        "dense 8 norm gelu",
        "dense 4",
    ]
    model = network(**{f"c{i}": text for i, text in enumerate(layers)}).build(PICTURES, 3)
    nn.functional.cross_entropy(model(torch.rand(8, *PICTURES)), torch.arange(8) % 3).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
