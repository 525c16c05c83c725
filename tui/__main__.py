"""The program `backslide`, which is also `python -m tui`."""

import os
import sys
from pathlib import Path


def main() -> int:
    """Run a command line; without a word on it the app opens at once, as nobody has to be asked what words mean."""
    if sys.argv[1:]:
        from tui.commands import main as run_command

        return run_command()
    from tui.guard import guarded
    from tui.starting import start

    return guarded(lambda: start(Path(os.environ.get("BACKSLIDE_STORE") or "runs")))


if __name__ == "__main__":
    sys.exit(main())
