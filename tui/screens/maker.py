"""Screens that have something made by a thread, and say so meanwhile."""

from typing import TYPE_CHECKING

from tui.screens.base import BackslideScreen

if TYPE_CHECKING:
    from tui.screens.making import Making


class Maker(BackslideScreen[None]):
    """A screen that has something made by a thread; keys that are typed meanwhile do nothing to it."""

    def begin_making(self, what: str) -> "Making":
        """Say what is being made, until it is there or nobody waits any more; return what says so."""
        from tui.screens.making import Making

        making = Making(what)
        self.app.push_screen(making)
        return making

    def end_making(self, making: "Making") -> bool:
        """Say whether somebody still waits for what has been made, and no more that it is being made."""
        is_waited_for = making.is_active
        making.dismiss()
        return is_waited_for
