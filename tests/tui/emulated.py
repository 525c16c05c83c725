"""A terminal that shows only what an app sends it."""

import pyte
import pytest
from textual.app import App

from tests.tui.screens import masked


class Terminal:
    """Is fed with what is sent from now on, beginning with the whole screen; `sent` counts the bytes."""

    def __init__(self, app: App[None], monkeypatch: pytest.MonkeyPatch) -> None:
        self.screen = pyte.Screen(*app.size)
        self.stream, self.sent = pyte.Stream(self.screen), 0
        driver = app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", self.take)
        monkeypatch.setattr(type(app), "is_headless", False)
        app.refresh(repaint=True, layout=True)

    def take(self, text: str) -> None:
        self.sent += len(text.encode())
        self.stream.feed(text)

    def text(self) -> str:
        return masked("".join(f"{line.rstrip()}\n" for line in self.screen.display))
