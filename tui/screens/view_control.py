"""Views of the list: kept under names, and the last one taken again when the app is opened again."""

from typing import TYPE_CHECKING, Any

from store.errors import StoreError, sentence
from tui.keeping.views import keep_view, kept_views
from tui.listing.view import View, view_of
from tui.screens.list_control import ListControl
from tui.screens.run_filter import RunFilter

if TYPE_CHECKING:
    from collections.abc import Mapping


class ViewControl(ListControl, RunFilter):
    """Takes and keeps views; what is marked and folded is remembered with the store."""

    @property
    def view(self) -> View:
        """How the list is looked at now."""
        line = self.filter_line
        return View(line.value.strip() if line else "", self.list.columns, self.list.order, self.list.grouping)

    async def take_view(self, view: View) -> None:
        """Look at the list in another way."""
        self.list.show_columns(view.columns)
        self.list.order, self.list.grouping = view.order, view.grouping
        await self.type_filter(view.query)
        self.show_fields()

    async def type_filter(self, text: str) -> None:
        """Filter by a text as if it had been typed; by nothing, where it is empty."""
        if text:
            await self.action_filter()
        if line := self.filter_line:
            line.value = text
            line.action_keep()

    def action_views(self) -> None:
        from tui.screens.views import ViewsScreen

        self.app.push_screen(ViewsScreen(kept_views(), self.view), self._view_chosen)

    async def _view_chosen(self, answer: tuple[str, ...] | None) -> None:
        from tui.screens.views import FORGET, USUAL_NAME

        views = kept_views() | {USUAL_NAME: View()}
        if answer is None:
            return
        name = answer[-1]
        if answer[0] == FORGET and len(answer) > 1:
            self._keep(name, None, f"forgot the view {name}")
        elif name in views:
            await self.take_view(views[name])
        else:
            self._keep(name, self.view, f"kept as {name}")

    def _keep(self, name: str, view: View | None, told: str) -> None:
        try:
            keep_view(name, view)
        except (OSError, StoreError, RuntimeError) as error:
            self.tell(f"the views cannot be written: {sentence(error)}", severity="error")
        else:
            self.tell(told)

    def state(self) -> dict[str, Any]:
        """Return what `restore` needs to show the list as it is now."""
        folds, table = self.list.folds, self.table
        return {
            "view": self.view.as_json(),
            "turned": sorted(folds.turned),
            "variants_open": folds.variants_open,
            "marked": sorted(table.marked),
            "cursor": table.current_key,
        }

    async def restore(self, state: "Mapping[str, Any]") -> None:
        """Show the list as it was; what is gone since is left out."""
        folds = self.list.folds
        folds.variants_open = state.get("variants_open") is True
        folds.turned = _texts(state.get("turned"))
        view = view_of(state.get("view"))
        if view != View():
            await self.take_view(view)
        else:
            self.show_list()
        self.table.marked = _texts(state.get("marked")) & {*(line.key for line in self.table.rows), *self.list.rows}
        self.show_list()
        if isinstance(cursor := state.get("cursor"), str):
            self.table.go_to(cursor)


def _texts(kept: Any) -> set[str]:
    return {text for text in kept if isinstance(text, str)} if isinstance(kept, list) else set()
