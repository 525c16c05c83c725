import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from trainer.engine.packing import pack, unpack

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


def grow(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.text() | st.integers()
    return st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(keys, inner, max_size=4)


def round_trip(value: Any) -> Any:
    tensors: dict[str, Tensor] = {}
    return unpack(json.loads(json.dumps(pack(value, "state", tensors))), tensors)


@given(st.recursive(leaves, grow, max_leaves=12))
def test_what_is_packed_comes_back(value: Any) -> None:
    assert round_trip(value) == value


def test_tensors_come_back_bit_for_bit_with_their_type_and_shape() -> None:
    value = {"a": torch.tensor(0.1), "b": [torch.arange(6).view(2, 3), (torch.tensor([True]),)], 3: torch.zeros(0)}
    back = round_trip(value)
    for before, after in ((value["a"], back["a"]), (value["b"][0], back["b"][0]), (value[3], back[3])):
        assert torch.equal(before, after)
        assert before.dtype == after.dtype
    assert isinstance(back["b"][1], tuple)


def test_infinity_comes_back() -> None:
    assert round_trip({"best": float("-inf")}) == {"best": float("-inf")}


def test_names_that_run_together_stay_apart() -> None:
    back = round_trip({"a.b": torch.tensor(1), "a": {"b": torch.tensor(2)}})
    assert (back["a.b"].item(), back["a"]["b"].item()) == (1, 2)


@pytest.mark.parametrize(
    "build",
    [
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, fused=True),
        lambda p: torch.optim.Adam(p, lr=0.1, fused=True),
        lambda p: torch.optim.AdamW(p, lr=0.1, fused=True),
    ],
)
def test_an_optimizer_goes_on_as_if_it_had_never_been_packed(build: Callable[..., torch.optim.Optimizer]) -> None:
    def run(*, packed: bool) -> Tensor:
        torch.manual_seed(0)
        net = nn.Linear(3, 2)
        optimizer = build([{"params": list(net.parameters()), "names": ["weight", "bias"]}])
        for step in range(4):
            net(torch.ones(2, 3) * step).square().sum().backward()
            optimizer.step()
            optimizer.zero_grad()
            if packed:
                state = round_trip(optimizer.state_dict())
                optimizer = build([{"params": list(net.parameters()), "names": ["weight", "bias"]}])
                optimizer.load_state_dict(state)
        return net.weight.detach()

    assert torch.equal(run(packed=True), run(packed=False))


def test_a_packed_tensor_is_a_copy() -> None:
    tensors: dict[str, Tensor] = {}
    value = torch.zeros(2)
    pack({"w": value}, "state", tensors)
    value += 1
    assert torch.equal(tensors["state.w"], torch.zeros(2))


def test_what_cannot_be_kept_is_refused_with_its_place() -> None:
    with pytest.raises(TypeError, match=r"state\.ema\.0: .* not object"):
        pack({"ema": [object()]}, "state", {})


def test_keys_that_look_like_marks_are_no_marks() -> None:
    assert round_trip({"x": {"$tuple": 1, "other": 2}}) == {"x": {"$tuple": 1, "other": 2}}
