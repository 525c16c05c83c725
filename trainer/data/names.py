"""Class names: their order, their uniqueness, and how they are told."""

from collections import Counter
from collections.abc import Iterable, Sequence

from store.errors import did_you_mean
from trainer.settings.problems import shown


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once: by their values if all are whole numbers, else by the alphabet."""
    found = set(names)
    if all(name.removeprefix("-").isdecimal() for name in found):
        return tuple(sorted(found, key=lambda name: (int(name), name)))
    return tuple(sorted(found))


def made_unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in their order; those that occur twice get their place added (ImageNet knows two cranes)."""
    listed = list(names)
    count = Counter(listed)
    return tuple(f"{name} ({place})" if count[name] > 1 else name for place, name in enumerate(listed))


def listed(names: Sequence[str], limit: int = 12) -> str:
    """Return names as they stand in a sentence, cut where there are many."""
    return ", ".join(map(shown, names[:limit])) + (f" and {len(names) - limit} more" if len(names) > limit else "")


def unknown_class(classes: Sequence[str], known: Sequence[str]) -> str:
    """Return what is wrong with the first of these classes that data does not have, or nothing."""
    name = next((name for name in classes if name not in known), None)
    if name is None:
        return ""
    return f"{shown(name)} is no class of the data{did_you_mean(name, known)}; it has {listed(known)}"
