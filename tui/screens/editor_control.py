"""The experiment file in the person's editor, and what others write to it while it is on screen."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from tui.calm import pace
from tui.launching.editor import NoEditorError, edit, editor_call, stamp
from tui.launching.filetext import first_mistake
from tui.screens.launch_control import LaunchControl

if TYPE_CHECKING:
    from store.store import Store
    from tui.launching.draft import Draft
    from tui.launching.preview import Preview

LOOK = 1.0
"""Seconds between two looks at whether the file has been written."""


class EditorControl(LaunchControl):
    """Checks the file of a draft again whenever it was saved, by the editor that a key opens or by another."""

    def __init__(self, store: "Store", file: Path | None) -> None:
        super().__init__(store)
        self.file = file
        self._seen: tuple[int, int] | None = None
        self._is_fresh = False
        """Whether the file was chosen or edited, and what is wrong in it has not been shown yet."""

    def on_mount(self) -> None:
        self.set_interval(pace(self.app, LOOK), self._look_at_file)

    def change(self, draft: "Draft") -> None:
        self._seen = stamp(draft.file)
        super().change(draft)

    def _look_at_file(self) -> None:
        """Check the draft again if its file is not what it was."""
        if self.draft is not None and stamp(self.draft.file) != self._seen:
            self.change(replace(self.draft))

    def mistake_left(self, preview: "Preview") -> int | None:
        """Return the line of the first mistake of the file; once, when it was chosen and when the editor was closed."""
        is_fresh, self._is_fresh = self._is_fresh, False
        return first_mistake(preview.lines) if is_fresh else None

    def action_editor(self) -> None:
        if self.file is None:
            return
        try:
            call = editor_call(os.environ, self.file, self._first_line())
            with self.app.suspend():
                status = edit(call)
        except (NoEditorError, SuspendNotSupported, OSError) as error:
            self.tell(str(error) or "an editor cannot be opened from this terminal", severity="error")
            return
        if status:
            self.tell(f"{call[0]} ended with status {status}", severity="warning")
        self.app.refresh(repaint=True, layout=True)
        self._is_fresh = True
        if self.draft is not None:
            self.change(replace(self.draft))

    def _first_line(self) -> int | None:
        """Return the line of the first mistake."""
        return first_mistake(self.newest.lines) if self.newest else None
