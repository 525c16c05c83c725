"""Each task of docs/tasks.md is done by its keys, in the running app."""

from pathlib import Path

import pytest

from store.store import Store
from tests.docs.generate import documents
from tests.layers.imports import ROOT
from tests.tasks.declared import TASKS, Task
from tests.tasks.evening import evening, morning
from tests.tasks.page import tasks_page
from tests.trainer.launch.scene import wait_until
from tests.tui.screens import WIDE, settled, text_of, until
from trainer.launch.dispatcher import is_alive
from tui.app import Backslide


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return evening(tmp_path, monkeypatch)


def words(text: str) -> str:
    """Return a text with one blank between its words, whatever was there."""
    return " ".join(text.split())


def is_done(task: Task, app: Backslide, store: Store) -> bool:
    screen = words(text_of(app))
    return all(text in screen for text in task.shows) and task.copied in words(app.clipboard) and task.left(store)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
async def test_a_task_is_done_by_its_keys(store: Store, task: Task) -> None:
    app = morning(store)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        assert not is_done(task, app, store), "something is to be done"
        for key in task.pressed:
            await pilot.press(key)
            await settled(pilot)
        await until(pilot, lambda: is_done(task, app, store), task.name)
    wait_until(lambda: not is_alive(store.root))


def test_there_are_ten_and_the_page_counts_every_keystroke() -> None:
    assert len(TASKS) == 10
    assert documents()[ROOT / "docs/tasks.md"] == tasks_page()
    assert "| `down` `down` `N` `odd` `enter` `/` `odd` `enter` | 12 |" in tasks_page()
