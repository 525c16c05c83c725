"""A run's console of 1 GB: its end on screen, a page up, the beginning, a search through all of it, and memory.

The end has to be on screen within 0.5 s of the key, a page up and the beginning (once all is indexed) within 0.1 s, and
the memory of the app may grow by no more than 32 MiB, whatever the size. Beside it the same for a console of 1 MB.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.app import App

from store.run import CONSOLE
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.tui.screens import text_of
from tui.app import Backslide
from tui.screens.run import RunScreen
from tui.widgets.searchline import SearchLine

SIZES = {"1 MB": 10**6, "1 GB": 10**9}
QUICK_SIZES = {"1 MB": 10**6, "64 MB": 64 * 10**6}
LINE = "epoch {} step {:04} loss 0.{:06} val.accuracy 0.9{:03} 1,234 images/s\n"
LAST = "the last line"
ABSENT = "a text that is nowhere"
PATIENCE = 120


def write_log(path: Path, size: int) -> None:
    """Write a console of about as many bytes, in lines of about 60."""
    block = "".join(LINE.format(n // 100, n % 10_000, n * 7919 % 10**6, n % 1000) for n in range(50_000)).encode()
    with path.open("wb") as file:
        file.write(b"the first line\n")
        for _ in range(size // len(block)):
            file.write(block)
        file.write(block[: size % len(block)].rpartition(b"\n")[0] + f"\n{LAST}\n".encode())


def resident() -> float:
    """Return the memory that this process holds, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


async def _seconds(app: App[Any], key: str, holds: Callable[[], object]) -> float:
    """Return how long it takes from a key, or from now, until something holds; other work may go on meanwhile."""
    begun = time.perf_counter()
    if key:
        app.simulate_key(key)
    while not holds():
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError(f"{key} did not do it; on screen:\n{text_of(app)}")
        await asyncio.sleep(0.002)
    return time.perf_counter() - begun


async def measure(store: Store) -> dict[str, float]:
    """Return the seconds that each key takes until what it is for is on screen, and the growth of memory."""
    app = Backslide(store)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.push_screen(RunScreen(store, store.find("decline/baseline/0")))
        await pilot.pause(0.5)
        before = resident()
        found = {"its end on screen": await _seconds(app, "6", lambda: LAST in text_of(app))}
        found["page up, at once"] = await _seconds(app, "pageup", lambda: f"▌ {LAST}" not in text_of(app))
        found["all of it indexed"] = await _seconds(app, "", lambda: "indexing" not in text_of(app))
        found["page up"] = await _seconds(app, "pageup", lambda: LAST not in text_of(app))
        found["the beginning"] = await _seconds(app, "home", lambda: "the first line" in text_of(app))
        await pilot.press("slash")
        await pilot.pause()
        app.screen.query_one(SearchLine).value = ABSENT
        found["a search through all"] = await _seconds(app, "", lambda: f'no line has "{ABSENT}"' in text_of(app))
        found["MiB of memory more"] = resident() - before
    return found


def main(*, quick: bool = False) -> None:
    """Print a line for each figure, a column for each size."""
    found = {}
    for name, size in (QUICK_SIZES if quick else SIZES).items():
        with TemporaryDirectory() as folder:
            run = add_run(Path(folder), status=Status.FINISHED)
            write_log(run.folder / CONSOLE, size)
            found[name] = asyncio.run(measure(Store(Path(folder))))
    print(f"{'a console of':<24}" + "".join(f"{name:>10}" for name in found))
    for figure in next(iter(found.values())):
        print(f"{figure:<24}" + "".join(f"{figures[figure]:>10.3f}" for figures in found.values()))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
