"""Links from variant to variant: a start, or an `extends`."""

from collections.abc import Iterator, Mapping

from store.errors import did_you_mean
from trainer.settings.problems import Problem, one_of, shown


def find_loops(links: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return each loop once, as the names on it in order, from the one that the mapping has first."""
    loops: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for first in links:
        path: list[str] = []
        name = first
        while name in links and name not in seen:
            seen.add(name)
            path.append(name)
            name = links[name]
        if name in path:
            loops.append(tuple(path[path.index(name) :]))
    return loops


def check_links(links: Mapping[str, str], known: Mapping[str, object], setting: str, verb: str) -> Iterator[Problem]:
    """Yield links to variants that do not exist, and loops; the places begin with the variant."""
    for name, target in links.items():
        if target not in known:
            near = did_you_mean(target, known) or f"; it would be {one_of(known)}"
            yield Problem(f"{name}.{setting}", f"no variant is called {shown(target)}{near}")
    for loop in find_loops(links):
        path = " → ".join((*loop, loop[0]))
        yield Problem(
            f"{loop[0]}.{setting}", f"{path} is a circle: no variant can {verb} itself, not even through others"
        )
