"""The settings of compared groups against what is written down of them."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.screens.page import PageScreen
from tui.screens.parts import FILE

if TYPE_CHECKING:
    from textual.binding import BindingType

    from store.compare.table import Document
    from store.store import Store

THE_FILE, DEFAULTS = "the file", "the defaults"


class AgainstScreen(PageScreen):
    """Says how settings differ from the experiment file as it is now, or from the declared defaults."""

    NAME = "settings"
    part = FILE
    VIEWS = (THE_FILE, DEFAULTS)
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("F", "next_view", "File, defaults", tooltip="Look at the file, or the defaults", id="against.view"),
    ]

    def place(self) -> str:
        return f"settings of {', '.join(self.names)}"

    def summary(self) -> str:
        return f"against {self.view}"

    def mendable(self) -> tuple[type[Exception], ...]:
        from trainer.data.examples import DataError
        from trainer.settings.problems import PlanError

        return PlanError, DataError

    def read(self, store: "Store", view: str) -> "Document":
        from tui.comparing.against import against_defaults, against_file

        return (against_file if view == THE_FILE else against_defaults)(store, self.names)
