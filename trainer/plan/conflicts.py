"""What single settings cannot see: choices that do not go together."""

from collections.abc import Iterator
from typing import Any

from trainer.data.base import DataSource
from trainer.networks.base import Network
from trainer.regularizers.base import Regularizer
from trainer.settings.component import Component
from trainer.settings.problems import Problem
from trainer.settings.references import reference_settings


def find_conflicts(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield the conflicts within a variant's sections. They are looked for by name, so other mistakes hide none."""
    yield from _exclusions(sections.get("regularizers"))
    yield from _needs(sections)
    yield from _kinds(sections)
    yield from _mixed(sections)
    yield from _unfit(sections)


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


def _needs(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield each method that needs a start or a source which the variant does not have."""
    methods, network = sections.get("regularizers"), sections.get("network")
    start = network.get("start", "none") if isinstance(network, dict) else "none"
    for name, table in methods.items() if isinstance(methods, dict) else ():
        method = Regularizer.registry().get(name)
        if method is None or table is False:
            continue
        own = table if isinstance(table, dict) else {}
        fields = {field: own.get(field, method.model_fields[field].default) for field in reference_settings(method)}
        asking = next((f"{name}.{field}" for field, value in fields.items() if _means_start(value)), None)
        if start == "none" and (method.needs_start or asking):
            text = "needs a start, but the network begins with nothing; set network.start to what it was trained before"
            yield Problem(f"regularizers.{asking or name}", text)
        if method.needs_source and not sections.get("source"):
            text = "needs the data of the source task; describe it in a section `source`, with the settings of `data`"
            yield Problem(f"regularizers.{name}", text)


def _means_start(reference: Any) -> bool:
    return any(map(_means_start, reference)) if isinstance(reference, list | tuple) else reference == "start"


def _kinds(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield a network that cannot take what the data are; nothing is said of data whose kind only reading tells."""
    network = _chosen(Network, sections.get("network"))
    for section in ("data", "source"):
        kind = _kind(sections.get(section))
        if network is not None and kind != "either" and network.takes not in ("any", kind):
            able = ", ".join(n for n, member in Network.registry().items() if member.takes in ("any", kind))
            text = f"takes {network.takes}, and {section} gives {kind}; these networks take them: {able or 'none'}"
            yield Problem("network.name", text)


def _mixed(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield other examples of a run that are not of the kind of its data."""
    data = sections.get("data")
    others = {"source": sections.get("source"), "data.extra": data.get("extra") if isinstance(data, dict) else None}
    kind = _kind(data)
    for place, other in others.items():
        if {kind, own := _kind(other)} == {"images", "features"}:
            yield Problem(f"{place}.name", f"gives {own}, and data gives {kind}; both must be of one kind")


def _unfit(sections: dict[str, Any]) -> Iterator[Problem]:
    """Yield each method that cannot act on what the data are."""
    kind, methods, training = _kind(sections.get("data")), sections.get("regularizers"), sections.get("training")
    if kind == "either":
        return
    for name in ("corruptions", "attack_size"):
        if kind == "features" and isinstance(training, dict) and training.get(name):
            yield Problem(f"training.{name}", f"is for images only, and data gives {kind}; leave it out")
    for name, settings in methods.items() if isinstance(methods, dict) else ():
        method = Regularizer.registry().get(name)
        if method is not None and settings is not False and kind not in method.applies_to:
            text = f"acts on {method.applies_to[0]} only, and data gives {kind}; turn it off with `= false`"
            yield Problem(f"regularizers.{name}", text)


def _kind(raw: Any) -> str:
    """Return what a section's data are: `images`, `features`, or `either` where it is not known."""
    source = _chosen(DataSource, raw)
    return "either" if source is None else str(source.kind_with(raw))


def _chosen(family: type[Component], raw: Any) -> Any:
    name = raw.get("name") if isinstance(raw, dict) else None
    return family.registry().get(name) if isinstance(name, str) else None
