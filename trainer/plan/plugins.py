"""Plug-ins: files of the user's own code, imported only after someone said that they are trusted."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from trainer.settings.problems import PlanError, Problem


@dataclass(frozen=True)
class Plugin:
    """A plug-in file as it was when the experiment was read: its path and the hash of its contents."""

    path: Path
    sha256: str


def find_plugin(path: Path) -> Plugin:
    """Return what a file is, without running any of it."""
    return Plugin(path, sha256_of(_read(path)).hexdigest())


def load_trusted(plugin: Plugin) -> None:
    """Import a plug-in if someone has said that it may run, or raise `PlanError`."""
    if not is_trusted(plugin):
        raise _problem(plugin.path, "is code that was never trusted here; read it, then launch with --trust")
    load_plugin(plugin.path, plugin.sha256)


def untrusted_plugins(record: Mapping[str, Any]) -> list[Plugin]:
    """Return the plug-ins of a run that nobody has said may run as this user."""
    plugins = [Plugin(Path(plugin["path"]), str(plugin["sha256"])) for plugin in record.get("plugins") or ()]
    return [plugin for plugin in plugins if not is_trusted(plugin)]


def load_plugins(record: Mapping[str, Any], code: Path) -> None:
    """Import the plug-ins of a run as it was queued with them: where a file has changed since, its copy in `code`."""
    for plugin in record.get("plugins") or ():
        path, sha256 = Path(plugin["path"]), str(plugin["sha256"])
        load_plugin(path, sha256, code / f"{sha256}.py")


def load_plugin(path: Path, sha256: str, copy: Path | None = None) -> None:
    """Import a plug-in file as a module, once; raise `PlanError` where it has changed since, or fails.

    What is run is what was hashed: the file is read a single time. If it has changed, or is gone, a copy will do.
    """
    source = _read(path) if path.exists() or copy is None or not copy.exists() else b""
    if sha256_of(source).hexdigest() != sha256 and copy is not None and copy.exists():
        source = _read(copy)
    if sha256_of(source).hexdigest() != sha256:
        raise _problem(path, "has changed since the experiment was read; read it again and launch anew")
    name = f"backslide_plugin_{path.stem}_{sha256_of(str(path).encode()).hexdigest()[:8]}"
    known = sys.modules.get(name)
    if known is None or known.__dict__.get("__sha256__") != sha256:
        _run(path, name, source, sha256)


def _run(path: Path, name: str, source: bytes, sha256: str) -> None:
    """Run the source as a module of this name; whatever other people's code raises is told in a sentence."""
    spec = spec_from_file_location(name, path)
    assert spec is not None
    module = module_from_spec(spec)
    module.__dict__["__sha256__"] = sha256
    sys.modules[name] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102 - that is what a plug-in is for
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        text = f"cannot be imported: {type(error).__name__}: {error}"
        raise _problem(path, text, _line(error, str(path))) from error


def _line(error: BaseException, file: str) -> int | None:
    """Return the last line of the plug-in that an error came through."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def is_trusted(plugin: Plugin) -> bool:
    """Say whether someone has said that this very content may run as this user."""
    return plugin.sha256 in _trusted()


def trust(plugin: Plugin) -> None:
    """Remember, for this user, that this very content may run."""
    from store.files import write_json

    file = _trust_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_json(file, _trusted() | {plugin.sha256: str(plugin.path)})
    except OSError as error:
        raise _problem(file, f"cannot be written ({error.strerror}), so trust cannot be remembered") from error


def _trusted() -> dict[str, str]:
    """Return the path of each trusted content by its hash; a file that cannot be read trusts nothing."""
    try:
        known = json.loads(_trust_file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _trust_file() -> Path:
    home = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".config") / "backslide" / "trusted.json"


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise _problem(path, "is no file; a plug-in is a Python file")
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _problem(path, f"this plug-in cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _problem(path: Path, text: str, line: int | None = None) -> PlanError:
    return PlanError([Problem("", text, str(path), line)])
