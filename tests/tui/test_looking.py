"""Looks into files that change, one after the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import pytest

from store.errors import StoreError
from tui.screens.looking import Looks

if TYPE_CHECKING:
    from textual.dom import DOMNode


class Screen:
    """Keeps the work of its threads, and what they hand over, until it is told to go on."""

    def __init__(self) -> None:
        self.display = True
        self.work: list[Callable[[], object]] = []

    def run_worker(self, work: Callable[[], object], **_: Any) -> None:
        self.work.append(work)

    def call_later(self, call: Callable[..., object], *found: object) -> None:
        call(*found)


class Scene:
    """Looks at a number, which is read when a look begins."""

    def __init__(self) -> None:
        self.screen, self.value = Screen(), 0
        self.shown: list[int] = []
        self.told: list[str] = []
        self.error: Exception | None = None
        self.looks = Looks(
            cast("DOMNode", self.screen), self.begin, self.shown.append, self.told.append, ZeroDivisionError
        )

    def begin(self) -> Callable[[], int]:
        value = self.value

        def find() -> int:
            if self.error:
                raise self.error
            return value

        return find

    def finish(self) -> None:
        """Let the thread end, as only one is ever at work."""
        (work,) = self.screen.work
        self.screen.work.clear()
        work()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_however_much_changes_meanwhile_one_more_look_shows_it(scene: Scene) -> None:
    scene.looks.look()
    for scene.value in (1, 2, 3):
        scene.looks.look()
    scene.finish()
    assert scene.shown == [0]
    scene.finish()
    assert scene.shown == [0, 3]
    assert not scene.screen.work
    assert not scene.looks.is_under_way


def test_what_came_of_a_look_at_something_else_is_passed_over(scene: Scene) -> None:
    scene.looks.look()
    scene.value = 1
    scene.looks.look(at_something_else=True)
    scene.looks.look()
    scene.finish()
    scene.finish()
    assert scene.shown == [1]


def test_nothing_is_looked_at_once_more_for_who_is_not_there(scene: Scene) -> None:
    scene.looks.look()
    scene.looks.look()
    scene.screen.display = False
    scene.finish()
    assert not scene.screen.work
    scene.looks.look()
    scene.finish()
    assert scene.shown == [0, 0]


@pytest.mark.parametrize("error", [StoreError("gone"), OSError("gone"), ZeroDivisionError("gone")])
def test_an_error_that_a_person_can_mend_is_told_and_the_next_look_is_taken(scene: Scene, error: Exception) -> None:
    scene.error = error
    scene.looks.look()
    scene.looks.look()
    scene.finish()
    assert (scene.shown, scene.told) == ([], ["gone"])
    scene.error = None
    scene.finish()
    assert scene.shown == [0]


def test_any_other_error_is_a_mistake_of_the_program(scene: Scene) -> None:
    scene.error = KeyError("gone")
    scene.looks.look()
    with pytest.raises(KeyError):
        scene.finish()
