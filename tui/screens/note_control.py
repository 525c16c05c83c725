"""Notes and tags of runs, edited where they are shown."""

from functools import partial
from typing import TYPE_CHECKING

from textual import on, work

from store.errors import StoreError
from tui.actions.undo import Step
from tui.formats import plural
from tui.screens.control import NO_RUN, RunControl
from tui.widgets.detail import DetailLine
from tui.widgets.editline import EditLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from store.annotations import Said
    from store.row import Row

NOTE, NOTES, TAGS = "note", "notes", "tags"
HINTS = {
    NOTE: "a note; empty takes it away",
    NOTES: "they have several notes; what is written here replaces them",
    TAGS: "tags, with blanks between; what you delete is taken away",
}


class NoteControl(RunControl):
    """Edits what a person says of the chosen runs; a thread writes it, the watcher shows it."""

    _edited: "tuple[Row, ...]" = ()

    async def action_note(self) -> None:
        rows = self.chosen_rows()
        notes = {said.note for said in self._said_of(rows)}
        await self._edit(NOTES if len(notes) > 1 else NOTE, rows, notes.pop() if len(notes) == 1 else "")

    async def action_tags(self) -> None:
        rows = self.chosen_rows()
        await self._edit(TAGS, rows, " ".join(shared_tags(self._said_of(rows))))

    def _said_of(self, rows: "Sequence[Row]") -> "list[Said]":
        """Return what is said of runs, whole: a row may hold less."""
        from store.annotations import annotations_of

        said: list[Said] = []
        with self.errors_told():
            said += annotations_of(self.store, [row.id for row in rows]).values()
        return said

    async def _edit(self, what: str, rows: "Sequence[Row]", value: str) -> None:
        if not rows:
            self.refuse(NO_RUN)
            return
        self._edited = tuple(rows)
        await self.query(EditLine).remove()
        line = EditLine(what, value, f"{HINTS[what]} ({plural(len(rows), 'run')})")
        await self.mount(line, before=self.query_one(DetailLine))
        self.set_focus(line)

    @on(EditLine.Left)
    async def _edit_left(self, message: EditLine.Left) -> None:
        line, text = message.line, message.text
        if text == line.before:
            text = None
        if text is not None and line.what == TAGS and not self._are_tags(text):
            return
        self.set_focus(self.query_one(LineTable))
        await line.remove()
        if text is not None:
            self.annotate(line.what, text, self._edited)

    def _are_tags(self, text: str) -> bool:
        """Say what is wrong with tags, while they can still be mended."""
        from store.annotations import check_tags

        try:
            check_tags(_words(text))
        except StoreError as error:
            self.tell(error, severity="error")
            return False
        return True

    @work(thread=True, group="control")
    def annotate(self, what: str, text: str, rows: "Sequence[Row]") -> None:
        """Write a note, or change tags by what was shared before and is now."""
        from store.annotations import annotations_of, change_tags, set_note
        from store.store import Store

        store, ids = Store(self.store.root), [row.id for row in rows]
        with self.errors_told():
            before = annotations_of(store, ids)
            if what == TAGS:
                after = _words(text)
                change_tags(store, ids, after, [tag for tag in shared_tags([*before.values()]) if tag not in after])
            else:
                set_note(store, ids, text)
            noun = "tags" if what == TAGS else "note"
            told = f"{noun} of {plural(len(ids), 'run')}"
            step = Step(f"{told}: as before", partial(said_again, store.root, before))
            self._done(f"{told} changed", step, "brings back what was there")


def said_again(root: "Path", before: "Mapping[str, Said]") -> None:
    """Give runs the notes and tags that they had."""
    from store.annotations import restore
    from store.store import Store

    restore(Store(root), before)


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def shared_tags(runs: "Sequence[Said]") -> list[str]:
    """Return the tags that all of the runs have."""
    return [tag for tag in (runs[0].tags if runs else ()) if all(tag in said.tags for said in runs)]
