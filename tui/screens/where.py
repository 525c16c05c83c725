"""Where it got worse: classes, confusions and examples of groups beside a baseline's."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from store.predictions import SPLITS
from tui.screens.page import PageScreen
from tui.screens.parts import WHERE

if TYPE_CHECKING:
    from textual.binding import BindingType

    from store.compare.table import Document
    from store.store import Store


class WhereScreen(PageScreen):
    """Says which classes and examples of a split groups get wrong that the baseline gets right."""

    NAME = "where"
    part = WHERE
    VIEWS = tuple(SPLITS)
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "s", "next_view", "Other examples", tooltip="Look at test, validation, or source examples", id="where.split"
        ),
        Binding("enter", "examples", "Examples", tooltip="Walk through the examples", id="where.examples"),
    ]

    def summary(self) -> str:
        return f"{self.view} examples"

    def read(self, store: "Store", view: str) -> "Document":
        from store.compare.groups import group_asked_for, labels_of
        from store.compare.table import Document
        from store.compare.where import said_of_single_runs, where_it_got_worse

        runs = store.find_groups(self.names)
        groups = [group_asked_for(found, name) for found, name in zip(runs, self.names, strict=True)]
        labels = labels_of(groups)
        found = where_it_got_worse(store, groups, labels, view)
        title = f"{', '.join(labels[1:])} against {labels[0]}, by class and by example"
        about = said_of_single_runs(store, groups, labels, view)
        return Document(title, found.tables, found.notes, about or (f"By the {view} examples.",))

    def action_examples(self) -> None:
        from tui.screens.examples import ExamplesScreen

        baseline, *tuned = self.names
        examples = ExamplesScreen(self.store, baseline, tuple(tuned), self.view)
        examples.opener = self
        self.app.push_screen(examples)
