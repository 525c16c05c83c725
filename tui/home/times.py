"""Moments as the Home screen writes them."""

import time

DAY = 86_400.0


def clock(when: float, now: float) -> str:
    """Return a moment by the clock here: `03:12`, with the day's name or its date where it was not today."""
    then, today = time.localtime(when), time.localtime(now)
    if then[:3] == today[:3]:
        return time.strftime("%H:%M", then)
    return time.strftime("%a %H:%M" if 0 < now - when < 6 * DAY else "%Y-%m-%d", then)


def ago(when: float, now: float) -> str:
    """Return how long ago a moment was, roughly: `5 min ago`, `3 h ago`, `2 d ago`."""
    minutes = max(0, int(now - when)) // 60
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d ago"
