"""What is told of a keymap, and that the keys of the app itself do not get in each other's way."""

import pytest

from tui.preferences.keymaps import clashes, is_key, problems_of

ON_PURPOSE = {
    ("console.forget", "screen.back"): "escape ends the search of a console before it goes back",
    ("plot.leave", "screen.back"): "escape takes the crosshair away before it goes back",
    ("search_line.back", "screen.back"): "escape leaves the line of a search before it leaves the screen",
    ("diff.clear", "screen.back"): "escape takes the filter away first, then it goes back",
    ("filter.clear", "screen.back"): "escape leaves the line of the filter before it leaves the screen",
    ("edit.leave", "screen.back"): "escape leaves the line of a note before it leaves the screen",
    ("edit.save", "runs.open"): "enter keeps a note while it is typed",
    ("filter.keep", "runs.open"): "enter keeps what is typed while it is typed",
}
"""Actions that stand before another on the same key, each with its reason."""


def test_no_two_actions_of_a_screen_are_on_one_key_unless_it_is_meant() -> None:
    found = {(clash.first, clash.second): clash for clash in clashes({})}
    assert {pair: clash for pair, clash in found.items() if pair not in ON_PURPOSE} == {}
    assert set(ON_PURPOSE) - set(found) == set()


def test_a_keymap_that_works_is_told_nothing_of() -> None:
    assert problems_of({"runs.diff": "D,f5", "app.theme": "ctrl+t", "runs.sort": "d"}, "F") == []


@pytest.mark.parametrize(
    ("id_", "keys", "told"),
    [
        ("runs.dif", "D", "there is no such action (did you mean 'runs.diff'?); `backslide keys` lists all"),
        ("runs.diff", "ctlr+d", "there is no key 'ctlr+d'; keys are called D, 7, ?, f5, enter, ctrl+d"),
        ("runs.diff", "ctrl+banana", "there is no key 'ctrl+banana'; keys are called D, 7, ?, f5, enter, ctrl+d"),
        ("runs.diff", "D,nokey", "there is no key 'nokey'; keys are called D, 7, ?, f5, enter, ctrl+d"),
        ("runs.diff", "s", "s is the key of runs.stop (runs), too; where both act, one is not reached"),
        ("app.theme", "z", "z is the key of runs.fold_all (runs), too; where both act, one is not reached"),
        ("runs.diff", "?", "? is the key of app.help (runs), too; where both act, one is not reached"),
        ("runs.diff", "j", "j is the key of table.down (runs), too; where both act, one is not reached"),
    ],
)
def test_a_mistake_is_one_sentence(id_: str, keys: str, told: str) -> None:
    assert problems_of({id_: keys}, "F") == [f'F: keys."{id_}": {told}']


def test_a_key_that_many_screens_use_is_told_once() -> None:
    (told,) = problems_of({"app.theme": "e"}, "F")
    assert "more, too" in told


@pytest.mark.parametrize(
    "name", ["D", "?", "question_mark", "f5", "ctrl+d", "ctrl+shift+up", "space", "comma", "+", "ä"]
)
def test_keys_that_terminals_send_are_known(name: str) -> None:
    assert is_key(name)


@pytest.mark.parametrize("name", ["", "ctrl+", "dd", "shft+d", "ctrl"])
def test_others_are_not(name: str) -> None:
    assert not is_key(name)
