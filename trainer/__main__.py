"""The child process: `python -P -m trainer run FOLDER`, and what else needs torch for a command."""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

COMMANDS = {
    "test": "trainer.engine.measure_again",
    "export": "trainer.engine.export",
    "examples": "trainer.data.showing",
}
"""Commands beside `run`, with the module whose `main` takes the remaining arguments and gives the exit status."""


class StopRequest:
    """Set by SIGTERM or SIGINT; a run looks at it after each step, so what stops it never tears anything."""

    def __init__(self) -> None:
        self.made = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._make)

    def _make(self, _number: int, _frame: FrameType | None) -> None:
        self.made = True

    def __call__(self) -> bool:
        """Say whether the request was made."""
        return self.made


def run(folder: Path) -> int:
    """Do the run in a folder; 0 if it finished or was stopped, 1 if it failed, 2 if it is none."""
    asked = StopRequest()  # before torch is imported, so that an early request is heard, too
    from store.errors import StoreError
    from trainer.engine.run import train

    try:
        return 1 if train(folder, asked=asked).status == "failed" else 0
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def main(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit status."""
    command, *rest = arguments or [""]
    if command == "run" and len(rest) == 1:
        return run(Path(rest[0]))
    if command in COMMANDS:
        status: int = import_module(COMMANDS[command]).main(rest)
        return status
    sys.stderr.write(
        f"usage: python -P -m trainer run FOLDER (or {', '.join(COMMANDS)}, which the program starts by itself)\n"
    )
    return 2


if __name__ == "__main__":
    ended = main(sys.argv[1:])
    with suppress(OSError):  # the disk may be full
        sys.stdout.flush()
    os._exit(ended)  # to take torch apart takes half a second, for which the next run would wait
