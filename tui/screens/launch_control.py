"""What a person decides about a launch, resolved by a thread after every change; and the start of it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from tui.screens.ask import Ask
from tui.screens.base import BackslideScreen

if TYPE_CHECKING:
    from store.store import Store
    from tui.launching.draft import Draft
    from tui.launching.preview import Preview
    from tui.launching.start import Answer


class LaunchControl(BackslideScreen[None]):
    """Holds the draft of a launch; a subclass shows what became of it, and that something is being done."""

    class Ready(Message):
        """A draft has been resolved."""

        def __init__(self, preview: "Preview") -> None:
            super().__init__()
            self.preview = preview

    class Answered(Message):
        """The runs are queued, or they could not be."""

        def __init__(self, answer: "Answer") -> None:
            super().__init__()
            self.answer = answer

    def __init__(self, store: "Store") -> None:
        super().__init__()
        self.store = store
        self.draft: Draft | None = None
        self.newest: Preview | None = None
        """What became of the newest draft that was resolved."""
        self._starting = False

    def show_preview(self, preview: "Preview") -> None:
        """Show what became of the draft."""
        raise NotImplementedError

    def show_wait(self, what: str) -> None:
        """Show that something is being done."""
        raise NotImplementedError

    def change(self, draft: "Draft") -> None:
        """Take another draft, and have it resolved."""
        self.draft = draft
        self.show_wait("reading…" if self.newest is None else "checking…")
        self._resolve(draft)

    @work(thread=True, exclusive=True, group="resolve")
    def _resolve(self, draft: "Draft") -> None:
        from tui.launching.preview import preview

        self.post_message(self.Ready(preview(self.store.root, draft)))

    def on_launch_control_ready(self, event: Ready) -> None:
        if event.preview.draft is self.draft:
            self.newest = event.preview
            self.show_preview(event.preview)

    def action_start(self) -> None:
        preview = self.newest
        if self._starting or preview is None or preview.draft is not self.draft:
            self.tell("wait a moment: this is still being looked at")
        elif preview.untrusted:
            self._ask_for_trust(preview)
        elif preview.problem:
            self.tell(preview.problem, severity="error")
        else:
            self._starting = True
            self.show_wait("queueing…")
            self._start(preview)

    def _ask_for_trust(self, preview: "Preview") -> None:
        def answer(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands a modal's answer in by place
            if yes and self.draft is not None:
                from tui.launching.start import trust_all

                if problem := trust_all(preview.untrusted):
                    self.tell(problem, severity="error")
                self.change(replace(self.draft))

        files = "\n".join(f"{plugin.path} (SHA-256 {plugin.sha256[:12]}…)" for plugin in preview.untrusted)
        text = f"{files}\nThey run as you. The answer holds until a file changes; press s again to start."
        self.app.push_screen(Ask("Run the code of these plug-in files?", text), answer)

    @work(thread=True, exclusive=True, group="start")
    def _start(self, preview: "Preview") -> None:
        from tui.launching.start import start

        self.post_message(self.Answered(start(self.store.root, preview.checked.runs)))

    def on_launch_control_answered(self, event: Answered) -> None:
        self._starting = False
        if event.answer.queued:
            self.tell_done(event.answer.text, lasting=event.answer.new > 0)
        else:
            self.tell(event.answer.text, severity="error")
        if event.answer.queued and self.is_current:
            self.dismiss()
        elif self.draft is not None:
            self.change(self.draft)
