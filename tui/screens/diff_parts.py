"""What lies beside the figures of a comparison: large curves, and screens that are its other parts."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding

from tui.actions.table import active_keys
from tui.screens.curve_control import CURVE_ACTIONS
from tui.screens.diff_curves import DiffCurves
from tui.screens.parts import CODE, CURVES, EXAMPLES, FIGURES, FILE, PARTS, WHERE, Part
from tui.widgets.difftable import DiffTable
from tui.widgets.plot import Plot
from tui.widgets.tabs import TabLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType
    from textual.screen import Screen

    from store.store import Store

OF_ROWS = frozenset({"all", "try", "seeds", "pin"})
"""What keys do with rows and columns, which curves have none of."""
OF_CURVES = CURVE_ACTIONS | {"metric(1)", "metric(-1)"}


class DiffParts(DiffCurves, Part):
    """Shows the figures or the curves, and opens the other parts; from all of them escape leads to the figures."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(key, f"part({part})", PARTS[part][0], tooltip=PARTS[part][1], id=id_, show=False)
        for key, part, id_ in (("w", WHERE, "diff.where"), ("D", CODE, "diff.code"), ("F", FILE, "diff.against"))
    ]
    store: "Store"
    baseline: str
    tuned: tuple[str, ...]

    def action_part(self, number: int) -> None:
        if number in {FIGURES, CURVES}:
            self._turn_to(number)
            return
        screen = self._screen_of(number)
        screen.opener = self
        self.app.push_screen(screen)

    def _screen_of(self, number: int) -> Part:
        from tui.screens.against import AgainstScreen
        from tui.screens.code import CodeScreen
        from tui.screens.examples import ExamplesScreen
        from tui.screens.where import WhereScreen

        if number == EXAMPLES:
            return ExamplesScreen(self.store, self.baseline, self.tuned)
        pages: dict[int, Callable[[Store, Sequence[str]], Part]]
        pages = {WHERE: WhereScreen, CODE: CodeScreen, FILE: AgainstScreen}
        return pages[number](self.store, (self.baseline, *self.tuned))

    def _turn_to(self, part: int) -> None:
        """Show the figures, or the curves alone."""
        self.part = part
        self.query_one(TabLine).current = part - 1
        self.show_large(large=part == CURVES)
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self.set_focus(self.query_one(DiffTable) if self.part == FIGURES else self.query_one(Plot))
        self.refresh_bindings()
        self.show_explanation()

    def show_explanation(self) -> None:
        """Say under the part what is to be said of it."""
        raise NotImplementedError

    def keys_of_curves(self) -> str:
        """Return the keys that change what is drawn, each with its name."""
        keys = [key for key in active_keys(cast("Screen[object]", self)) if key.action in OF_CURVES]
        return "  ".join(f"{key.shortest} {key.description}" for key in keys)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        return not (self.part == CURVES and action in OF_ROWS)

    def action_back(self) -> None:
        if self.part == CURVES:
            self._turn_to(FIGURES)
        else:
            self.dismiss()

    def action_curves(self) -> None:
        if self.part == CURVES:
            self._turn_to(FIGURES)
        else:
            super().action_curves()
