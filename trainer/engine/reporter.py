"""What a run says of itself: events for whoever watches, and a plain line for each epoch on the console."""

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from store.events import EventWriter

PAUSE = 0.1
"""Seconds between two progress lines, at least."""


class Reporter:
    """Writes events.jsonl. Between two progress lines it costs the loop one reading of the clock per step."""

    def __init__(self, folder: Path) -> None:
        self._events = EventWriter(folder / "events.jsonl")
        self._next = 0.0
        self._told = 0
        self._images = 0
        self._since = time.monotonic()
        self._effective: dict[str, Any] = {}

    def event(self, kind: str, **fields: Any) -> None:
        """Write one event."""
        self._events.write(kind, **fields)

    def due(self) -> bool:
        """Say whether a progress line may be written now."""
        return time.monotonic() >= self._next

    def progress(self, epoch: int, step: int, steps: int, loss: float, images: int) -> None:
        """Write how far an epoch is; `images` of it are done."""
        now = time.monotonic()
        speed = (images - self._images) / max(now - self._since, 1e-9)
        self._next, self._since, self._images = now + PAUSE, now, images
        self.event("progress", epoch=epoch, step=step, steps=steps, loss=loss, images_per_second=round(speed, 1))

    def begin_epoch(self, images: int) -> None:
        """Start the clock of the progress lines."""
        self._images, self._since = images, time.monotonic()
        self._next = self._since + PAUSE

    def epoch(self, epoch: int, epochs: int, **fields: Any) -> None:
        """Write the figures of an epoch, as an event and as a line."""
        self.event("epoch", epoch=epoch, **fields)
        metrics, width = fields["metrics"], len(str(epochs))
        self.line(
            f"epoch {epoch:>{width}}/{epochs}  batch loss {metrics['train.batch_loss']:.4f}"
            f"  train {metrics['train.accuracy']:.4f}  val {metrics['val.accuracy']:.4f}"
            f"  val loss {metrics['val.loss']:.4f}  lr {metrics['lr']:.3g}  {fields['images_per_second']:.0f} images/s"
        )

    def warnings(self, warnings: list[tuple[str, str]]) -> None:
        """Write the warnings that are new since the last call."""
        for setting, text in warnings[self._told :]:
            self.event("warning", setting=setting, text=text)
            self.line(f"warning: {setting}: {text}")
        self._told = len(warnings)

    def effective(self, settings: dict[str, Any]) -> None:
        """Write the effective settings, unless they are what was written before."""
        if settings != self._effective:
            self._effective = dict(settings)
            self.event("effective", settings=settings)

    def flush(self) -> bool:
        """Write events for which the disk had no room, and say whether all are written now."""
        return self._events.flush()

    def line(self, text: str) -> None:
        """Write one line to the console, which the supervisor keeps."""
        with suppress(OSError):  # the console is a file, whose disk may be full
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def close(self) -> None:
        """Close the file of events."""
        self._events.close()
