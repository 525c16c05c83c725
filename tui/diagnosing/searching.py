"""How a search is begun in the background: by the command that would do it in a terminal."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trainer.diagnose.asked import Asked


def start_search(root: "Path", asked: "Asked") -> None:
    """Let a process of its own search. Raises `LaunchError` where one is at it already, or it cannot be begun."""
    from trainer.diagnose.errand import errand_of

    errand_of(root, asked).start([sys.executable, "-P", "-m", "tui", *_words(root, asked)])


def _words(root: "Path", asked: "Asked") -> "Iterator[str]":
    """Yield the command line of a search; names are said so that none is taken for an option."""
    yield from ("bisect", f"--against={asked.baseline}", f"--metric={asked.figure}", f"--method={asked.method}")
    yield from (f"--share={asked.share}", f"--most-runs={asked.most_runs}")
    if asked.seeds is not None:
        yield f"--seeds={asked.seeds}"
    yield from (f"--store={root.resolve()}", "--", f"{asked.experiment}/{asked.tuned}")
