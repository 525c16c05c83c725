"""What is left once, however often its key is pressed."""

from typing import Any

from textual.await_complete import AwaitComplete


class LeftOnce:
    """A screen that can be dismissed from the top only: Textual takes away whatever lies there, the last screen too."""

    def dismiss(self: Any, result: Any = None) -> AwaitComplete:
        if not self.is_active:
            return AwaitComplete()
        left: AwaitComplete = super().dismiss(result)  # type: ignore[misc]  # the screen's that this is mixed into
        return left
