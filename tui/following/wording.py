"""How news of runs is put into words."""

import math
from pathlib import Path
from typing import Any

from store import goal
from store.run import CONSOLE, Run
from store.status import Status
from tui.following.news import News
from tui.formats import duration
from tui.literal import console_line, literal

LAST_LINES = 3
"""Lines of its console that are shown of a run that failed."""
_READ = 4096


def name(run: Run) -> str:
    """Return `experiment/variant/seed`, as it can be shown."""
    return literal(run.name)


def begun(news: News, width: int = 0) -> str:
    """Return the line of a run that begins; names take `width` columns, so that lines can be read down."""
    return f"{name(news.run):{width}}  began on {literal(device(news))}"


def device(news: News) -> str:
    """Return the device that a run is on."""
    launched = news.run.state()["launched"] or {}
    return str((news.history.started or {}).get("device_name") or launched.get("device_name") or "an unknown device")


def epoch(news: News, width: int = 0) -> str:
    """Return the line of an epoch."""
    return f"{name(news.run):{width}}  epoch {news.history.epoch}/{epochs(news.run)}  {figures(news)}".rstrip()


def figures(news: News, room: float = math.inf) -> str:
    """Return the figures of the newest epoch that matter most, as many as find room."""
    shown = {"val": "val.accuracy", "train": "train.accuracy", "val loss": "val.loss"}
    last = news.history.last
    told = [f"{title} {last[metric]:.4f}" for title, metric in shown.items() if metric in last]
    while told and len("  ".join(told)) > room:
        told.pop()
    return "  ".join(told)


def epochs(run: Run) -> int:
    """Return how many epochs a run is to do."""
    return int(_training(run).get("epochs", 0))


def _training(run: Run) -> dict[str, Any]:
    training = (run.record.get("config") or {}).get("training")
    return training if isinstance(training, dict) else {}


def over(news: News, width: int = 0) -> str:
    """Return the line of a run that is over: how it ended, and its test accuracy and goal, or the reason."""
    status, reason = news.standing.status, news.standing.reason
    text = f"{name(news.run):{width}}  {status}"
    if news.history.seconds:
        text += f" after {duration(news.history.seconds)}"
    if status is Status.FINISHED:
        return text + _result(news)
    return text + (f": {literal(reason)}" if reason else "")


def _result(news: News) -> str:
    training = _training(news.run)
    found = news.history.figures(
        str(training.get("select", "best")), str(training.get("select_metric", "val.accuracy"))
    )
    accuracy = found.get("test.accuracy")
    reached = goal.reached(news.run.record.get("goal"), found)
    told = "" if accuracy is None else f"  test accuracy {accuracy:.4f}"
    return told + {True: "  goal reached", False: "  goal missed", None: ""}[reached]


def last_words(run: Run) -> list[str]:
    """Return the last lines that a run printed."""
    content = _tail(run.folder / CONSOLE).decode(errors="replace")
    lines = [console_line(line) for line in content.splitlines()]
    return [line for line in lines if line.strip()][-LAST_LINES:]


def _tail(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _READ))
            return file.read()
    except FileNotFoundError:
        return b""
