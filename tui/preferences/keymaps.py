"""Whether a keymap can work: each action and each key is known, and no two actions of a screen are on one key."""

import sys
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.keys import KEY_TO_UNICODE_NAME, REPLACED_KEYS, Keys
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from store.errors import did_you_mean
from tui.actions.table import all_actions, key_name, owners, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from textual.dom import DOMNode

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
KEYS = frozenset(str(key.value) for key in Keys)
MOST_NAMED = 3
Reached = dict[str, dict[str, str]]
"""By key: the ids of the actions there, with what each is called."""


class Clash(NamedTuple):
    """Two actions on one key of a screen: where `first` acts, `second` is not reached."""

    key: str
    first: str
    second: str
    where: str


def problems_of(keymap: "Mapping[str, str]", file: str) -> list[str]:
    """Return a sentence for each mistake of a keymap. This imports every screen."""
    known = {action.id for action in all_actions()}
    told = [
        f'{file}: keys."{id_}": there is no such action{did_you_mean(id_, known)}; `backslide keys` lists all'
        for id_ in keymap
        if id_ not in known
    ]
    for id_, keys in keymap.items():
        told += [
            f'{file}: keys."{id_}": there is no key {key.strip()!r}; keys are called D, 7, ?, f5, enter, ctrl+d'
            for key in keys.split(",")
            if not is_key(key.strip())
        ]
    return [*told, *(f"{file}: {text}" for text in _told_clashes(keymap))]


def is_key(name: str) -> bool:
    """Say whether a terminal can send a key of this name."""
    *modifiers, key = name.split("+") if len(name) > 1 else [name]
    return MODIFIERS.issuperset(modifiers) and (len(key) == 1 or key in KEYS or _is_character(key, alone=not modifiers))


def _is_character(name: str, *, alone: bool) -> bool:
    """Say whether a name is that of a character; beside a modifier there are those of a keyboard only."""
    if name in KEY_TO_UNICODE_NAME or name in REPLACED_KEYS:
        return True
    try:
        character = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return character.isprintable() and (alone or character.isascii())


def _told_clashes(keymap: "Mapping[str, str]") -> "Iterator[str]":
    """Yield what a keymap brings about that was not so before: once for each key that it gives."""
    before = {(clash.first, clash.second) for clash in clashes({})}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for key, first, second, where in clashes(keymap):
        if (first, second) not in before:
            mine, other = (first, second) if first in keymap else (second, first)
            found.setdefault((mine, key), {})[other] = where
    for (mine, key), others in found.items():
        named = [f"{other} ({where})" for other, where in others.items()][:MOST_NAMED]
        more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
        yield f'keys."{mine}": {key} is the key of {", ".join(named)}{more}, too; where both act, one is not reached'


def clashes(keymap: "Mapping[str, str]") -> list[Clash]:
    """Return where two actions of a screen, with its widgets and the app, are on one key."""
    found: dict[Clash, None] = {}
    classes = list(owners())
    app = next(owner for owner in classes if issubclass(owner, App))
    for screen in classes:
        if not issubclass(screen, Screen):
            continue
        where, own = place_of(screen), _reached(screen, keymap)
        found |= dict.fromkeys(_within(own, where))
        around = {} if issubclass(screen, ModalScreen) else _reached(app, keymap)
        found |= dict.fromkeys(_between(own, around, where))
        for widget in _widgets_of(screen):
            inner = _reached(widget, keymap)
            found |= dict.fromkeys(
                (*_within(inner, where), *_between(inner, own, where), *_between(inner, around, where))
            )
    return list(found)


def _within(keys: Reached, where: str) -> "Iterator[Clash]":
    for key, ids in keys.items():
        first, *others = ids
        yield from (Clash(key, first, second, where) for second in others)


def _between(inner: Reached, outer: Reached, where: str) -> "Iterator[Clash]":
    for key in inner.keys() & outer.keys():
        for first in inner[key]:
            yield from (Clash(key, first, second, where) for second in outer[key] if first != second)


def _reached(owner: type["DOMNode"], keymap: "Mapping[str, str]") -> Reached:
    """Return what keys do in a class with what it inherits; its own come before those of its bases."""
    merged: dict[str, Binding] = {}
    for base in owner.__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                for key in binding.key.split(","):
                    merged.setdefault(key.strip(), binding)
        if not vars(base).get("_inherit_bindings", True):
            break
    keys: Reached = {}
    for key, binding in merged.items():
        given = keymap[binding.id or ""].split(",") if binding.id in keymap else (key,)
        for one in given:
            keys.setdefault(key_name(one.strip()), {})[binding.id or ""] = binding.description
    return keys


def _widgets_of(screen: type["DOMNode"]) -> "Iterable[type[DOMNode]]":
    """Return the widgets with keys that a screen's modules, and the widgets that it has, know of."""
    found: dict[type[DOMNode], None] = {}
    modules = [base.__module__ for base in screen.__mro__ if base.__module__.startswith("tui.screens.")]
    while modules:
        for value in list(vars(sys.modules[modules.pop()]).values()):
            if _is_own_widget(value) and value not in found:
                found[value] = None
                modules.append(value.__module__)
    return found


def _is_own_widget(value: object) -> bool:
    is_widget = isinstance(value, type) and issubclass(value, Widget) and not issubclass(value, Screen)
    return is_widget and value.__module__.startswith("tui.")
