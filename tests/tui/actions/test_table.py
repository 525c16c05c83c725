"""The table of actions."""

from collections import Counter

from textual.binding import Binding

from tui.actions.table import all_actions, owners


def test_every_key_of_the_app_has_a_name_and_says_what_it_does() -> None:
    told = [
        f"{owner.__name__}: {binding}"
        for owner in owners()
        for binding in owner.BINDINGS
        if not (isinstance(binding, Binding) and binding.id and binding.tooltip and binding.description)
    ]
    assert told == []


def test_a_class_gives_a_name_to_one_action_only() -> None:
    for owner in owners():
        actions = {(binding.id, binding.action) for binding in owner.BINDINGS if isinstance(binding, Binding)}
        counted = Counter(id_ for id_, _ in actions)
        assert [id_ for id_, count in counted.items() if count > 1] == [], owner


def test_the_app_the_screens_and_the_widgets_are_in_the_table() -> None:
    found = {action.id: action for action in all_actions()}
    assert {"app.quit", "runs.diff", "table.down", "ask.yes"} <= set(found)
    assert (found["runs.diff"].keys, found["runs.diff"].where) == (("d",), "runs")
    assert found["app.help"].keys == ("?",)


def test_a_keymap_changes_the_keys_of_the_table() -> None:
    found = {action.id: action.keys for action in all_actions({"runs.diff": "D,question_mark"})}
    assert found["runs.diff"] == ("D", "?")


def test_names_fit_the_column_that_the_palette_has_for_them() -> None:
    assert [action.id for action in all_actions() if len(action.description) > 14] == []
