"""Examples: those that went from right to wrong, and others, one by one, with their pictures."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Container
from textual.message import Message

from store.compare.browse import KINDS
from store.errors import StoreError, sentence
from store.predictions import SPLITS
from tui.actions.exporting import file_name
from tui.comparing.exampletext import about_example, value_lines
from tui.comparing.gallery import Gallery
from tui.screens.filtered import FilteredScreen
from tui.screens.parts import EXAMPLES, Part
from tui.widgets.detail import DetailLine
from tui.widgets.exampletable import ExampleTable
from tui.widgets.exampleview import ExampleView
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.compare.browse import Browser
    from store.query.completions import Candidate
    from store.store import Store
    from trainer.launch.showing import ShownExample, ShownSplit


class ExamplesScreen(Part, FilteredScreen):
    """Walks through the examples of a split; a process beside it reads the pictures, for as long as it is open."""

    part = EXAMPLES
    FILTER_HINT = "filter by classes: class:cat  said:dog (by tuned)  before:cat (by the baseline)"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    ExamplesScreen #body { layout: horizontal; height: 1fr; }
    ExamplesScreen.-narrow {
        & #body { layout: vertical; }
        & ExampleView { layout: horizontal; width: 1fr; height: 12; border-left: none; border-top: solid $panel; }
        & Thumbnail { width: 26; height: 1fr; }
        & #values { width: 46; height: 1fr; padding: 0 1; }
        & #about { width: 1fr; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "f", "kind(1)", "Kind", tooltip=f"Show other examples: {', '.join(KINDS.values())}", id="examples.kind"
        ),
        Binding("F", "kind(-1)", "Kind before", tooltip="Show the kind before", id="examples.kind_before", show=False),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="Only some classes", id="examples.filter"),
        Binding(
            "s", "split", "Other examples", tooltip="Look at test, validation, or source examples", id="examples.split"
        ),
        Binding("v", "other", "Variant", tooltip="Set the next variant beside the baseline", id="examples.other"),
        Binding("e", "export", "Export", tooltip="Take this list away as Markdown", id="examples.export"),
    ]

    class Read(Message):
        """The answers of the runs have been read; without a browser, `problem` says why there is none."""

        def __init__(self, split: str, other: str, browser: "Browser | None", problem: str = "") -> None:
            super().__init__()
            self.split, self.other, self.browser, self.problem = split, other, browser, problem

    def __init__(self, store: "Store", baseline: str, tuned: tuple[str, ...], split: str = SPLITS[0]) -> None:
        super().__init__()
        self.store, self.baseline, self.tuned, self.split = store, baseline, tuned, split
        self.other = tuned[0]
        self.kind, self.wanted = "lost", ""
        self.browser: Browser | None = None
        self.gallery: Gallery | None = None
        self.data: ShownSplit | None = None
        self.trouble = ""
        """Why there are no examples, or no pictures of them."""

    @classmethod
    def opened_on(cls, store: "Store", names: "Sequence[str]") -> "Self":
        """Return the examples of a baseline and the groups that are named after it."""
        store.find_groups(names)
        return cls(store, names[0], tuple(names[1:]))

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield self.make_tabs()
        with Container(id="body"):
            yield ExampleTable()
            yield ExampleView()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self._look()

    def on_unmount(self) -> None:
        self._close_gallery()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        return action != "other" or len(self.tuned) > 1

    def _look(self) -> None:
        """Read what is said of a split, in place of what is on screen."""
        self._close_gallery()
        self.browser, self.data, self.trouble = None, None, ""
        self.query_one(ExampleTable).show_rows(())
        self._tell_of_list()
        self._show()
        self._read(self.split, self.other)

    def _close_gallery(self) -> None:
        if self.gallery is not None:
            self.gallery.close()
        self.gallery = None

    @work(thread=True, exclusive=True, group="examples")
    def _read(self, split: str, other: str) -> None:
        from store.compare.browse import open_browser
        from store.compare.groups import group_asked_for, labels_of
        from store.store import Store

        try:
            store = Store(self.store.root)
            groups = [group_asked_for(store.find_group(name), name) for name in (self.baseline, other)]
            browser, missing = open_browser(store, groups, labels_of(groups), split)
            if browser is not None:
                browser.places("all")  # what is counted once is counted here, and not while keys are waited for
            self.post_message(self.Read(split, other, browser, " ".join(missing)))
        except (StoreError, OSError) as error:
            self.post_message(self.Read(split, other, None, sentence(error)))

    def on_examples_screen_read(self, event: Read) -> None:
        if (event.split, event.other) != (self.split, self.other) or not self.is_attached:
            return
        self.browser = event.browser
        if event.browser is None:
            self.trouble = event.problem
            self._tell_of_list()
            self._show()
            return
        if event.problem:
            self.tell(event.problem, severity="warning")
        self.query_one(ExampleTable).browse(event.browser)
        self.gallery = Gallery(event.browser.run, self.split, self.post_message)
        self.gallery.start()
        self._list()

    def on_gallery_opened(self, event: Gallery.Opened) -> None:
        if event.gallery is self.gallery:
            self.data, self.trouble = event.split, event.problem
            rows = event.split is not None and event.split.kind == "features"
            self.query_one(ExampleView).set_class(rows, "-rows")
            self._tell_of_list()
            self.call_after_refresh(self._want)

    def on_gallery_came(self, event: Gallery.Came) -> None:
        if event.gallery is self.gallery and event.place == self.query_one(ExampleTable).current:
            self._show()

    def _list(self) -> None:
        """List the examples that are asked for; a mistake in the filter is told, and the list stays."""
        if self.browser is None:
            self._show_title()
            return
        try:
            places = self.browser.places(self.kind, self.wanted)
        except StoreError as error:
            self._tell_of_list(str(error))
            return
        self._tell_of_list()
        self.query_one(ExampleTable).show_rows(places)
        self._want()

    @on(LineTable.Moved)
    @on(ExampleView.Resized)
    def _want(self) -> None:
        """Ask for the example under the cursor and those around it, and show what is there."""
        if self.gallery is not None:
            self.gallery.want(self.query_one(ExampleTable).near(), self.query_one(ExampleView).box)
        self._show()

    def _shown(self, place: int) -> "ShownExample | None":
        return self.gallery.known(place, self.query_one(ExampleView).box) if self.gallery else None

    @property
    def waits(self) -> bool:
        place = self.query_one(ExampleTable).current
        return self.gallery is not None and not self.trouble and place is not None and self._shown(place) is None

    def _show(self) -> None:
        self._show_title()
        place, view = self.query_one(ExampleTable).current, self.query_one(ExampleView)
        columns = self.data.columns if self.data else ()
        if self.browser is None or place is None:
            view.show((), None, columns, "" if self.browser is None else "no example of this kind")
            return
        shown = self._shown(place)
        lack = "no pictures" if self.trouble else "loading…" if self.data else "reading the data…"
        view.show(about_example(self.browser, place, shown), shown, columns, lack)

    def _show_title(self) -> None:
        title, rows = self.query_one(TitleLine), self.query_one(ExampleTable).rows
        changes = self.browser.changes if self.browser else None
        names = (changes.baseline.label, changes.other.label) if changes else (self.baseline, self.other)
        title.place = f"examples: {names[0]} against {names[1]}"
        count = f"{len(rows):,} " if changes else ""
        title.summary = f"{self.split}  ·  {count}{KINDS[self.kind]}"

    def _tell_of_list(self, wrong_filter: str = "") -> None:
        """Say what is wrong, or else how the list is sorted."""
        problem, detail = wrong_filter or self.trouble, self.query_one(DetailLine)
        detail.set_class(bool(problem), "-problem")
        variant = self.browser.changes.other.label if self.browser else "the variant"
        detail.text = problem or f"those of most runs first, then those where {variant} is surest of its answer"

    def explanation(self) -> tuple[str, str]:
        place = self.query_one(ExampleTable).current
        if self.browser is None or place is None:
            return super().explanation()
        shown = self._shown(place)
        lines = [*about_example(self.browser, place, shown)]
        if shown is not None and shown.values and self.data is not None:
            lines += value_lines(shown, self.data.columns)
        texts = ["".join(span.text for span in line) for line in lines]
        return texts[0], "\n".join(filter(None, texts[1:]))

    def action_kind(self, steps: int) -> None:
        kinds = [*KINDS]
        self.kind = kinds[(kinds.index(self.kind) + steps) % len(kinds)]
        self._list()

    def action_split(self) -> None:
        self.split = SPLITS[(SPLITS.index(self.split) + 1) % len(SPLITS)]
        self._look()

    def action_other(self) -> None:
        self.other = self.tuned[(self.tuned.index(self.other) + 1) % len(self.tuned)]
        self._look()

    def filter_by(self, text: str) -> None:
        self.wanted = text
        self._list()

    def complete(self, text: str, cursor: int, *, asked: bool) -> "Sequence[Candidate]":
        from store.compare.example_words import complete_examples

        classes = self.browser.changes.baseline.first.classes if self.browser else ()
        return complete_examples(text, cursor, classes, asked=asked)

    def action_export(self) -> None:
        if self.browser is None:
            return
        from store.compare.examples import browser_table
        from store.compare.table import Document
        from tui.screens.export import ExportScreen

        table = browser_table(self.browser, self.query_one(ExampleTable).rows, self.kind)
        title = f"{self.browser.changes.other.label} against {self.browser.changes.baseline.label}, by example"
        file = file_name("examples", self.other, self.split)
        self.app.push_screen(ExportScreen(Document(title, (table,)), Path(file)))
