"""A store: the folder of all runs."""

import os
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.folders import delete, make_folders, move
from store.format import check_format, write_format
from store.ids import is_id
from store.index import Index
from store.names import find_row, find_rows
from store.row import by_age
from store.run import Run
from store.status import ALIVE, ENDED, Status
from store.summary import summarize, summarize_whatever

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import Path

    from store.query.reading import SettingsReader
    from store.row import Row

TRASH = "trash"
"""The folder beside the runs into which removed ones are moved."""


class Store:
    """All runs under one folder. Reading takes no lock and writes nothing; an object serves one thread."""

    def __init__(self, root: "Path") -> None:
        check_format(root)
        self.root = root
        self.index = Index(root)
        self._watched: dict[str, Run] = {}

    @cached_property
    def settings(self) -> "SettingsReader":
        """Gives a run's settings by dotted path."""
        from store.query.reading import SettingsReader

        return SettingsReader(self.root)

    def run(self, id_: str) -> Run:
        """Return the run of an id."""
        folder = self.root / id_
        if not is_id(id_) or folder.is_symlink() or not folder.is_dir():
            raise StoreError(f"{self.root}: there is no run {id_!r}")
        return Run(folder)

    def find(self, name: str) -> Run:
        """Return the run that a name means: a unique prefix of its id, or the newest `experiment/variant/seed`."""
        known = is_id(name) and (self.root / name).is_dir()
        return self.run(name if known else find_row(name, self.rows()).id)

    def find_group(self, name: str) -> list[Run]:
        """Return the runs of `experiment/variant`: of its newest configuration, the newest of each seed; or one run."""
        return self.find_groups([name])[0]

    def find_groups(self, names: "Sequence[str]", *, damaged: bool = False) -> list[list[Run]]:
        """Return the runs of several groups (see `find_group`), from one look; with damaged ones if asked."""
        rows = self.rows()
        return [[self.run(row.id) for row in find_rows(name, rows, damaged=damaged)] for name in names]

    def rows(self) -> "list[Row]":
        """Return every run's row, oldest first: the index's where the run has ended, else as its folder says now."""
        indexed = self.index.rows()
        present = set(self.ids(indexed))
        ended = {id_: row for id_, row in indexed.items() if row.status in ENDED and id_ in present}
        others = present.difference(ended)
        self._watched = {id_: self._watched.get(id_) or Run(self.root / id_) for id_ in others}
        rows = [*ended.values(), *map(summarize_whatever, self._watched.values())]
        rows.sort(key=by_age)
        return rows

    def select(self, query: str, rows: "Sequence[Row] | None" = None) -> "list[Row]":
        """Return the rows that a filter leaves (see `store.query`), of all or of some, oldest first."""
        from store.query import parse_query

        matches = parse_query(query, self.settings)
        return [row for row in (self.rows() if rows is None else rows) if matches(row)]

    def ids(self, known: "Container[str]" = ()) -> list[str]:
        """Return the id of every run's folder, in no order; known ones are taken by their names."""
        return [name for name in self._names() if name in known or (is_id(name) and _is_folder(self.root / name))]

    def create_runs(
        self, records: "Sequence[Mapping[str, Any]]", states: "Sequence[Mapping[str, Any]] | None" = None
    ) -> list[Run]:
        """Make the folders of new runs, each whole or not at all, and write the index once.

        A record may bring its `id` (others can then depend on it); `format` and `created` are filled in.
        """
        self.make()
        runs = [Run(folder) for folder in make_folders(self.root, records, states or [{}] * len(records))]
        with self.index.change() as table:
            table.put(map(summarize_whatever, runs))
        return runs

    def summarize(self, run: Run) -> "Row":
        """Write a run's row to the index as it stands now; due whenever it is launched, ends, or is noted on."""
        run.history()  # which may be long: before others wait for the index
        run.keep_events()
        with self.index.change() as table:
            row = summarize(run)
            table.put([row])
        return row

    def remove(self, ids: "Sequence[str]", *, force: bool = False) -> None:
        """Move runs with all they hold to the trash, or none of them; see `check_removable`."""
        self.check_removable(ids, force=force)
        (self.root / TRASH).mkdir(exist_ok=True)
        move([self.root / id_ for id_ in dict.fromkeys(ids)], self.root / TRASH)
        with self.index.change() as table:
            table.drop(ids)

    def check_removable(self, ids: "Sequence[str]", *, force: bool = False) -> None:
        """Refuse a run that is alive; and unless forced, one that may be, where nobody can look from here.

        Also one that another run, which is not removed with it, still waits for.
        """
        for id_ in ids:
            _refuse_alive(summarize_whatever(self.run(id_)), force=force)
        for row in self.needing(ids):
            if row.status not in ENDED:
                raise StoreError(
                    f"{row.id} ({row.name}) is {row.status} and needs one of these; stop or remove it first"
                )

    def needing(self, ids: "Sequence[str]") -> "list[Row]":
        """Return the rows of other runs that took, or will take, weights of these."""
        from store.dependants import needing

        return needing(self, ids)

    def trashed(self) -> list[str]:
        """Return the ids of the runs in the trash, oldest first."""
        folder = self.root / TRASH
        return sorted(path.name for path in folder.iterdir() if is_id(path.name)) if folder.is_dir() else []

    def restore(self, ids: "Sequence[str]") -> None:
        """Bring runs back from the trash, all or none."""
        for id_ in ids:
            if id_ not in self.trashed():
                raise StoreError(f"{self.root / TRASH}: there is no run {id_!r} in the trash")
        move([self.root / TRASH / id_ for id_ in dict.fromkeys(ids)], self.root)
        for id_ in ids:
            with suppress(StoreError):  # a damaged one is back as it was
                Run(self.root / id_).touch()
        with self.index.change() as table:
            table.put([summarize_whatever(Run(self.root / id_)) for id_ in ids])

    def purge(self) -> int:
        """Delete for good what is in the trash, and return how many runs it was."""
        ids = self.trashed()
        for id_ in ids:
            delete(self.root / TRASH / id_)
        return len(ids) - len(self.trashed())

    def reindex(self) -> int:
        """Make the index, and what is kept of long runs, anew from the folders; return how many runs there are."""
        self.make()
        with self.index.change() as table:
            table.truncate()
            rows = sorted((_read_anew(self.root / id_) for id_ in self.ids()), key=by_age)
            table.put(rows)
        return len(rows)

    def make(self) -> None:
        """Make the store's folder, unless it is there; everything that writes does this first."""
        write_format(self.root)

    def _names(self) -> list[str]:
        try:
            with os.scandir(self.root) as entries:
                return [entry.name for entry in entries]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self.root}: the store cannot be read ({error.strerror})") from None


def _is_folder(path: "Path") -> bool:
    return path.is_dir() and not path.is_symlink()


def _read_anew(folder: "Path") -> "Row":
    run = Run(folder, cached=False)
    row = summarize_whatever(run)
    run.keep_events()
    return row


def _refuse_alive(row: "Row", *, force: bool) -> None:
    if row.status in ALIVE:
        raise StoreError(f"{row.id} ({row.name}) is {row.status}; stop it first with `backslide stop {row.id}`")
    if row.status is Status.UNKNOWN and not row.is_damaged and not force:
        raise StoreError(f"{row.id} ({row.name}) may be alive: {row.reason}; if it is not, remove it with --force")
