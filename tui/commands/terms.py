"""Options of `run` that say on what terms runs are launched, and are no part of what they are."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trainer.launch.terms import Terms

Priority = Annotated[
    int, typer.Option("--priority", metavar="N", min=-1000, max=1000, help="Higher ones begin first; 0 is usual.")
]
Retries = Annotated[
    int,
    typer.Option("--retries", metavar="N", min=0, max=100, help="How often what fails, or is lost, goes on by itself."),
]
HalveBatch = Annotated[
    int,
    typer.Option(
        "--halve-batch",
        metavar="N",
        min=0,
        max=12,
        help="How often what runs out of memory goes on with its batches in halves.",
    ),
]
TimeLimit = Annotated[
    str | None,
    typer.Option(
        "--time-limit", metavar="TIME", show_default=False, help="Stop what trains for longer: 90s, 30m, 2h, 1h30m."
    ),
]
Gpus = Annotated[
    str | None,
    typer.Option("--gpus", metavar="LIST", show_default=False, help="Only these GPUs, by number or UUID: 0,2."),
]
GpuMemory = Annotated[
    str | None,
    typer.Option(
        "--gpu-memory",
        metavar="SIZE",
        show_default=False,
        help="So much is enough (6GB; or `measured`): others share the GPU.",
    ),
]

Keep = Annotated[
    str,
    typer.Option(
        "--keep",
        metavar="LIST",
        help="Which weights stay of a run that has finished: best, last, every:5; or none. What others need stays.",
    ),
]

Notify = Annotated[
    str | None,
    typer.Option(
        "--notify",
        metavar="COMMAND",
        show_default=False,
        help="Run this when a run, or the experiment, ends: BACKSLIDE_NAME, _STATUS and others say which, and how.",
    ),
]


def terms_of(  # noqa: PLR0913, PLR0917 - one for each option
    priority: int,
    retries: int,
    halvings: int,
    time_limit: str | None,
    gpus: str | None,
    gpu_memory: str | None,
    keep: str,
    notify: str | None,
) -> "Terms":
    """Return the terms that the options say."""
    from trainer.launch.devices import Devices, find_devices
    from trainer.launch.terms import Terms, parse_command, parse_duration, parse_gpus, parse_keep, parse_memory

    devices = Devices(0) if gpus is None and gpu_memory is None else find_devices()
    return Terms(
        priority=priority,
        retries=retries,
        halvings=halvings,
        time_limit=None if time_limit is None else parse_duration(time_limit),
        gpus=None if gpus is None else parse_gpus(gpus, devices),
        gpu_memory=None if gpu_memory is None else parse_memory(gpu_memory, devices),
        keep=parse_keep(keep),
        notify=None if notify is None else parse_command(notify),
    )
