"""The order and the uniqueness of class names."""

from collections import Counter
from collections.abc import Iterable


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
