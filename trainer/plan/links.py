"""Links from variant to variant: an `extends`, or a setting that refers to another one's weights."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from store.errors import did_you_mean
from trainer.settings.problems import Problem, one_of, shown

Links = Mapping[str, Sequence[tuple[str, str]]]
"""By variant, the settings that name another variant, and which."""


def find_loops(links: Mapping[str, Collection[str]]) -> list[tuple[str, ...]]:
    """Return a loop for each link that closes one, as the names on it in order, from the one that is met first."""
    loops: list[tuple[str, ...]] = []
    done: set[str] = set()

    def follow(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            loops.append(path[path.index(name) :])
        elif name not in done:
            for target in links.get(name, ()):
                follow(target, (*path, name))
            done.add(name)

    for first in links:
        follow(first, ())
    return loops


def check_links(links: Links, known: Mapping[str, object], verb: str) -> Iterator[Problem]:
    """Yield links to variants that do not exist, and loops; the places begin with the variant."""
    for name, named in links.items():
        for setting, target in named:
            if target not in known:
                near = did_you_mean(target, known) or f"; it would be {one_of(known)}"
                yield Problem(f"{name}.{setting}", f"no variant is called {shown(target)}{near}")
    for loop in find_loops({name: dict.fromkeys(target for _, target in named) for name, named in links.items()}):
        path = " → ".join((*loop, loop[0]))
        setting = next(setting for setting, target in links[loop[0]] if target == (*loop, loop[0])[1])
        yield Problem(
            f"{loop[0]}.{setting}", f"{path} is a circle: no variant can {verb} itself, not even through others"
        )
