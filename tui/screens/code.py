"""The code that trained compared groups: what of it is not the same."""

from typing import TYPE_CHECKING

from tui.screens.page import PageScreen
from tui.screens.parts import CODE

if TYPE_CHECKING:
    from store.compare.table import Document
    from store.store import Store


class CodeScreen(PageScreen):
    """Shows a unified diff of the kept code, the commits, and what was not committed."""

    NAME = "code"
    part = CODE

    def read(self, store: "Store", view: str) -> "Document":  # noqa: ARG002 - there is one view
        from store.compare.code import code_document

        return code_document(store, self.names)
