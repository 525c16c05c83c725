"""How a person names runs: a unique prefix of an id, `experiment/variant[@hash]`, that with `/seed`."""

from typing import TYPE_CHECKING

from store.errors import StoreError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.row import Row

MOST_SHOWN = 5
PROBE = "~"
"""What the names of variants begin with that only a search has asked for; result tables leave them out."""
FRESH, MOST_FRESH = 1_000_001, 1_000
"""The first of the seeds that only answers are held against, and how many there are; groups are without them."""
END_OF_FRESH = FRESH + MOST_FRESH


def find_row(name: str, rows: "Sequence[Row]") -> "Row":
    """Return the run that a name means: by id, by a unique prefix of one, or the newest `experiment/variant/seed`."""
    named = [row for row in rows if name in (row.id, row.name)] or _earlier(name, rows)
    found = named or [row for row in rows if name and row.id.startswith(name)]
    if named or len(found) == 1:
        return max(found, key=_age)
    if found:
        ids = ", ".join(row.id for row in found[:MOST_SHOWN])
        more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
        raise StoreError(f"{len(found)} runs' ids begin with {name!r}: {ids}{more}; give more of the id")
    group = [row for row in rows if variant_name(row) == name]
    if group:
        names = ", ".join(sorted({row.name for row in group})[:MOST_SHOWN])
        raise StoreError(f"{name!r} names the group of its seeds, and one run is wanted here: {names}")
    raise StoreError(_unknown(name, rows))


def find_rows(name: str, rows: "Sequence[Row]", *, damaged: bool = False) -> "list[Row]":
    """Return the group that `experiment/variant` names, else the one run that `find_row` finds.

    A group is the newest run of each seed, all of the configuration of the variant's newest run, by seed; fresh ones
    are none of it, where it has others, and neither are damaged ones, unless who asks can do with those that have no
    other run of their seed. After `@` stands the beginning of the hash of another configuration of the variant.
    """
    variant = [row for row in rows if variant_name(row) == name] or _of_hash(name, rows)
    if not variant:
        return [find_row(name, rows)]
    whole = [row for row in variant if not row.is_damaged] or variant
    newest = max(whole, key=_age)
    return members_of(row for row in (variant if damaged else whole) if row.config_hash == newest.config_hash)


def members_of(rows: "Iterable[Row]") -> "list[Row]":
    """Return of runs of one configuration the newest of each seed, by seed; fresh ones only if there are no others."""
    by_seed = {row.seed: row for row in sorted(rows, key=lambda row: (not row.is_damaged, *_age(row)))}
    return without_fresh(by_seed[seed] for seed in sorted(by_seed))


def without_fresh(rows: "Iterable[Row]") -> "list[Row]":
    """Return runs without those of fresh seeds; if there are no others, all of them."""
    known = list(rows)
    return [row for row in known if not FRESH <= row.seed < END_OF_FRESH] or known


def _earlier(name: str, rows: "Sequence[Row]") -> "list[Row]":
    """Return the runs that `experiment/variant@hash/seed` names."""
    group, _, seed = name.rpartition("/")
    return [row for row in _of_hash(group, rows) if str(row.seed) == seed]


def _of_hash(name: str, rows: "Sequence[Row]") -> "list[Row]":
    variant, at, start = name.rpartition("@")
    return [row for row in rows if at and variant_name(row) == variant and start and row.config_hash.startswith(start)]


def newest_of_each(rows: "Iterable[Row]") -> "list[Row]":
    """Return of each `experiment/variant/seed` the newest run alone: what came before it was given up for it."""
    newest = {row.name: row for row in sorted(rows, key=_age)}
    return list(newest.values())


def is_fresh(seed: int) -> bool:
    """Say whether a seed is one of those that only answers are held against."""
    return FRESH <= seed < END_OF_FRESH


def variant_name(row: "Row") -> str:
    """Return `experiment/variant`, the name of the group of a run's seeds."""
    return f"{row.experiment}/{row.variant}"


def _age(row: "Row") -> tuple[float, str]:
    return row.created, row.id


def _unknown(name: str, rows: "Iterable[Row]") -> str:
    known = dict.fromkeys(word for row in rows for word in (row.name, variant_name(row), row.id))
    if not known:
        return f"no run is called {name!r}; the store is empty"
    hint = did_you_mean(name, known) or "; a run is named by the beginning of its id or experiment/variant/seed"
    return f"no run is called {name!r}{hint}"
