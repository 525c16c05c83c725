"""The line in which text is typed or pasted, wherever the app asks for some."""

from typing import Any

from rich.highlighter import Highlighter
from rich.text import Text
from textual.binding import Binding
from textual.events import Key
from textual.widgets import Input

from tui.literal import same_length

EDITS = {binding.action for binding in Input.BINDINGS if isinstance(binding, Binding)} - {"submit"}
"""What changes the text, or moves in it."""


class _Literal(Highlighter):
    def __call__(self, text: str | Text) -> Text:
        return Text(same_length(str(text)), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Leave the text without colours."""


class TextInput(Input):
    """Shows its value literally, which itself stays as it is. The cursor stands still: to blink it costs bytes."""

    DEFAULT_CSS = """
    TextInput > .input--placeholder { color: $text-muted; }
    TextInput > .input--selection { background: $primary; color: $background; }
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, highlighter=_Literal(), **options)
        self.cursor_blink = False

    async def on_key(self, event: Key) -> None:
        """Obey a key that edits at once: on its way up to the app, what is typed after it would overtake it."""
        active = self.screen.active_bindings.get(event.key)
        edits = active and active.node is self and active.binding.action in EDITS
        if active and edits and await self.app.run_action(active.binding.action, self):
            event.stop().prevent_default()


class InputLine(TextInput):
    """A text input that takes one line among the lines of a screen."""

    DEFAULT_CSS = """
    InputLine { background: $panel; height: 1; border: none; padding: 0 1; }
    InputLine:focus { border: none; background: $primary-muted; }
    """

    def __init__(self, value: str = "", *, hint: str, **options: Any) -> None:
        super().__init__(value, placeholder=hint, compact=True, **options)
