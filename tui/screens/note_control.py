"""Notes and tags of runs, edited where they are shown."""

from typing import TYPE_CHECKING

from textual import on, work

from tui.formats import plural
from tui.screens.control import NO_RUN, RunControl
from tui.widgets.detail import DetailLine
from tui.widgets.editline import EditLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row

NOTE, TAGS = "note", "tags"
HINTS = {NOTE: "a note; empty takes it away", TAGS: "tags, with blanks between; what you delete is taken away"}


class NoteControl(RunControl):
    """Edits what a person says of the chosen runs; a thread writes it, the watcher shows it."""

    _edited: "tuple[Row, ...]" = ()

    async def action_note(self) -> None:
        rows = self.chosen_rows()
        notes = {row.note for row in rows}
        await self._edit(NOTE, rows, notes.pop() if len(notes) == 1 else "")

    async def action_tags(self) -> None:
        rows = self.chosen_rows()
        await self._edit(TAGS, rows, " ".join(shared_tags(rows)))

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
        self.set_focus(self.query_one(LineTable))
        await message.line.remove()
        if message.text is not None:
            self.annotate(message.line.what, message.text, self._edited)

    @work(thread=True, group="control")
    def annotate(self, what: str, text: str, rows: "Sequence[Row]") -> None:
        """Write a note, or change tags by what was shared before and is now."""
        from store.annotations import change_tags, set_note
        from store.store import Store

        store, ids = Store(self.store.root), [row.id for row in rows]
        with self.errors_told():
            if what == NOTE:
                set_note(store, ids, text)
            else:
                before, after = shared_tags(rows), text.replace(",", " ").split()
                change_tags(store, ids, after, [tag for tag in before if tag not in after])


def shared_tags(rows: "Sequence[Row]") -> list[str]:
    """Return the tags that all of the runs have."""
    return [tag for tag in (rows[0].tags if rows else ()) if all(tag in row.tags for row in rows)]
