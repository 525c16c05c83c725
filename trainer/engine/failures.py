"""Why a run failed, in one sentence, and what to change."""

import traceback

import torch

from store.errors import StoreError
from trainer.data.examples import DataError
from trainer.engine.device import memory_told
from trainer.engine.weights import WeightsError
from trainer.networks.base import NetworkError, NoWeights
from trainer.settings.problems import SettingError

NON_FINITE = (
    "lower optimizer.lr, add schedule.warmup_epochs or regularizers.gradient_clipping, "
    "or use training.precision fp32 (or bf16 instead of fp16)"
)
SHORT_ON_CPU = "can't allocate memory"
SHORT_ON_GPU = ("CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED")
"""What PyTorch says where others have taken what its libraries want; else it raises an `OutOfMemoryError`."""
MENDABLE = (StoreError, DataError, NoWeights, NetworkError, WeightsError, SettingError)
"""Errors whose message is written for the person who reads it."""


class NonFinite(Exception):  # noqa: N818 - says what happened to the loss
    """The loss is no longer a number."""


def explain(error: Exception, batch_size: int) -> tuple[str, str]:
    """Return the reason and the advice for an error that ended a run. What nobody foresaw goes to the console whole."""
    if isinstance(error, NonFinite):
        return str(error), NON_FINITE
    if is_out_of_memory(error):
        device = torch.device("cuda" if _is_of_gpu(error) and torch.cuda.is_available() else "cpu")
        return f"out of memory ({memory_told(device)})", _less_memory(batch_size)
    if type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
        return _sentence(f"the network could not be compiled: {error}"), "set training.compile = false"
    if isinstance(error, MENDABLE):
        return _sentence(str(error)), ""
    traceback.print_exception(error)
    return _sentence(f"{type(error).__name__}: {error}"), "the traceback is in the console log"


def _less_memory(batch_size: int) -> str:
    halves = "`resume --halve-batch` goes on with batches in halves; or " if batch_size > 3 else ""
    return (
        f"{halves}make training.batch_size smaller than {batch_size} and training.accumulate larger, or data.size "
        "smaller; bf16 takes less, too"
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether an error means that a GPU, or the machine, had too little memory."""
    return _is_of_gpu(error) or isinstance(error, MemoryError) or SHORT_ON_CPU in str(error)


def _is_of_gpu(error: BaseException) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or any(sign in str(error) for sign in SHORT_ON_GPU)


def _sentence(text: str) -> str:
    """Return the first line of a message, at most 300 characters of it."""
    lines = text.strip().splitlines() or ["no reason was given"]
    return lines[0] if len(lines[0]) <= 300 else f"{lines[0][:299]}…"
