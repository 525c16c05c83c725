"""Ranges that two settings give together."""

from trainer.settings.base import Settings


def require_order(settings: Settings, smallest: str, largest: str) -> None:
    """Refuse a range whose smallest value, one setting, lies above its largest, another one."""
    low, high = getattr(settings, smallest), getattr(settings, largest)
    if low > high:
        raise ValueError(f"{smallest} = {low} is above {largest} = {high}; it must be at most as large")
