"""Every screen, at two sizes and in every look, as its golden file has it; and every key, told and offered there."""

import re
import time
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from rich.style import Style
from textual.screen import Screen

from tests.layers.imports import ROOT
from tests.tui.contrast import contrast
from tests.tui.found_scenes import SCENES, mixed
from tests.tui.home_scene import NOW, opened
from tests.tui.looks import LOOKS, put_on, worn
from tests.tui.screens import GOLDENS, NARROW, WIDE, assert_same, settled
from tests.tui.walking import Walk, look_over
from tui.actions.table import all_actions
from tui.app import Backslide
from tui.panes.base import Pane
from tui.watcher import Watcher

SIZES = {"80x24": NARROW, "160x45": WIDE}
ELSEWHERE = {
    "diff.against": "the same as part.file, and told with it",
    "diff.code": "the same as part.code, and told with it",
    "diff.where": "the same as part.where, and told with it",
    "help.close": "the help does not list itself",
    "palette.close": "the palette does not list itself",
    "palette.down": "the palette does not list itself",
    "palette.up": "the palette does not list itself",
    "examples.other": "only where several variants are compared",
    "search.stop": "only while somebody searches",
}
pytestmark = pytest.mark.usefixtures("still_machine")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCENES)
async def test_every_screen_is_as_it_should_be_in_every_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: str
) -> None:
    monkeypatch.setattr(Watcher, "run", lambda _: None)
    monkeypatch.setattr(time, "time", lambda: NOW)
    make, scene = SCENES[name]
    store, walk = make(tmp_path, monkeypatch), Walk()
    async with opened(store).run_test(size=SIZES[size]) as pilot:
        async for place in scene(pilot, store):
            await look_over(pilot, f"{name}/{place}-{size}")
            await walk.note(pilot, place, keys=size == "80x24")
    if size == "80x24":
        assert_same(walk.text, f"{name}/places")


def noted(kind: str) -> set[str]:
    """Return what the walks have noted of one kind; each walk holds its notes against what it meets."""
    lines = (line for name in SCENES for line in (GOLDENS / name / "places.txt").read_text("utf-8").splitlines())
    return {word for line in lines if line.startswith(f"{kind}: ") for word in line.partition(": ")[2].split(", ")}


def test_every_action_is_met_somewhere() -> None:
    missing = {action.id for action in all_actions()} - noted("keys")
    assert missing == ELSEWHERE.keys()


def test_every_screen_and_every_pane_is_met_somewhere() -> None:
    assert opened_somewhere(Screen, "screens") | opened_somewhere(Pane, "panes") == noted("shown")


def opened_somewhere(base: type, package: str) -> set[str]:
    """Return the classes of a package that the app makes something of: not what only others are made from."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "tui").rglob("*.py"))
    found = set()
    for module in iter_modules([str(ROOT / "tui" / package)]):
        for value in vars(import_module(f"tui.{package}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, base) and value.__module__.startswith(f"tui.{package}."):
                found.add(value)
    bases = {base for one in found for base in one.__mro__[1:]}
    return {one.__name__ for one in found if one not in bases or re.search(rf"(?<!class )\b{one.__name__}\(", source)}


def test_every_tab_and_every_page_is_met_somewhere() -> None:
    of = {(where, int(number), int(count)) for where, number, count in map(split_up, noted("tabs"))}
    assert {where for where, _, _ in of} >= {"RunScreen", "LaunchScreen", "PARTS", "Tour"}
    assert {where: {number for one, number, _ in of if one == where} for where, _, _ in of} == {
        where: set(range(1, count + 1)) for where, _, count in of
    }


def split_up(tab: str) -> tuple[str, str, str]:
    where, number, count = re.findall(r"[^ /]+", tab)
    return where, number, count


def test_no_golden_file_of_a_walk_is_of_a_place_that_is_not_there() -> None:
    for name in SCENES:
        files = {path.stem for path in (GOLDENS / name).iterdir()}
        places = re.findall(r"^\[(.*)\]$", (GOLDENS / name / "places.txt").read_text("utf-8"), re.MULTILINE)
        assert len(places) == len(set(places))
        assert files == {"places"} | {f"{place}-{size}" for place in places for size in SIZES}


async def test_a_look_that_is_put_on_is_that_of_an_app_started_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    store, drawn = mixed(tmp_path, monkeypatch), []
    for start in (*LOOKS, LOOKS[0]):
        with monkeypatch.context() as started:
            if not start.colours:
                started.setenv("NO_COLOR", "1")
            app = opened(store)
            app.theme = start.theme
            async with app.run_test(size=NARROW) as pilot:
                await settled(pilot)
                assert worn(app) == start
                drawn.append(drawing_of(app))
                for look in (*LOOKS, start):
                    await put_on(pilot, look)
                assert drawing_of(app) == drawn[-1]
    assert len(set(map(str, drawn))) == len(LOOKS)


def drawing_of(app: Backslide) -> list[tuple[str, Style | None]]:
    strips = app.screen._compositor.render_strips()
    return [(segment.text, segment.style) for strip in strips for segment in strip.simplify()]


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast(Style(color="#000000", bgcolor="#ffffff")), 2) == 21.0
    assert round(contrast(Style(color="#777777", bgcolor="#ffffff")), 2) == 4.48
