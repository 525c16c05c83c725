"""Every screen of the app, opened by keys, for what is to hold on all of them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.shown import add_shown_runs
from tests.support.stores import MIXED, make_store
from tests.trainer.diagnose.lawful import measured_store
from tests.trainer.launch.scene import use_stand_ins
from tests.tui.diff_scene import opened as open_diff
from tests.tui.launch_scene import find, open_editor, small_store
from tests.tui.launch_scene import opened as open_launch
from tests.tui.page_scene import with_answers, with_code, with_file
from tests.tui.screens import settled, text_of, until
from tui.screens.diff import DiffScreen
from tui.screens.examples import ExamplesScreen
from tui.screens.launch import LaunchScreen
from tui.screens.making import Making
from tui.screens.parts import Part
from tui.screens.remedies import RemediesScreen
from tui.screens.run import RunScreen
from tui.screens.search import SearchScreen

Scene = Callable[[Pilot[Any], Store], AsyncIterator[str]]
"""Goes from place to place, and says where it is."""
LAW = {"regularizers.dropout": 0.2, "optimizer.lr=1.0": 0.1}
PANES = ("epochs", "curves", "settings", "results", "warnings", "console", "events", "system")
OF_RUNNING = {"epochs", "results", "warnings", "events", "system"}
"""What looks otherwise while a run goes on."""


def mixed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    store = make_store(Path("runs"), 8, epochs=16, statuses=MIXED)
    for row in store.rows():
        with store.run(row.id).change_state() as state:
            if state["launched"]:
                state["launched"]["pid"] = 4242
    return store


def compared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    return make_store(Path("runs"), 6)


def paged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    with_answers()
    with_code("other")
    return with_file()


def shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    add_shown_runs(Path("runs"))
    return Store(Path("runs"))


def lawful(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    use_stand_ins(monkeypatch, folder)
    return measured_store(Path(), monkeypatch, LAW)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def is_shown(pilot: Pilot[Any], part: int) -> bool:
    """Say whether a part of a comparison is on screen as a whole."""
    screen = pilot.app.screen
    return isinstance(screen, Part) and screen.part == part and not screen.waits and not pilot.app.workers


async def the_list(pilot: Pilot[Any], _: Store) -> AsyncIterator[str]:
    yield "runs"
    await press(pilot, "down")
    yield "runs-second"
    for name, key in (
        ("export", "e"),
        ("stop", "s"),
        ("explain", "i"),
        ("copy", "y"),
        ("jump", "semicolon"),
        ("columns", "c"),
        ("groups", "b"),
        ("order", "o"),
        ("views", "v"),
        ("note", "N"),
        ("tags", "T"),
        ("again", "A"),
        ("help", "question_mark"),
        ("palette", "colon"),
    ):
        await press(pilot, key)
        yield name
        await press(pilot, "escape")
    await pilot.app.push_screen(Making("Making the report of decline"))
    yield "making"
    await press(pilot, "escape", "H")
    await until(pilot, lambda: "CPU" in text_of(pilot.app) and "nded" in text_of(pilot.app), "what home tells")
    yield "home"
    await press(pilot, "escape", "f2")
    for page in range(1, 6):
        yield f"tour-{page}"
        await press(pilot, "enter")
    await press(pilot, "slash", *"train")
    yield "filter"


async def runs(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    await pilot.app.push_screen(RunScreen(store, store.find("decline/baseline/1")))
    await settled(pilot)
    for key, pane in enumerate(PANES, 1):
        if pane in OF_RUNNING:
            await press(pilot, str(key))
            yield f"running-{pane}"
    pilot.app.pop_screen()
    await pilot.app.push_screen(RunScreen(store, store.find("decline/tuned/0")))
    await settled(pilot)
    for key, pane in enumerate(PANES, 1):
        await press(pilot, str(key))
        yield f"finished-{pane}"
    await press(pilot, "2", "right", "plus")
    yield "crosshair"
    await press(pilot, "escape", "6", "slash", "e")
    yield "search"
    await press(pilot, "enter")
    yield "found"
    await press(pilot, "escape")
    pilot.app.pop_screen()
    for name in ("decline/tuned/1", "decline/no-mixup/1"):
        run = store.find(name)
        await pilot.app.push_screen(RunScreen(store, run))
        await settled(pilot)
        yield str(run.standing().status)
        pilot.app.pop_screen()


async def launch(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    await pilot.app.push_screen(LaunchScreen(store))
    await settled(pilot)
    yield "files"
    await press(pilot, "escape")
    await open_launch(pilot, store)
    for key, name in (("3", "plan"), ("4", "text"), ("1", "variants"), ("2", "settings")):
        await press(pilot, key)
        yield name
    await find(pilot, "optimizer.lr")
    await open_editor(pilot)
    await settled(pilot)
    yield "editor"
    await press(pilot, "escape", "slash")
    yield "search"
    await press(pilot, "escape", "o")
    yield "other-file"


async def diff(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    await open_diff(pilot, store, "tuned")
    yield "figures"
    await press(pilot, "C")
    yield "variants"
    await press(pilot, "escape", "c")
    yield "shown-curves"
    await press(pilot, "slash", "a", "enter")
    yield "filtered"
    await press(pilot, "escape")
    await press(pilot, "2")
    yield "curves"


async def pages(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    for experiment, key, name in (
        ("decline", "3", "where"),
        ("decline", "4", "examples"),
        ("other", "5", "code"),
        ("why", "6", "file"),
    ):
        await pilot.app.push_screen(DiffScreen(store, f"{experiment}/baseline", (f"{experiment}/tuned",)))
        await press(pilot, key)
        await until(pilot, lambda wanted=int(key): is_shown(pilot, wanted), "the part")
        yield name
    await press(pilot, "F")
    await until(pilot, lambda: "A method is off" in text_of(pilot.app), "the defaults")
    yield "defaults"


async def examples(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    screen = ExamplesScreen(store, "decline/baseline", ("decline/tuned",))
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: (screen.data or screen.trouble) and not screen.waits, "the examples")
    await settled(pilot)
    yield "examples"


async def search(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    from trainer.diagnose.asked import Asked

    for name, screen in (("search", SearchScreen), ("remedies", RemediesScreen)):
        opened = screen(store, Asked("why", "baseline", "tuned"))
        await pilot.app.push_screen(opened)
        await until(pilot, lambda: pilot.app.screen.seen, "what was found")
        await settled(pilot)
        yield name


SCENES: dict[str, tuple[Callable[[Path, pytest.MonkeyPatch], Store], Scene]] = {
    "list": (mixed, the_list),
    "runs": (mixed, runs),
    "launch": (small_store, launch),
    "diff": (compared, diff),
    "pages": (paged, pages),
    "examples": (shown, examples),
    "search": (lawful, search),
}
