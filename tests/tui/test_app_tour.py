"""The tour: seen at the first start, and when it is asked for."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.stores import MIXED, make_store
from tests.tui.screens import NARROW, assert_looks_like, settled, until
from tui.app import Backslide
from tui.keeping.choices import read_choices
from tui.keeping.folder import state_folder
from tui.preferences.settings import settings_file
from tui.screens.tour import Tour


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backslide:
    """Return an app as a person opens it."""
    monkeypatch.chdir(tmp_path)
    app = Backslide(make_store(Path("runs"), 8, epochs=6, statuses=MIXED))
    app.greets = True
    return app


async def touring(pilot: Pilot[Any]) -> Tour:
    await until(pilot, lambda: isinstance(pilot.app.screen, Tour), "the tour")
    assert isinstance(pilot.app.screen, Tour)
    return pilot.app.screen


async def test_the_first_start_shows_it_and_no_later_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (state_folder() / "choices.json").unlink()
    store = Store(Path("runs"))
    for shown in (True, False):
        app = Backslide(store)
        app.greets = True
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, Tour) is shown
    assert read_choices()["toured"] is True


async def test_it_looks_as_it_should_and_ends_after_its_last_page(app: Backslide) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("f2")
        tour = await touring(pilot)
        for number, _ in enumerate(tour.pages, 1):
            await pilot.pause()
            assert_looks_like(app, f"tour-{number}-80x24")
            await pilot.press("enter")
        await until(pilot, lambda: app.screen is not tour, "the end")


async def test_one_goes_back_in_it_and_leaves_it_at_any_page(app: Backslide) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f2")
        tour = await touring(pilot)
        await pilot.press("space", "left", "left")
        assert tour.place == 0
        await pilot.press("space", "escape")
        await until(pilot, lambda: app.screen is not tour, "the list")


async def test_it_names_the_keys_that_are_in_force(tmp_path: Path) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('[keys]\n"runs.launch" = "L"\n')
    app = Backslide(Store(tmp_path / "runs"))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f2")
        tour = await touring(pilot)
        assert "[L] launches" in tour.pages[0].text
