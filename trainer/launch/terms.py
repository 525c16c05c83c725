"""On what terms a run is launched: what is said when it is queued and is no part of what it is."""

import re
from dataclasses import dataclass
from typing import Any

from trainer.launch.errors import LaunchError

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Terms:
    """What queueing may say of runs, beside their settings."""

    priority: int = 0
    retries: int = 0
    """How often a run that fails, or is lost, goes on by itself."""
    time_limit: float | None = None
    """Seconds after which a run that trains is stopped; it can be resumed."""

    def as_state(self) -> dict[str, Any]:
        """Return what run.json keeps of them."""
        return {"priority": self.priority, "retries": self.retries, "time_limit": self.time_limit}


USUAL = Terms()


def parse_duration(text: str) -> float:
    """Return the seconds that `90`, `90s`, `30m`, `2h`, `1d` or `1h30m` means."""
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    if not seconds or "".join(number + unit for number, unit in parts) != text:
        raise LaunchError(f"{text!r} is no length of time; one is 90s, 30m, 2h, 1d or 1h30m")
    return seconds
