"""Show one run: what it sets, its figures, what took effect, and how it ended."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store.compare.catalogue import flatten
from store.compare.numbers import shown_setting
from store.compare.table import Cell, Column, Document, Row, Table
from store.figures import numbers
from store.goal import goal_words
from store.store import Store
from store.summary import summarize
from tui.commands.common import print_table
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.formats import duration, figure
from tui.reviving import revive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.history import History
    from store.row import Row as RunRow
    from store.run import Run

RunName = Annotated[str, typer.Argument(metavar="RUN", help="The beginning of its id, or experiment/variant/seed.")]
All = Annotated[bool, typer.Option("--all", help="Every setting, also those that have their defaults.")]


def command(
    name: RunName,
    store: StoreFolder = Path("runs"),
    format_: TableFormat = Format.TEXT,
    *,
    all_: All = False,
) -> None:
    """Show a run: what it sets beyond the defaults, its figures, effective settings, warnings, and how it ended."""
    opened = Store(store)
    run = opened.find(name)
    revive(opened, [summarize(run)])
    print_table(run_document(run, everything=all_), format_)


def run_document(run: "Run", *, everything: bool) -> Document:
    """Return all that is to be said of a run, as tables; those with nothing to say are left out."""
    history = run.history()
    tables = (
        _about(run, summarize(run)),
        _settings(run.record.get("config") or {}, everything=everything),
        _figures(history, run.record.get("config") or {}),
        _pairs("effective", "Effective settings", history.effective.items()),
        _pairs(
            "warnings", "Warnings", ((event.get("setting", ""), event.get("text", "")) for event in history.warnings)
        ),
    )
    title = f"{run.name} · {run.record.get('title') or run.id}"
    return Document(title, tuple(table for table in tables if table.rows))


def _about(run: "Run", row: "RunRow") -> Table:
    record, reached = run.record, goal_words(row.reached, row.status)
    code, git = record.get("code") or {}, record.get("git") or {}
    facts = {
        "id": run.id,
        "status": f"{row.status}: {row.reason}" if row.reason else str(row.status),
        "epochs": f"{row.epoch} of {row.epochs}",
        "goal": f"{row.goal}: {reached}" if row.goal else "",
        "note": row.note or record.get("note"),
        "tags": ", ".join(row.tags),
        "created": _when(row.created),
        "time": duration(row.seconds) if row.seconds else "",
        "device": row.device,
        "host": record.get("host"),
        "start": record.get("start_run"),
        "experiment": record.get("experiment_file"),
        "configuration": row.config_hash,
        "data": record.get("data_fingerprint"),
        "code": " ".join(str(part) for part in (code.get("version"), git.get("commit")) if part),
        "folder": str(run.folder),
    }
    return _pairs("run", "", ((name, value) for name, value in facts.items() if value))


def _settings(config: "Mapping[str, Any]", *, everything: bool) -> Table:
    """Return what a configuration sets; every regularizer that is on is shown whole, since being on is a choice."""
    defaults = _defaults(config)
    rows = []
    for path, value in flatten(config).items():
        if value == {} and "." not in path:
            continue  # a section in which nothing is set
        chosen = path not in defaults or value != defaults[path] or path.startswith("regularizers.")
        if everything or chosen:
            rows.append(_setting_row(path, value, defaults))
    columns = (Column("setting", whole=True), Column("value"), Column("default", drop=1))
    return Table("Settings" if everything else "What it sets", columns, tuple(rows), name="settings")


def _setting_row(path: str, value: Any, defaults: "Mapping[str, Any]") -> Row:
    shown = "on" if value == {} else shown_setting(value)
    if path not in defaults:
        return Row((Cell(path, path), Cell(shown, value), Cell()), key=path)
    default = defaults[path]
    cell = Cell(shown, value, "differs" if value != default else "")
    return Row((Cell(path, path), cell, Cell(shown_setting(default), default)), key=path)


def _defaults(config: "Mapping[str, Any]") -> dict[str, Any]:
    """Return the declared defaults of what a configuration chose; a component that is not known here has none."""
    from trainer.plan.catalogue import defaults

    chosen = [("regularizers", name) for name in config.get("regularizers") or {}]
    chosen += [
        (section, str(table.get("name", "")))
        for section, table in config.items()
        if isinstance(table, dict) and section != "regularizers"
    ]
    found: dict[str, Any] = {}
    for section, name in chosen:
        try:
            found |= defaults(section, name)
        except KeyError:
            continue
    return found


def _figures(history: "History", config: "Mapping[str, Any]") -> Table:
    """Return the figures of the start, the newest epoch, and the best and last weights, as far as there are any."""
    select = str((config.get("training") or {}).get("select", "best"))
    found = {"start": history.measured.get("start", {}), "newest epoch": history.last}
    for weights in ("best", "last"):
        if weights in history.measured:
            found[f"{weights} weights"] = history.measured[weights]
            found.pop("newest epoch", None)
    found = {name: numbers(values) for name, values in found.items() if values}
    names = dict.fromkeys(name for values in found.values() for name in values)
    rows = [_figure_row(name, [values.get(name) for values in found.values()]) for name in names]
    extra = {f"speed.{name}": value for name, value in history.speed.items()}
    if history.seconds:
        extra["time.seconds"] = history.seconds
    place = list(found).index(f"{select} weights") if f"{select} weights" in found else len(found) - 1
    rows += [
        _figure_row(name, [value if i == place else None for i in range(len(found))]) for name, value in extra.items()
    ]
    columns = (Column("figure", whole=True), *(Column(name, "right") for name in found))
    return Table("Figures", columns, tuple(rows) if found else (), name="figures")


def _figure_row(name: str, values: "list[float | None]") -> Row:
    return Row((Cell(name, name), *(Cell("" if v is None else _told(name, v), v) for v in values)), key=name)


def _told(name: str, value: float) -> str:
    if name.endswith("memory"):
        return f"{value / 2**20:,.0f} MiB"
    return f"{value:,.0f}" if abs(value) >= 1000 else figure(value)


def _pairs(name: str, title: str, pairs: "Iterable[tuple[str, Any]]") -> Table:
    rows = tuple(Row((Cell(key, key), Cell(_shown(value), value)), key=key) for key, value in pairs)
    return Table(title, (Column("name", whole=True, title=" "), Column("value", title=" ")), rows, name=name)


def _shown(value: Any) -> str:
    return figure(value) if isinstance(value, float) else str(value)


def _when(created: float) -> str:
    return datetime.fromtimestamp(created).astimezone().strftime("%Y-%m-%d %H:%M:%S")
