"""The app as its person wants it."""

from asyncio import sleep
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor

from store.store import Store
from tests.support.stores import MIXED, make_store
from tests.tui.screens import settled, text_of, until
from tui.app import Backslide
from tui.preferences.preferred import is_remote
from tui.preferences.settings import settings_file
from tui.screens.diff import DiffScreen
from tui.screens.help import Help
from tui.widgets.titleline import TitleLine


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 4, statuses=MIXED)


def want(text: str) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(text)


def told(app: Backslide) -> list[str]:
    return [one.message for one in app._notifications]


async def test_the_theme_is_the_one_that_the_file_states(store: Store) -> None:
    want('theme = "light"')
    assert Backslide(store).theme == "backslide-light"


async def test_a_theme_that_was_chosen_by_a_key_is_there_again(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("t")
        await settled(pilot)
    assert Backslide(store).theme == "backslide-light"
    assert not settings_file().exists()


async def test_a_choice_that_cannot_be_kept_is_told_and_holds_for_now(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    async with Backslide(store).run_test() as pilot:
        await pilot.press("t")
        await settled(pilot)
        assert pilot.app.theme == "backslide-light"
        assert told(pilot.app)[-1].startswith("this is forgotten when the app is closed: ")


async def test_a_key_of_the_file_acts_and_is_shown_and_the_old_one_does_not(store: Store) -> None:
    want('[keys]\n"app.help" = "Z"\n"runs.diff" = "D"\n')
    async with Backslide(store).run_test(size=(160, 45)) as pilot:
        assert " D Diff" in text_of(pilot.app).splitlines()[-1]
        await pilot.press("question_mark")
        assert not isinstance(pilot.app.screen, Help)
        await pilot.press("Z")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help), "the help")
        assert {key.display for key in pilot.app.screen.keys if key.id == "runs.diff"} == {"D"}


async def test_mistakes_are_told_and_the_app_is_there_all_the_same(store: Store) -> None:
    want('theme = "blue"\n[keys]\n"runs.dif" = "D"\n"runs.sort" = "D"')
    async with Backslide(store).run_test() as pilot:
        await until(pilot, lambda: len(told(pilot.app)) == 2, "both mistakes")
        assert told(pilot.app)[0].endswith('theme is "blue", but it can be "dark" or "light"')
        assert "did you mean 'runs.diff'?" in told(pilot.app)[1]
        assert pilot.app.screen.table.rows


async def test_of_many_mistakes_the_first_are_told_and_where_the_others_are(store: Store) -> None:
    want("\n".join(f"wrong{number} = 1" for number in range(9)))
    async with Backslide(store).run_test() as pilot:
        await until(pilot, lambda: told(pilot.app), "the mistakes")
        (message,) = told(pilot.app)
        assert len(message.splitlines()) == 5
        assert message.splitlines()[-1] == "and 5 more; `backslide keys` tells all"


@pytest.mark.parametrize(
    ("environment", "level"),
    [({}, "full"), ({"SSH_CONNECTION": "1 2 3 4"}, "none"), ({"SSH_TTY": "/x", "TEXTUAL_ANIMATIONS": "full"}, "full")],
)
async def test_nothing_is_animated_over_ssh_unless_it_is_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], level: str
) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Backslide(store).animation_level == level


def test_where_the_person_sits_is_told_by_the_environment() -> None:
    assert is_remote({"SSH_TTY": "/dev/pts/1"})
    assert not is_remote({})


async def test_news_of_a_screen_that_nobody_sees_draw_nothing_and_are_there_when_it_is_seen_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store(tmp_path, 4)
    drawn: list[bool] = []
    render = Compositor.render_update

    def noted(self: Compositor, *args: Any, **options: Any) -> Any:
        drawn.append(True)
        return render(self, *args, **options)

    async with Backslide(store).run_test() as pilot:
        runs = pilot.app.screen
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen) and pilot.app.screen.comparison, "the diff")
        await settled(pilot)
        monkeypatch.setattr(Compositor, "render_update", noted)
        runs.query_one(TitleLine).refresh()
        await sleep(0.2)
        assert not drawn
        runs.query_one(TitleLine).place = "news"
        await pilot.press("escape")
        await settled(pilot)
        assert "news" in text_of(pilot.app)


async def test_what_lies_below_a_dialog_goes_on(tmp_path: Path) -> None:
    async with Backslide(make_store(tmp_path, 4)).run_test() as pilot:
        runs = pilot.app.screen
        await pilot.press("colon")
        await settled(pilot)
        runs.query_one(TitleLine).place = "news"
        await until(pilot, lambda: "news" in text_of(pilot.app), "the news")
