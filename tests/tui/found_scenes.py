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
from tests.tui.screens import settled, until
from tui.screens.examples import ExamplesScreen
from tui.screens.page import PageScreen
from tui.screens.remedies import RemediesScreen
from tui.screens.run import RunScreen
from tui.screens.search import SearchScreen

Scene = Callable[[Pilot[Any], Store], AsyncIterator[str]]
LAW = {"regularizers.dropout": 0.2, "optimizer.lr=1.0": 0.1}


def mixed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    return make_store(Path("runs"), 8, epochs=16, statuses=MIXED)


def compared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    return make_store(Path("runs"), 6)


def shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    add_shown_runs(Path("runs"))
    return Store(Path("runs"))


def lawful(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(folder)
    use_stand_ins(monkeypatch, folder)
    return measured_store(Path(), monkeypatch, LAW)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settled(pilot)
    return " ".join(keys)


async def the_list(pilot: Pilot[Any], _: Store) -> AsyncIterator[str]:
    yield await press(pilot, "down")
    for key, end in (
        ("e", "escape"),
        ("s", "escape"),
        ("i", "escape"),
        ("y", "escape"),
        ("semicolon", "escape"),
        *((key, "escape") for key in "HcbovNT"),
    ):
        yield await press(pilot, key)
        await press(pilot, end)
    yield await press(pilot, "f2")
    await press(pilot, "escape")
    yield await press(pilot, "slash", "t")


async def runs(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    for status in ("running", "stopped"):
        run = next(row for row in store.rows() if row.status == status)
        screen = RunScreen(store, store.run(run.id))
        await pilot.app.push_screen(screen)
        await settled(pilot)
        for key in "13456":
            yield await press(pilot, key)
        yield await press(pilot, "2", "right", "plus")
        await press(pilot, "escape")
        for key in "786":
            yield await press(pilot, key)
        yield await press(pilot, "slash", "e")
        yield await press(pilot, "enter")


async def launch(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    await open_launch(pilot, store)
    for key in "3412":
        yield await press(pilot, key)
    await find(pilot, "optimizer.lr")
    await open_editor(pilot)
    yield "the editor"
    await press(pilot, "escape")
    yield await press(pilot, "slash")
    await press(pilot, "escape")
    yield await press(pilot, "o")


async def diff(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    await open_diff(pilot, store, "tuned")
    yield "the diff"
    yield await press(pilot, "c")
    yield await press(pilot, "slash", "a", "enter")
    await press(pilot, "escape")
    for key in "DFw":
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, PageScreen), "the page")
        await settled(pilot)
        yield key
        await press(pilot, "escape")


async def examples(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    screen = ExamplesScreen(store, "decline/baseline", ("decline/tuned",))
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.data or screen.trouble, "the examples")
    yield "the examples"


async def search(pilot: Pilot[Any], store: Store) -> AsyncIterator[str]:
    from trainer.diagnose.asked import Asked

    for screen in (SearchScreen, RemediesScreen):
        opened = screen(store, Asked("why", "baseline", "tuned"))
        await pilot.app.push_screen(opened)
        await until(pilot, lambda: pilot.app.screen.seen, "what was found")
        await pilot.pause()
        yield screen.__name__


SCENES: dict[str, tuple[Callable[[Path, pytest.MonkeyPatch], Store], Scene]] = {
    "list": (mixed, the_list),
    "runs": (mixed, runs),
    "launch": (small_store, launch),
    "diff": (compared, diff),
    "examples": (shown, examples),
    "search": (lawful, search),
}
