"""Settings of groups against what is written down: their experiment file as it is now, and declared defaults."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.compare.catalogue import REGULARIZERS
from store.compare.export import dated, who
from store.compare.groups import Group, group_asked_for, labels_of
from store.compare.settings_table import settings_table, shortened
from store.compare.table import Document, Table
from store.errors import StoreError

if TYPE_CHECKING:
    from store.store import Store


def against_file(
    store: "Store", names: Sequence[str], file: Path | None = None, *, everything: bool = False
) -> Document:
    """Compare what groups were run with and what a file says now; without one, the file that each was read from."""
    from trainer.plan.declared import config_in_file

    pairs, about = [], []
    for name in names:
        runs = store.find_group(name)
        group = group_asked_for(runs, name)
        where = file or _own_file(runs[-1].record, name)
        now = Group(str(where), config_in_file(where, group.variant), (), variant=f"{where.name} now")
        pairs.append((group, now))
        about.append(f"{now.variant}: {where}, variant {group.variant}.")
    return _document("settings against the file", pairs, about, everything=everything)


def against_defaults(store: "Store", names: Sequence[str], *, everything: bool = False) -> Document:
    """Compare what groups were run with and the declared defaults of the components that they use."""
    from trainer.plan.catalogue import catalogue_of
    from trainer.plan.declared import declared_defaults

    pairs, about = [], []
    for name in names:
        group = group_asked_for(store.find_group(name), name)
        config = declared_defaults(group.config, catalogue_of([group.config]))
        pairs.append((Group("defaults", config, (), variant="default"), group))
        on = ", ".join(group.config.get(REGULARIZERS) or ()) or "none"
        about.append(f"A method is off unless it is asked for; on in {group.name}: {on}.")
    return _document("settings against the defaults", pairs, about, everything=everything)


def _own_file(record: "dict[str, Any]", name: str) -> Path:
    if not record.get("experiment_file"):
        raise StoreError(f"{name}: it is not recorded which file it comes from; name one with --file")
    return Path(record["experiment_file"])


def _document(what: str, pairs: Sequence[tuple[Group, Group]], about: Sequence[str], *, everything: bool) -> Document:
    run = [group for pair in pairs for group in pair if group.members]
    labels = labels_of(run)
    tables = [_table(pair, everything=everything) for pair in pairs]
    if len(pairs) > 1:
        named = zip(tables, labels, strict=True)
        tables = [
            replace(table, title=f"{label}: {table.title.lower()}", name=f"{label}.settings") for table, label in named
        ]
    return Document(f"{', '.join(labels)}: {what}", tuple(tables), about=(dated("Compared"), *who(run, labels), *about))


def _table(pair: tuple[Group, Group], *, everything: bool) -> Table:
    from trainer.plan.catalogue import catalogue, catalogue_of

    known = catalogue() if everything else catalogue_of(group.config for group in pair)
    table = settings_table(pair, [group.variant or group.name for group in pair], known)
    return table.without_empty() if everything else shortened(table)
