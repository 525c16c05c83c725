"""What single settings cannot see: choices that do not go together."""

from collections.abc import Iterator
from typing import Any

from trainer.data.base import DataSource
from trainer.networks.base import Network
from trainer.regularizers.base import Regularizer
from trainer.settings.component import Component
from trainer.settings.problems import Problem


def find_conflicts(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield the conflicts within a variant's sections. They are looked for by name, so other mistakes hide none."""
    yield from _exclusions(sections.get("regularizers"))
    yield from _kinds(sections)


def _exclusions(methods: Any) -> Iterator[Problem]:
    """Yield each pair of methods that cannot be on together, once, whichever of the two says so."""
    known = Regularizer.registry()
    active = sorted(n for n, v in methods.items() if v is not False and n in known) if isinstance(methods, dict) else []
    for number, name in enumerate(active):
        for other in active[number + 1 :]:
            reason = known[name].excludes.get(other) or known[other].excludes.get(name)
            if reason:
                text = f"cannot be on together with {other}: {reason}; turn one of them off with `= false`"
                yield Problem(f"regularizers.{name}", text)


def _kinds(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield a network that cannot take what the data are; a source of either kind is known only when it is read."""
    network = _chosen(Network, sections.get("network"))
    for section in ("data", "source"):
        data = _chosen(DataSource, sections.get(section))
        if network is None or data is None or "any" in (network.takes, data.kind) or data.kind == "either":
            continue
        if data.kind != network.takes:
            able = ", ".join(n for n, member in Network.registry().items() if member.takes in ("any", data.kind))
            text = f"takes {network.takes}, and {section} gives {data.kind}; these networks take them: {able or 'none'}"
            yield Problem("network.name", text)


def _chosen(family: type[Component], raw: Any) -> Any:
    name = raw.get("name") if isinstance(raw, dict) else None
    return family.registry().get(name) if isinstance(name, str) else None
