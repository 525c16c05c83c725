"""On what terms a run is launched: what is said when it is queued and is no part of what it is."""

import re
import shlex
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from trainer.launch.devices import Devices, is_named, visible_gpus
from trainer.launch.errors import LaunchError
from trainer.launch.measured import MEASURED

LONGEST_TIME = 100 * 365 * 86400.0
_BYTES = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Terms:
    """What queueing may say of runs, beside their settings."""

    priority: int = 0
    retries: int = 0
    """How often a run that fails, or is lost, goes on by itself."""
    halvings: int = 0
    """How often a run that is out of memory goes on by itself with its batches in halves."""
    time_limit: float | None = None
    """Seconds after which a run that trains is stopped; it can be resumed."""
    gpus: tuple[str, ...] | None = None
    """The GPUs that may be used, by number or the beginning of a UUID; None: what CUDA_VISIBLE_DEVICES says, or all."""
    gpu_memory: int | str | None = None
    """Bytes of a GPU's memory that are enough for a run, so that others may share the GPU; or `measured`."""

    keep: tuple[str, ...] = ("best",)
    """Which weights stay once a run has finished: `best`, `last`, `every:N`; none: what is known is its figures."""

    notify: tuple[str, ...] | None = None
    """A command, word by word, that is run when a run ends, and when nothing of its experiment is left."""

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Terms":
        """Return the terms that run.json has kept of a run."""
        kept: dict[str, Any] = {term.name: state[term.name] for term in fields(cls)}
        for name, value in kept.items():
            kept[name] = tuple(value) if isinstance(value, list) else value
        return cls(**kept)

    def as_state(self) -> dict[str, Any]:
        """Return what run.json keeps of them."""
        gpus = visible_gpus() if self.gpus is None else self.gpus
        notify = None if self.notify is None else list(self.notify)
        return {
            **asdict(self),
            "gpus": None if gpus is None else list(gpus),
            "keep": list(self.keep),
            "notify": notify,
        }


USUAL = Terms()


def parse_duration(text: str) -> float:
    """Return the seconds that `90`, `90s`, `30m`, `2h`, `1d` or `1h30m` means."""
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    if not seconds or "".join(number + unit for number, unit in parts) != text:
        raise LaunchError(f"{text!r} is no length of time; one is 90s, 30m, 2h, 1d or 1h30m")
    return seconds


def parse_moment(text: str, now: float) -> float:
    """Return the unix time that `08:00` (the next), `2026-11-30 08:00`, or a length of time from now, means."""
    clock = re.fullmatch(r"(?:(\d{4}-\d\d-\d\d)[ T])?(\d\d?:\d\d)", text.strip())
    if clock is None:
        return now + min(parse_duration(text.strip()), LONGEST_TIME)
    day = clock[1] or time.strftime("%Y-%m-%d", time.localtime(now))
    try:
        found = time.strptime(f"{day} {clock[2]}", "%Y-%m-%d %H:%M")
    except ValueError:
        raise LaunchError(f"{text!r} is no time; one is 08:00, '2026-11-30 08:00' or 10h") from None
    tomorrow = time.struct_time((*found[:2], found.tm_mday + 1, *found[3:8], -1))
    when = time.mktime(found)
    if when <= now and clock[1]:
        raise LaunchError(f"{text!r} is over already")
    return when if when > now else time.mktime(tomorrow)


def parse_command(text: str) -> tuple[str, ...]:
    """Return the words of a command as a shell would part them; its program must be there. No shell runs it."""
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise LaunchError(f"--notify {text}: this is no command ({error})") from None
    program = shutil.which(words[0]) if words else None
    if program is None:
        raise LaunchError(f"--notify {text}: there is no program {words[0] if words else ''!r} to run")
    return (str(Path(program).absolute()), *words[1:])


def parse_keep(text: str) -> tuple[str, ...]:
    """Return the words of `best`, `last` and `every:5`, with commas between; `none` keeps nothing."""
    words = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    if words == ("none",):
        return ()
    every = [word for word in words if re.fullmatch(r"every:[1-9]\d{0,5}", word)]
    if len(every) > 1 or any(word not in {"best", "last", *every} for word in words):
        raise LaunchError(f"--keep {text}: best, last and every:N are expected, with commas between, or none")
    return words


def parse_memory(text: str, devices: Devices) -> int | str:
    """Return `measured`, or the bytes that `6GB`, `6GiB`, `800M` or `1.5g` means; K, M, G and T are powers of 1024.

    Some GPU of this machine must have so much, if it has any.
    """
    if text == MEASURED:
        return text
    size = parse_size(text, "--gpu-memory")
    most = max((gpu.total for gpu in devices.gpus), default=size)
    if size > most:
        raise LaunchError(f"--gpu-memory {text}: no GPU here has so much; the largest has {most / 2**30:.1f} GiB")
    return size


def parse_size(text: str, option: str) -> int:
    """Return the bytes that `6GB`, `800M` or `1.5g` means; less than a megabyte is a slip of the hand."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text.strip().lower())
    size = float(found[1]) * _BYTES[found[2]] if found else 0
    if not 2**20 <= size <= 2**49:
        raise LaunchError(f"{option} {text}: this is no size; one is 6GB or 800MB")
    return int(size)


def parse_gpus(text: str, devices: Devices) -> tuple[str, ...]:
    """Return the GPUs that `0,2` names; each must be one of this machine, if it has any that answer."""
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    unknown = [word for word in words if not any(is_named(gpu, word) for gpu in devices.gpus)]
    if not words or (devices.gpus and unknown):
        known = ", ".join(str(gpu.index) for gpu in devices.gpus) or "none that answer"
        raise LaunchError(
            f"--gpus {text}: there is no GPU {unknown[0] if unknown else repr(text)} here; there are {known}"
        )
    return words
