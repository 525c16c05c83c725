import re
from types import SimpleNamespace

import pytest
import torch

from trainer.data.examples import DataError
from trainer.engine.device import peak_memory
from trainer.engine.failures import NonFinite, explain
from trainer.networks.base import NetworkError, NoWeights
from trainer.settings.problems import SettingError


def test_a_loss_that_is_no_number_comes_with_advice() -> None:
    reason, advice = explain(NonFinite("the training loss is nan in epoch 2"), 32)
    assert reason == "the training loss is nan in epoch 2"
    assert all(word in advice for word in ("optimizer.lr", "warmup_epochs", "clipping", "precision"))


@pytest.mark.parametrize("kind", [DataError, NoWeights, NetworkError, SettingError])
def test_an_error_written_for_people_is_the_reason_as_it_stands(
    kind: type[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(kind("train.csv: line 3: no number"), 32) == ("train.csv: line 3: no number", "")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")]
)
def test_out_of_memory_names_the_peak_and_the_batch_size(error: Exception) -> None:
    reason, advice = explain(error, 512)
    told = re.fullmatch(r"out of memory \(peak (\d+\.\d) of \d+\.\d GiB on the CPU\)", reason)
    assert told
    assert 0 < float(told[1]) <= peak_memory(torch.device("cpu")) / 2**30 + 0.05
    assert "batch_size smaller than 512" in advice
    assert "accumulate" in advice


def test_a_network_that_cannot_be_compiled_is_told_to_do_without() -> None:
    kind = type("BackendCompilerFailed", (RuntimeError,), {"__module__": "torch._dynamo.exc"})
    reason, advice = explain(kind("no C++ compiler\nmore"), 32)
    assert reason == "the network could not be compiled: no C++ compiler"
    assert "training.compile = false" in advice


def test_out_of_memory_on_a_gpu_asks_the_gpu_for_its_peak_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda device: 3 * 2**30)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: SimpleNamespace(total_memory=80 * 2**30))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "NVIDIA H100")
    reason, advice = explain(torch.OutOfMemoryError("CUDA out of memory."), 512)
    assert reason == "out of memory (peak 3.0 of 80.0 GiB on NVIDIA H100)"
    assert advice.startswith("`resume --halve-batch`")
    for sign in ("CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED"):
        assert explain(RuntimeError(sign), 512)[0] == reason, "libraries say it in their own words"
    monkeypatch.setenv("BACKSLIDE_GPU_MEMORY", str(4 * 2**30))
    assert "80.0 GiB on NVIDIA H100, 4.0 of them its share)" in explain(torch.OutOfMemoryError(), 2)[0]


def test_what_nobody_foresaw_goes_whole_to_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int("missing")
    except ValueError as error:
        reason, advice = explain(error, 32)
    assert reason == "ValueError: invalid literal for int() with base 10: 'missing'"
    assert "console" in advice
    assert "Traceback" in capsys.readouterr().err


def test_a_reason_is_one_line_of_bounded_length() -> None:
    reason, _ = explain(SettingError("x" * 1000 + "\nsecond line"), 32)
    assert len(reason) == 300
    assert explain(SettingError(""), 32)[0] == "no reason was given"
