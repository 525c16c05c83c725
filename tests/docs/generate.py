"""`make docs`: write from the declarations what the documents say of settings, commands, keys, tasks and files.

Run as `python -m tests.docs.generate`; with `--check`, only say what is out of date.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from tests.layers.imports import ROOT
from tui.commands import CommandModules

DOCS = ROOT / "docs"
SCREENS = {
    "Everywhere": (
        "tui.everywhere:EverywhereApp",
        "tui.app:Backslide",
        "tui.screens.base:BackslideScreen",
        "tui.widgets.table:LineTable",
    ),
    "Runs": ("tui.screens.runs:RunsScreen",),
    "A filter of runs or examples": ("tui.widgets.completingline:CompletingLine",),
    "Home": ("tui.screens.home:HomeScreen",),
    "A run": (
        "tui.screens.run_panes:RunPanes",
        "tui.screens.run:RunScreen",
    ),
    "Launch": (
        "tui.screens.pick_file:PickFile",
        "tui.screens.launch:LaunchScreen",
        "tui.widgets.launchtables:ChoiceTable",
        "tui.widgets.settingspane:SettingsPane",
    ),
    "Diff, on each of its parts": ("tui.screens.parts:Part",),
    "Diff": (
        "tui.screens.diff:DiffScreen",
        "tui.screens.diff_parts:DiffParts",
        "tui.screens.diff_columns:DiffColumns",
        "tui.screens.diff_control:DiffControl",
        "tui.screens.diff_curves:DiffCurves",
        "tui.widgets.diffpane:DiffPane",
        "tui.widgets.difftable:DiffTable",
    ),
    "The time line of a run": ("tui.widgets.eventtable:EventTable",),
    "The console of a run": ("tui.widgets.consolelines:ConsoleLines", "tui.widgets.console:Console"),
    "Curves, in a run and in a diff": ("tui.screens.curve_control:CurveControl", "tui.widgets.plot:Plot"),
    "A search": ("tui.screens.search:SearchScreen",),
    "Remedies": ("tui.screens.remedies:RemediesScreen",),
    "Where it got worse": ("tui.screens.where:WhereScreen",),
    "Examples": ("tui.screens.examples:ExamplesScreen",),
    "Settings against file and defaults": ("tui.screens.against:AgainstScreen",),
    "A page of the diff": ("tui.screens.page:PageScreen", "tui.widgets.paper:Paper"),
    "Export": ("tui.screens.export:FileName", "tui.screens.export:ExportScreen"),
}
"""Where the keys of each screen are declared, for the table in README."""


def settings_page() -> str:
    from trainer.plan.listing import settings_reference

    return settings_reference()


def regularizers_page() -> str:
    from trainer.plan.listing import regularizers_reference

    return regularizers_reference()


def schema_page() -> str:
    from trainer.plan.schema import experiment_schema

    return json.dumps(experiment_schema(), indent=1, ensure_ascii=False) + "\n"


def tasks_page() -> str:
    from tests.tasks.page import tasks_page

    return tasks_page()


def commands_page() -> str:
    """Return every command's own help."""
    names = CommandModules(ROOT / "tui/commands", "tui.commands").files
    parts = ["# Commands", "", "Written by `make docs` from the commands' own declarations.", "", *_help()]
    for name in names:
        parts += [f"## backslide {name}", "", *_help(name)]
    return "\n".join(parts)


def _help(*words: str) -> list[str]:
    environment = os.environ | {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    environment.pop("BACKSLIDE_STORE", None)
    call = [sys.executable, "-m", "tui", *words, "--help"]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, cwd=ROOT, check=True)
    return ["```text", *(line.rstrip() for line in done.stdout.strip().splitlines()), "```", ""]


def keys_table() -> str:
    """Return README's table of keys, from the bindings of the screens."""
    rows = ["| where | key | does |", "|---|---|---|"]
    for place, owners in SCREENS.items():
        rows += [f"| {place} | `{key}` | {text} |" for owner in owners for key, text in _bindings(owner)]
    return "\n".join(rows)


def _bindings(owner: str) -> Iterator[tuple[str, str]]:
    from importlib import import_module

    module, _, name = owner.partition(":")
    told = [binding for binding in getattr(import_module(module), name).BINDINGS if binding.tooltip]
    for tooltip, bindings in groupby(told, key=lambda binding: str(binding.tooltip)):
        keys = [_shown(key) for each in bindings for key in (each.key_display or each.key).split(",")]
        yield "` `".join(keys), tooltip


def _shown(key: str) -> str:
    from tui.actions.table import key_name

    return key_name(key.strip())


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "regularizers.md": regularizers_page,
    "commands.md": commands_page,
    "tasks.md": tasks_page,
    "experiment.schema.json": schema_page,
}
"""Pages that are made whole, by their names under docs/."""
PARTS: dict[str, Callable[[], str]] = {"keys": keys_table}
"""Parts of README between `<!-- NAME -->` and `<!-- /NAME -->`."""


def readme(text: str) -> str:
    """Return README with its made parts made anew."""
    for name, make in PARTS.items():
        text = replace_part(text, name, make())
    return text


def replace_part(text: str, name: str, content: str) -> str:
    """Return a text with another content between two markers."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"README has no part <!-- {name} --> … <!-- /{name} -->")
    return pattern.sub(lambda found: f"{found[1]}{content}\n{found[2]}", text)


def documents() -> dict[Path, str]:
    """Return what every made document should say."""
    found = {DOCS / name: make() for name, make in PAGES.items()}
    file = ROOT / "README.md"
    return found | {file: readme(file.read_text("utf-8"))}


def main(arguments: list[str]) -> int:
    """Write the documents, or with `--check` say which are out of date."""
    stale = [path for path, text in documents().items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        sys.stdout.writelines(f"{path.relative_to(ROOT)} is out of date: run `make docs`\n" for path in stale)
        return 1 if stale else 0
    for path, text in documents().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
