"""What was chosen in the app by a key, kept from one start to the next: a theme, and that the tour was seen."""

from typing import Any

from store.errors import StoreError
from store.files import read_json, write_json
from tui.preferences import state_folder


def read_choices() -> dict[str, Any]:
    """Return what was chosen; nothing where nothing was, or where it cannot be read."""
    try:
        return read_json(state_folder() / "choices.json") or {}
    except (StoreError, OSError):
        return {}


def remember(**choices: object) -> None:
    """Keep choices beside those that are known; `OSError` says that nothing can be kept."""
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "choices.json", read_choices() | choices)


def chosen_theme(stated: str, choices: dict[str, Any]) -> str:
    """Return the theme chosen last, unless the settings file has stated another since; else the stated one."""
    theme = choices.get("theme")
    return theme if choices.get("over") == stated and theme in ("dark", "light") else stated
