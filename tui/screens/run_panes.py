"""The panes of a run's screen: the number keys lead to them, and each is made when it is first asked for."""

import asyncio
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding

from store.errors import StoreError
from tui.panes.base import Pane
from tui.panes.console import ConsolePane
from tui.panes.curves import CurvesPane
from tui.panes.epochs import EpochsPane
from tui.panes.events import EventsPane
from tui.panes.results import ResultsPane
from tui.panes.settings import RunSettingsPane
from tui.panes.system import SystemPane
from tui.panes.warnings import WarningsPane
from tui.screens.curve_control import CurveControl
from tui.widgets.detail import DetailLine
from tui.widgets.tabs import TabLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from tui.run.view import View

PANES: tuple[type[Pane], ...] = (
    EpochsPane,
    CurvesPane,
    RunSettingsPane,
    ResultsPane,
    WarningsPane,
    ConsolePane,
    EventsPane,
    SystemPane,
)
"""In the order of their keys, from 1."""

PaneT = TypeVar("PaneT", bound=Pane)


class RunPanes(CurveControl):
    """A screen of which one pane is shown; those that nobody has looked at cost nothing."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            str(number),
            f"pane({number})",
            kind.NAME,
            tooltip=kind.TOOLTIP or f"Show {kind.NAME.lower()}",
            id=f"run.{kind.NAME.lower()}",
            show=False,
        )
        for number, kind in enumerate(PANES, 1)
    ]
    panes: list[Pane]
    pane: int
    """The number of the pane on screen."""
    view: "View | None"
    _wanted = 1
    """The number of the pane that was asked for last."""

    def __init__(self) -> None:
        super().__init__()
        self._making = asyncio.Lock()

    @property
    def shown(self) -> Pane:
        """The pane on screen."""
        return self.panes[self.pane - 1]

    def pane_of(self, kind: type[PaneT]) -> PaneT:
        """Return the pane of a kind, made or not."""
        return next(pane for pane in self.panes if isinstance(pane, kind))

    def made_panes(self) -> "Iterator[Pane]":
        """Yield the panes that have something to show things in."""
        return filter(self.is_made, self.panes)

    @staticmethod
    def is_made(pane: Pane) -> bool:
        """Say whether a pane has something to show things in: not before it is made, nor while its screen closes."""
        return pane.is_attached and bool(pane.children)

    async def make(self, pane: Pane) -> None:
        """Have a pane ready to be shown; whoever asks for one that is being made waits for it."""
        async with self._making:
            if pane.parent is None and self.is_attached:
                await self.mount(pane, before=self.query_one(DetailLine))
                if self.view and self.is_made(pane):
                    pane.show(self.view)

    async def open_pane(self) -> None:
        """Make the pane that the screen opens with: once there is something to show in it, so it is drawn once."""
        if not self.shown.is_mounted:
            with self.app.batch_update():
                await self.action_pane(self.pane)
                self._enter()

    async def action_pane(self, number: int) -> None:
        self._wanted = number
        await self.make(self.panes[number - 1])
        if self._wanted != number or not self.is_attached:
            return
        self.pane = number
        for pane in self.panes:
            pane.display = pane is self.shown
        self.show_tabs()
        self.refresh_bindings()
        self.query_one(DetailLine).text = ""
        if self.view and self.is_made(self.shown):
            self.shown.follow(self.view)
        self.draw_curves()
        self.call_after_refresh(self._enter)

    def _enter(self) -> None:
        if self.is_made(self.shown):
            self.shown.enter()

    def draw_curves(self) -> None:
        if self.view and self.is_made(self.shown):
            self.shown.draw(self.view, self.curve_view)

    def show_tabs(self) -> None:
        """Name the panes, with what each has to tell."""
        tabs = self.query_one(TabLine)
        said = [pane.tab(self.view) if self.view else "" for pane in self.panes]
        names = [(pane.NAME, pane.SHORT or pane.NAME) for pane in self.panes]
        tabs.names, tabs.short = (
            tuple(
                f"{number} {name[size]}{more}" for number, (name, more) in enumerate(zip(names, said, strict=True), 1)
            )
            for size in (0, 1)
        )
        tabs.current = self.pane - 1

    async def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        await self.action_pane(message.number + 1)


def number_of_pane(number: str = "1") -> int:
    """Return a pane's number as it stands in the name of a screen; `StoreError` where there is none such."""
    if number not in map(str, range(1, len(PANES) + 1)):
        raise StoreError(f"run: there is no pane {number}; they are numbered from 1 to {len(PANES)}")
    return int(number)
