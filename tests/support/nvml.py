"""A library that answers in the place of NVML as the real one does."""

from types import SimpleNamespace
from typing import Any

import pynvml


def nvml(**answers: Any) -> SimpleNamespace:
    """Return a library of one GPU; its calls are counted in `open`."""
    library = SimpleNamespace(
        NVMLError=pynvml.NVMLError,
        NVMLError_LibraryNotFound=pynvml.NVMLError_LibraryNotFound,
        NVMLError_NotSupported=pynvml.NVMLError_NotSupported,
        open=0,
        nvmlDeviceGetCount=lambda: 1,
        nvmlDeviceGetHandleByIndex=lambda index: f"handle {index}",
        nvmlSystemGetDriverVersion=lambda: "570.1",
        nvmlDeviceGetMemoryInfo=lambda _: SimpleNamespace(free=70, total=80),
        nvmlDeviceGetUUID=lambda _: "GPU-1",
        nvmlDeviceGetName=lambda _: "H100",
        nvmlDeviceGetComputeRunningProcesses=lambda _: [SimpleNamespace(pid=4), SimpleNamespace(pid=7)],
        nvmlDeviceGetMigMode=lambda _: [0, 0],
        NVML_TEMPERATURE_GPU=0,
        nvmlDeviceGetUtilizationRates=lambda _: SimpleNamespace(gpu=87, memory=40),
        nvmlDeviceGetTemperature=lambda _, sensor: 64 if sensor == 0 else -1,
    )
    library.nvmlInit = lambda: setattr(library, "open", library.open + 1)
    library.nvmlShutdown = lambda: setattr(library, "open", library.open - 1)
    vars(library).update(answers)
    return library


def raises(error: type[Exception]) -> Any:
    def call(*_: Any) -> Any:
        raise error

    return call
