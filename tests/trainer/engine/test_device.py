import os
from collections.abc import Iterator

import pytest
import torch
from torch import nn

from tests.trainer.engine.toy import CPU, config
from trainer.engine import device
from trainer.plan.sections.training import Training


@pytest.fixture(autouse=True)
def _process_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    yield
    device.set_up_process(Training())


def test_auto_takes_the_gpu_that_is_there_else_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    for available, expected in ((True, "cuda"), (False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda found=available: found)
        assert device.choose_device("auto").type == expected
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device.choose_device("cpu").type == "cpu"


def test_a_gpu_that_is_not_there_is_a_mistake_of_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"training\.device"):
        device.choose_device("cuda")


@pytest.mark.parametrize("compiled", [False, True])
def test_determinism_is_torchs_own_switch_with_the_variable_that_cublas_wants(compiled: bool) -> None:
    if compiled:
        pytest.importorskip("torch._inductor.config")
    os.environ.pop("CUBLAS_WORKSPACE_CONFIG", None)
    device.set_up_process(Training(deterministic=True, compile=compiled, threads=1))
    assert torch.are_deterministic_algorithms_enabled()
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
    assert not torch.backends.cudnn.benchmark
    device.set_up_process(Training(compile=compiled))
    assert not torch.are_deterministic_algorithms_enabled()


def test_threads_are_those_of_the_settings() -> None:
    device.set_up_process(Training(threads=2))
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize(
    ("precision", "dtype"), [("fp32", torch.float32), ("bf16", torch.bfloat16), ("fp16", torch.float16)]
)
def test_the_forward_pass_has_the_precision_of_the_settings(precision: str, dtype: torch.dtype) -> None:
    with device.autocast(precision, CPU):
        assert nn.Linear(2, 2)(torch.ones(1, 2)).dtype is dtype
    assert device.gradient_scaler(precision, CPU).is_enabled() == (precision == "fp16")


def test_equal_seeds_give_equal_chance() -> None:
    drawn = []
    for seed in (5, 5, 6):
        device.seed_chance(CPU, seed)
        drawn.append(torch.rand(3).tolist())
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_network_lies_channels_last_where_that_is_asked_for() -> None:
    settings = config(training={"channels_last": True}).training
    net = device.place(nn.Conv2d(3, 4, 3), CPU, settings)
    assert next(net.parameters()).is_contiguous(memory_format=torch.channels_last)
    pictures, rows = torch.zeros(2, 3, 4, 4), torch.zeros(2, 3)
    assert device.memory_format(pictures, settings).is_contiguous(memory_format=torch.channels_last)
    assert device.memory_format(rows, settings) is rows
    assert device.memory_format(pictures, Training()) is pictures


def test_the_peak_of_memory_is_in_bytes() -> None:
    assert 2**26 < device.peak_memory(CPU) < 2**36
    assert device.device_name(CPU) == "CPU"
