"""The process that reads examples of a run for whoever looks at them; it lives as long as somebody looks."""

import json
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Self

from store.visible import visible
from trainer.launch.errors import LaunchError
from trainer.plan.plugins import untrusted_plugins

if TYPE_CHECKING:
    from store.run import Run

LONGEST_SIDE = 64
"""Pixels of a picture that is sent to be looked at, each way."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture of rows from the top, uint8: one value a pixel for grey, else red, green and blue."""

    width: int
    height: int
    channels: int
    values: bytes


@dataclass(frozen=True, slots=True)
class ShownExample:
    """What the data have of an example; of pictures `pixels` or `png`, of rows of a table the values by column."""

    place: int
    origin: str = ""
    pixels: Pixels | None = None
    own_size: tuple[int, ...] = ()
    """Width and height of the picture in the data."""
    png: bytes = b""
    values: tuple[float, ...] = ()
    deviations: tuple[float, ...] = ()
    """How far each value lies from the training mean, in standard deviations."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ShownSplit:
    """What the data have: `images` or `features`, how many examples, and the names of a table's columns."""

    kind: str
    count: int
    columns: tuple[str, ...]


class ExampleReader:
    """A child that reads the data of a run's split and shows its examples; each call waits for its answer.

    Raises a `LaunchError` of one sentence where the data cannot be had, or are not those of the run any more.
    """

    def __init__(self, run: "Run", split: str) -> None:
        if untrusted := untrusted_plugins(run.record):
            raise LaunchError(f"{untrusted[0].path}: is code that was never trusted here, and the data may need it")
        self._complaints: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the child
        command = [sys.executable, "-P", "-m", "trainer", "examples", str(run.folder), split]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def opened(self) -> ShownSplit:
        """Return what the data have, once they have been read."""
        facts = self._heard()
        if "problem" in facts:
            raise LaunchError(facts["problem"])
        return ShownSplit(facts["kind"], facts["count"], tuple(facts["columns"]))

    def show(self, place: int, box: tuple[int, int] | None = None) -> ShownExample:
        """Return an example; of a picture what fits a box of width and height in pixels, or the whole as PNG."""
        request = {"example": place, "box": box and [min(side, LONGEST_SIDE) for side in box]}
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(request) + "\n")
            self._child.stdin.flush()
        except (OSError, ValueError):
            raise self._ended() from None
        return _example(self._heard())

    def close(self) -> None:
        """End the child."""
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._complaints):
            assert stream is not None
            try:
                stream.close()
            except OSError:
                continue

    def _heard(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        try:
            line = self._child.stdout.readline()
        except ValueError:  # closed meanwhile
            line = ""
        if not line.endswith("\n"):
            raise self._ended()
        heard: dict[str, Any] = json.loads(line)
        return heard

    def _ended(self) -> LaunchError:
        """Return what the child said last, as the error that it has ended."""
        try:
            self._complaints.seek(0)
            lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        except ValueError:  # closed, on purpose
            lines = []
        return LaunchError(f"the process that reads the data has ended{f': {visible(lines[-1])}' if lines else ''}")


def _example(heard: dict[str, Any]) -> ShownExample:
    pixels = None
    if "pixels" in heard:
        pixels = Pixels(heard["width"], heard["height"], heard["channels"], b64decode(heard["pixels"]))
    return ShownExample(
        heard["example"],
        heard["from"],
        pixels,
        tuple(heard.get("own_size", ())),
        b64decode(heard.get("png", "")),
        tuple(heard.get("values", ())),
        tuple(heard.get("deviations", ())),
        heard.get("problem", ""),
    )
