"""An app as its person wants it: themes, keys and calm from the settings file, the theme that was chosen last."""

import os
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual import work
from textual.app import App

from store.errors import sentence
from tui.keeping.choices import chosen_theme, read_choices, remember
from tui.literal import literal_lines
from tui.preferences.settings import Preferences, read_preferences
from tui.preferences.themes import DARK, LIGHT, series_variables
from tui.sending import Frame, sent_update

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType
    from textual.screen import Screen

CHECK_AFTER = 0.5
"""Seconds after which a keymap is looked through, so that the first paint need not wait for it."""
MOST_TOLD = 4
PATIENCE = 15.0
"""Seconds for which mistakes of the settings file stay on screen."""
THEMES = {"dark": DARK.name, "light": LIGHT.name}


class PreferredApp(App[None]):
    """Reads the settings file when it is made; what is wrong in it is told once the screen is there."""

    CSS = """
    ToastRack { margin-bottom: 5; }
    Toast { padding: 0 1; }
    .-calm ModalScreen, .-calm CommandPalette { background: transparent; }
    """

    def __init__(self, preferences: Preferences | None = None, *, calm: bool = False) -> None:
        super().__init__()
        self.preferences = preferences or read_preferences()
        self.calm = calm or self.preferences.calm
        self.choices = read_choices()
        self._frame = Frame()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = THEMES[chosen_theme(self.preferences.theme, self.choices)]
        self.set_keymap(dict(self.preferences.keys))
        if self.calm:
            self.add_class("-calm")  # what lies below a dialog is not sent again to be dimmed
            self._use_fewer_colours()
        if self.calm or (is_remote(os.environ) and "TEXTUAL_ANIMATIONS" not in os.environ):
            self.animation_level = "none"

    def _use_fewer_colours(self) -> None:
        """Name colours by a number of 256 instead of three of 256 each, which takes a third of the bytes."""
        if self.console.color_system == "truecolor":
            self.console = Console(
                color_system="256",
                file=self.console.file,
                highlight=False,
                emoji=False,
                force_terminal=True,
                no_color=False,
                safe_box=False,
            )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(series_variables(dark=self.current_theme.dark))

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002 - the base has it so
        """Read the styles again for another theme; before there is a screen nothing was read, so that it waits."""
        if self.screen_stack:
            super().refresh_css(animate=animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    @property
    def _background_screens(self) -> "list[Screen[Any]]":
        """The screens that are seen below this one; Textual counts one more, and draws all anew when it changes."""
        return [] if self.screen.styles.background.a == 1 else super()._background_screens

    def _display(self, screen: "Screen[Any]", renderable: "RenderableType | None") -> None:
        super()._display(screen, sent_update(renderable, self._frame))

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self._frame.forget())

    def on_resize(self) -> None:
        self._frame.forget()

    def action_redraw(self) -> None:
        """Draw everything again: another program may have written over it."""
        self._frame.forget()
        self.refresh(repaint=True, layout=True)

    def tell_mistakes(self) -> None:
        """Tell what is wrong in the settings file; a keymap is looked through a moment later."""
        self._tell_all(self.preferences.problems)
        if self.preferences.keys:
            self.set_timer(CHECK_AFTER, self._check_keys)

    @work(thread=True, group="keymap")
    def _check_keys(self) -> None:
        from tui.preferences.keymaps import problems_of

        self._tell_all(problems_of(self.preferences.keys, self.preferences.file))

    def _tell_all(self, problems: "Sequence[str]") -> None:
        told = list(problems[:MOST_TOLD])
        if more := len(problems) - len(told):
            told.append(f"and {more} more; `backslide keys` tells all")
        if told:
            self.notify("\n".join(told), severity="warning", timeout=PATIENCE)

    def notify(self, message: str, **options: Any) -> None:
        """Show a notification; its text is shown literally."""
        super().notify(literal_lines(message), **(options | {"markup": False}))

    def action_theme(self) -> None:
        name = "dark" if self.theme == LIGHT.name else "light"
        self.theme = THEMES[name]
        self.keep_choices(theme=name, over=self.preferences.theme)

    @work(thread=True, group="choices")
    def keep_choices(self, **choices: object) -> None:
        """Keep what was chosen for the next start, in a thread: a home may be slow, or full."""
        try:
            remember(**choices)
        except OSError as error:
            self.notify(f"this is forgotten when the app is closed: {sentence(error)}", severity="warning")


def is_remote(environment: "Mapping[str, str]") -> bool:
    """Say whether the person sits at another machine."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))
