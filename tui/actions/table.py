"""The table of actions: those in force now (key line, help and palette show them), and all that there are."""

import re
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.keys import REPLACED_KEYS, key_to_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.dom import DOMNode
    from textual.screen import Screen


class Key(NamedTuple):
    """One action that a key reaches now."""

    id: str
    display: str
    action: str
    description: str
    tooltip: str
    shown: bool
    namespace: "DOMNode"

    @property
    def shortest(self) -> str:
        """The key to show where there is room for one."""
        return min(reversed(self.display.split()), key=len)


def active_keys(screen: "Screen[object]") -> list[Key]:
    """Return our actions in force, those of the focused widget first; keys of one action are joined (`up k`).

    Every binding of ours has a tooltip; those that Textual's own widgets bring have none, and are left out.
    """
    found: dict[tuple[object, str], Key] = {}
    for namespace, binding, enabled, tooltip in screen.active_bindings.values():
        if not enabled or not binding.description or not tooltip or _is_typed(binding.key, namespace, screen):
            continue
        display = screen.app.get_key_display(binding)
        place = (namespace, binding.action)
        known = found.get(place)
        if known is not None:
            keys = dict.fromkeys([*known.display.split(), display])
            found[place] = known._replace(display=" ".join(keys))
            continue
        shown = binding.show and getattr(namespace, "is_of_use", _always)(binding.action)
        found[place] = Key(
            binding.id or binding.action, display, binding.action, binding.description, tooltip, shown, namespace
        )
    return list(found.values())


def _is_typed(key: str, namespace: "DOMNode", screen: "Screen[object]") -> bool:
    """Say whether a key is text for what has focus, also where Textual does not know its character by that name."""
    focused = screen.focused
    return focused is not None and namespace is not focused and focused.check_consume_key(key, character_of(key))


def _always(_: str) -> bool:
    return True


PLACES = {
    "EverywhereApp": "everywhere",
    "BackslideScreen": "every screen",
    "RunPanes": "run",
    "LineTable": "tables",
    "Paper": "pages",
}
"""What classes are called for a person where their names do not say it."""


class Action(NamedTuple):
    """One action that a class of the app declares."""

    id: str
    keys: tuple[str, ...]
    description: str
    tooltip: str
    where: str
    owner: type["DOMNode"]


def all_actions(keymap: "Mapping[str, str] | None" = None) -> list[Action]:
    """Return every action of the app, its screens and its widgets, with the keys that a keymap gives them."""
    found: dict[tuple[type, str], Action] = {}
    for owner in owners():
        for action in declared(owner, keymap or {}):
            place = (owner, action.id)
            known = found.get(place)
            found[place] = known._replace(keys=(*known.keys, *action.keys)) if known else action
    return list(found.values())


def shortest_keys(keymap: "Mapping[str, str]") -> dict[str, str]:
    """Return for every action the key to show where there is room for one."""
    return {action.id: min(reversed(action.keys), key=len) for action in all_actions(keymap)}


def owners() -> "Iterator[type[DOMNode]]":
    """Yield the classes that declare keys: the app, the screens, the widgets. This imports them all."""
    from importlib import import_module
    from pkgutil import iter_modules

    from textual.dom import DOMNode

    import tui.screens
    import tui.widgets

    packages = (tui.screens, tui.widgets)
    names = [f"{package.__name__}.{found.name}" for package in packages for found in iter_modules(package.__path__)]
    for name in ("tui.app", "tui.everywhere", *names):
        for value in vars(import_module(name)).values():
            own = isinstance(value, type) and value.__module__ == name and "BINDINGS" in vars(value)
            if own and issubclass(value, DOMNode):
                yield value


def declared(owner: type["DOMNode"], keymap: "Mapping[str, str]") -> "Iterator[Action]":
    """Yield the actions that a class itself declares."""
    for binding in owner.BINDINGS:
        if isinstance(binding, Binding) and binding.id:
            keys = tuple(key_name(key.strip()) for key in keymap.get(binding.id, binding.key).split(","))
            yield Action(binding.id, keys, binding.description, binding.tooltip or "", place_of(owner), owner)


def place_of(owner: type["DOMNode"]) -> str:
    """Return what a class is called for a person: `RunsScreen` is `runs`, `ExampleTable` is `example table`."""
    name = owner.__name__
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name.removesuffix("Screen").removesuffix("Control"))
    return PLACES.get(name, words.lower())


def character_of(key: str) -> str | None:
    """Return what is typed with a key, or None for one that types nothing."""
    return key_to_character(REPLACED_KEYS.get(key, key))


def key_name(key: str) -> str:
    """Return the name that a person knows a key by: `?`, not `question_mark`; a comma would part keys, so not that."""
    character = character_of(key)
    plain = character and character.isprintable() and not character.isspace() and character != ","
    return character if character and plain else key
