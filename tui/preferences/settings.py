"""What a person wants everywhere, from their settings file: theme, calm, keys. Mistakes are told and passed over."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from store.errors import did_you_mean, sentence
from tui.keeping.folder import settings_folder

THEMES = ("dark", "light")
KNOWN = ("theme", "calm", "keys")
LONGEST = 60
"""Characters of a wrong value that are repeated."""


class Preferences(NamedTuple):
    """What the settings file says; where it says nothing, or nothing that can be used, the defaults."""

    file: str = "settings.toml"
    theme: str = "dark"
    calm: bool = False
    keys: Mapping[str, str] = MappingProxyType({})
    """Keys, several with commas between, by the ids of actions."""
    problems: tuple[str, ...] = ()


def settings_file() -> Path:
    """Return where the settings file is looked for."""
    return settings_folder() / "settings.toml"


def read_preferences() -> Preferences:
    """Read the settings file, if there is one."""
    path = settings_file()
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return Preferences()
    except OSError as error:
        return Preferences(str(path), problems=(sentence(error),))
    import tomllib

    file = f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)
    try:
        raw = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        return Preferences(file, problems=(f"{file} is not TOML: {error}",))
    return checked(raw, file)


def checked(raw: Mapping[str, Any], file: str) -> Preferences:
    """Return the preferences that the content of a settings file states, with what is wrong in it."""
    problems = [f"{file}: {problem}" for problem in _problems(raw)]
    theme, calm = raw.get("theme"), raw.get("calm")
    return Preferences(
        file,
        theme if theme in THEMES else "dark",
        calm if isinstance(calm, bool) else False,
        {action: keys for action, keys in _flat(raw.get("keys")) if _is_key_text(keys)},
        tuple(problems),
    )


def _problems(raw: Mapping[str, Any]) -> Iterator[str]:
    for name in raw:
        if name not in KNOWN:
            yield f"there is no setting {name!r}{did_you_mean(name, KNOWN)}; there are {', '.join(KNOWN)}"
    if (theme := raw.get("theme", "dark")) not in THEMES:
        yield f'theme is {_shown(theme)}, but it can be "dark" or "light"'
    if not isinstance(calm := raw.get("calm", False), bool):
        yield f"calm is {_shown(calm)}, but it can be true or false"
    if not isinstance(keys := raw.get("keys", {}), dict):
        yield f'keys is {_shown(keys)}, but it is a section: [keys], and under it lines such as "runs.diff" = "D"'
    for action, given in _flat(keys):
        if not _is_key_text(given):
            yield f'keys."{action}" is {_shown(given)}, but it is the name of a key in quotes, such as "D"'


def _flat(keys: object, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield actions with their keys; without quotes `runs.diff` is a table within a table, and means the same."""
    for name, value in keys.items() if isinstance(keys, dict) else ():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _is_key_text(keys: object) -> bool:
    return isinstance(keys, str) and all(part.strip() for part in keys.split(","))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
