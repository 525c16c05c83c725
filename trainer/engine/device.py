"""Everything that asks which device a run is on: choice, settings of the process, precision, seeds, memory."""

import os
import resource
from contextlib import AbstractContextManager, nullcontext

import psutil
import torch
from torch import Tensor, nn

from trainer.plan.sections.training import Training
from trainer.settings.problems import SettingError

HALF = {"bf16": torch.bfloat16, "fp16": torch.float16}


def choose_device(wanted: str) -> torch.device:
    """Return the device that a run trains on; `auto` is the first GPU that the process sees, else the CPU."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise SettingError(
            'training.device: "cuda" was asked for, but this process sees no GPU; "auto" takes the CPU then'
        )
    return torch.device("cuda", 0) if available and wanted != "cpu" else torch.device("cpu")


def set_up_process(training: Training) -> None:
    """Set the threads and the determinism of the whole process, before anything is on a GPU.

    `torch.use_deterministic_algorithms` sets the same switch, and another in the compiler, which takes 2 s to import.
    """
    torch.set_num_threads(training.threads)
    if training.deterministic:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    if training.compile:
        torch.use_deterministic_algorithms(training.deterministic)
    else:
        torch.set_deterministic_debug_mode("error" if training.deterministic else "default")
    torch.backends.cudnn.benchmark = not training.deterministic
    share = os.environ.get("BACKSLIDE_GPU_MEMORY")
    if share and training.device != "cpu" and torch.cuda.is_available():
        keep_to_share(int(share))


def keep_to_share(memory: int) -> None:
    """Let this process run out of memory by itself before it takes, of a GPU that it shares, what is others'."""
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(min(memory / total, 1.0), 0)


def autocast(precision: str, device: torch.device) -> AbstractContextManager[object]:
    """Return the context of the forward pass: nothing for fp32, else automatic mixed precision."""
    if precision == "fp32":
        return nullcontext()
    return torch.autocast(device.type, dtype=HALF[precision])


def gradient_scaler(precision: str, device: torch.device) -> torch.amp.GradScaler:
    """Return the scaler of the loss; it does something for fp16 only."""
    return torch.amp.GradScaler(device.type, enabled=precision == "fp16")


def seed_chance(device: torch.device, seed: int) -> None:
    """Seed the global generators that networks draw from (their own dropout, their initialization).

    `torch.manual_seed` would do, but costs more than a step of a small network where CUDA is not in use.
    """
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)


def place(module: nn.Module, device: torch.device, training: Training) -> nn.Module:
    """Move a network to the device, in the memory format that the settings ask for."""
    if training.channels_last:
        return module.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]  # a gap in torch's types
    return module.to(device)


def memory_format(inputs: Tensor, training: Training) -> Tensor:
    """Return pictures in the memory format that the settings ask for."""
    if training.channels_last and inputs.dim() == 4:
        return inputs.contiguous(memory_format=torch.channels_last)
    return inputs


def synchronize(device: torch.device) -> None:
    """Wait until the device has done what it was given, so that a clock can be read."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def peak_memory(device: torch.device) -> int:
    """Return the most memory in bytes that tensors took on the GPU, or the whole process on a CPU."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def memory_told(device: torch.device) -> str:
    """Return the peak of a run's memory beside all that there is, and on what: for whoever has run out of it."""
    if device.type == "cuda":
        total, where = torch.cuda.get_device_properties(0).total_memory, device_name(device)
    else:
        total, where = psutil.virtual_memory().total, "the CPU"
    share = os.environ.get("BACKSLIDE_GPU_MEMORY") if device.type == "cuda" else None
    own = f", {int(share) / 2**30:.1f} of them its share" if share else ""
    return f"peak {peak_memory(device) / 2**30:.1f} of {total / 2**30:.1f} GiB on {where}{own}"


def room_for_data(device: torch.device) -> int:
    """Return the bytes that one set of examples may take on the device: a quarter of what is free."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0]) // 4
    return int(psutil.virtual_memory().available) // 4


def loading_workers() -> int:
    """Return how many processes decode pictures: one for each CPU that the run may use, but one, and at most eight."""
    return min(max(len(os.sched_getaffinity(0)) - 1, 1), 8)


def device_name(device: torch.device) -> str:
    """Return a name that a person knows the device by."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
