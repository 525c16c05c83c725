"""A filter that is completed while it is typed."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message

from tui.widgets.completionlist import CompletionList
from tui.widgets.filterline import FilterLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from textual.binding import BindingType

    from store.query.completions import Candidate

    class Complete(Protocol):
        """Says what may stand where the cursor is; `asked` is whether a person wants to see it between words too."""

        def __call__(self, text: str, cursor: int, *, asked: bool) -> Sequence[Candidate]: ...


class CompletingLine(FilterLine):
    """Shows candidates in a list above it while there are any; keys choose and take them, the focus stays here."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "keep", "Keep", tooltip="Keep this filter and go to the list", id="filter.keep"),
        Binding("tab", "take", "Take", tooltip="Put the chosen completion into the filter", id="filter.take"),
        Binding(
            "down",
            "down",
            "Next",
            tooltip="Choose the next completion; without any, go to the list",
            id="filter.down",
            show=False,
        ),
        Binding("up", "choose(-1)", "Before", tooltip="Choose the completion before", id="filter.before", show=False),
        Binding(
            "ctrl+n",
            "choose(1)",
            "Next",
            tooltip="Choose the next completion, or show what may be typed here",
            id="filter.next",
            show=False,
        ),
        Binding(
            "escape", "drop", "Clear", tooltip="Close the completions, or else clear the filter", id="filter.clear"
        ),
    ]

    class Shut(Message):
        """The completions were closed: what is typed counts as it stands."""

        def __init__(self, line: "CompletingLine") -> None:
            super().__init__()
            self.line = line

    def __init__(self, hint: str, complete: "Complete") -> None:
        super().__init__(hint=hint)
        self.completions = CompletionList()
        self._complete = complete
        self._completed: str | None = None
        """The text that the candidates are for; other candidates for it come only if they are asked for."""
        self._shut = False

    def on_mount(self) -> None:
        self.watch(self, "selection", self._moved, init=False)

    def on_blur(self) -> None:
        self._shut_list()

    def typed(self) -> None:
        """Offer what may follow what was typed."""
        self._shut = False
        self.renew()

    def renew(self) -> None:
        """Offer what is known by now, unless the list was closed."""
        if self.has_focus and not self._shut:
            self._offer(asked=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Leave tab to the screen where there is nothing to take."""
        return action != "take" or bool(self.completions.candidates)

    def action_take(self) -> None:
        candidate = self.completions.current
        if candidate is None:
            return
        end = candidate.start + len(candidate.text)
        self.value = self.value[: candidate.start] + candidate.text + self.value[candidate.end :]
        self.cursor_position = end

    def action_choose(self, steps: int) -> None:
        if self.completions.candidates:
            self.completions.choose(steps)
        else:
            self._offer(asked=True)

    def action_down(self) -> None:
        if self.completions.candidates:
            self.completions.choose(1)
        else:
            self.action_keep()

    def action_keep(self) -> None:
        self._shut_list()
        super().action_keep()

    def action_drop(self) -> None:
        if self.completions.candidates:
            self._shut_list()
            self.post_message(self.Shut(self))
        else:
            super().action_drop()

    def _moved(self) -> None:
        """Close the list when the cursor goes elsewhere without anything being typed."""
        if self.value == self._completed:
            self._shut_list()

    def _offer(self, *, asked: bool) -> None:
        self._completed = self.value
        self._show(self._complete(self.value, self.cursor_position, asked=asked))

    def _shut_list(self) -> None:
        self._shut = True
        self._show(())

    def _show(self, candidates: "Sequence[Candidate]") -> None:
        before = bool(self.completions.candidates)
        self.completions.show(candidates)
        if before != bool(candidates):
            self.refresh_bindings()
