"""The command palette: every action that acts here now, found by typing what it is called or does."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Provider, SearchIcon
from textual.content import Content
from textual.widgets import Input

from tui.actions.table import active_keys
from tui.screens.leaving import LeftOnce

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.command import Hits, Matcher

KEYS, NAME = 10, 15
"""Cells that the keys, and the name of an action, have before its sentence."""


class Entry(NamedTuple):
    """One line of the palette."""

    keys: str
    name: str
    help: str
    run: "Callable[[], Awaitable[object] | object]"

    @property
    def words(self) -> str:
        """What is searched."""
        return f"{self.name:<{NAME}}{self.help}"

    def shown(self, matcher: "Matcher | None" = None) -> Content:
        """Return the line, with the letters marked by which it was found."""
        styles = ((0, len(self.name), "bold"), (NAME, len(self.words), "$text-muted"))
        words = Content(self.words)
        for start, end, style in styles:
            words = words.stylize(style, start, end)
        if matcher is not None:
            for place in matcher.fuzzy_search.match(matcher.query, self.words)[1]:
                words = words.stylize("underline $text-primary", place, place + 1)
        return Content.assemble((f"{self.keys:<{KEYS}}", "$text-accent"), words)

    def score(self, matcher: "Matcher") -> float:
        """Return how well it is found; a name counts more than a sentence."""
        return matcher.match(self.words) + 2 * matcher.match(self.name)


class Actions(Provider):
    """Offers what acts on the screen below, and the screens that can be opened from anywhere."""

    def entries(self) -> "Iterator[Entry]":
        """Yield what can be done now; an action runs where its key would have been caught."""
        said = set()
        for key in sorted(active_keys(self.screen), key=lambda key: not key.shown):
            if key.action != "palette":
                said.add(key.tooltip)
                run = partial(self.app.run_action, key.action, key.namespace)
                yield Entry(key.display, key.description, key.tooltip, run)
        palette = self.app.screen
        openings = palette.openings if isinstance(palette, Palette) else ()
        yield from (opening for opening in openings if opening.help not in said)

    async def discover(self) -> "Hits":
        for entry in self.entries():
            yield DiscoveryHit(entry.shown(), entry.run, entry.words)

    async def search(self, query: str) -> "Hits":
        matcher = self.matcher(query)
        for entry in self.entries():
            if score := entry.score(matcher):
                yield Hit(score, entry.shown(matcher), entry.run, entry.words)


class Palette(LeftOnce, CommandPalette):
    """Textual's palette, a line an action."""

    DEFAULT_CSS = """
    Palette {
        background: transparent;
        & > Vertical { margin-top: 1; width: 110; max-width: 96%; background: transparent; }
        #--input, #--input.--list-visible { border: round $primary; background: $surface; }
        SearchIcon { color: $text-accent; margin: 0; padding: 0 1; width: 3; height: 1; }
        CommandInput, CommandInput:focus { border: none; height: 1; padding: 0; }
        CommandInput > .input--placeholder { color: $text-muted; }
        #--results { background: transparent; }
        CommandList, CommandList:focus {
            border: round $primary; max-height: 75vh; scrollbar-size-vertical: 1; background: $surface;
        }
        CommandList { text-wrap: nowrap; text-overflow: ellipsis; }
        CommandList > .option-list--option { text-style: none; padding: 0 1; color: $foreground; }
        CommandList > .option-list--option-highlighted { background: $primary-muted; color: $foreground; }
        CommandList:nocolor > .option-list--option-highlighted { text-style: reverse; }
        LoadingIndicator { display: none; }
    }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("escape", "escape", "Back", tooltip="Close the palette and do nothing", id="palette.close"),
        Binding("down,ctrl+n", "cursor_down", "Next", tooltip="Go to the next action", id="palette.down", show=False),
        Binding(
            "up",
            "command_list('cursor_up')",
            "Before",
            tooltip="Go to the action before",
            id="palette.up",
            show=False,
        ),
    ]

    def __init__(self, openings: "Sequence[Entry]" = ()) -> None:
        super().__init__([Actions], placeholder="what do you want to do?")
        self.openings = openings
        """What opens a screen from anywhere."""

    def on_mount(self) -> None:
        self.app.clear_notifications()  # on a small screen they would cover the list
        self.query_one(SearchIcon).icon = ":"
        self.query_one(Input).cursor_blink = False
