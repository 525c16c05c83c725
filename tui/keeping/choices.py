"""What was chosen in the app by a key, kept from one start to the next: a theme, and that the tour was seen."""

from typing import Any

from store.files import write_json
from tui.keeping.folder import made_state_folder, read_kept

FILE = "choices.json"


def read_choices() -> dict[str, Any]:
    """Return what was chosen; nothing where nothing was, or where it cannot be read."""
    return read_kept(FILE)


def remember(**choices: object) -> None:
    """Keep choices beside those that are known; `OSError` says that nothing can be kept."""
    write_json(made_state_folder() / FILE, read_choices() | choices)


def chosen_theme(stated: str, choices: dict[str, Any]) -> str:
    """Return the theme chosen last, unless the settings file has stated another since; else the stated one."""
    theme = choices.get("theme")
    return theme if choices.get("over") == stated and theme in ("dark", "light") else stated
