"""The table of actions, read from the bindings in force: what the key line, the help and the palette show."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
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
        if not enabled or not binding.description or not tooltip:
            continue
        display = screen.app.get_key_display(binding)
        place = (namespace, binding.action)
        known = found.get(place)
        if known is not None:
            keys = dict.fromkeys([*known.display.split(), display])
            found[place] = known._replace(display=" ".join(keys))
            continue
        found[place] = Key(
            binding.id or binding.action, display, binding.action, binding.description, tooltip, binding.show, namespace
        )
    return list(found.values())
