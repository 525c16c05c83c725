"""What may be tried on a declined configuration: the known remedies of its signature that fit it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer.diagnose.changes import Change, changes_between
from trainer.diagnose.remedies.known import REMEDIES
from trainer.diagnose.remedies.remedy import Config as Table
from trainer.diagnose.remedies.remedy import Knob, Remedy, value_at
from trainer.diagnose.signatures.kinds import Kind
from trainer.plan.config import Config
from trainer.plan.conflicts import find_conflicts
from trainer.plan.merging import inherit
from trainer.plan.methods import measured_costs, source
from trainer.plan.parse import dump_config, parse_config
from trainer.regularizers.base import Regularizer
from trainer.settings.problems import PlanError

JOINT = "-"
"""Between the names of several remedies in one."""
SHARE = "regularizers.data_share.share"


@dataclass(frozen=True)
class Proposal:
    """A remedy laid over a configuration."""

    name: str
    why: str
    overlay: Mapping[str, Any]
    config: Config
    changes: Mapping[str, Change]
    """What it changes, by name."""
    time: float | None = None
    """What a run takes, as a multiple of the declined one's; None where nobody has measured it."""
    source: str = ""
    kind: Kind | None = None
    knob: Knob | None = None


def proposals(config: Config, kinds: Iterable[Kind]) -> list[Proposal]:
    """Return what may be tried, the first kind's remedies first, as far as it goes together with the rest."""
    found: dict[str, Proposal] = {}
    for kind in kinds:
        for remedy in REMEDIES[kind]:
            if remedy.name not in found and (proposal := _proposal(config, remedy, kind)) is not None:
                found[remedy.name] = proposal
    return list(found.values())


def overlaid(config: Config, name: str, overlays: Sequence[Mapping[str, Any]]) -> Proposal | None:
    """Return a configuration with overlays on it, or None where that cannot be, or is what it was."""
    before = dump_config(config)
    table = inherit([before, *map(dict, overlays)])
    if list(find_conflicts(table)):
        return None
    try:
        after = parse_config(table)
    except PlanError:
        return None
    changes = changes_between(before, dump_config(after))
    if not changes:
        return None
    return Proposal(name, "", inherit(map(dict, overlays)), after, changes, relative_time(before, dump_config(after)))


def relative_time(before: Table, after: Table) -> float | None:
    """Return how long a run takes, as a multiple of another one's, by epochs, examples, and what methods cost."""
    if value_at(before, "network") != value_at(after, "network"):
        return None
    epochs = [max(int(value_at(table, "training.epochs")), 1) for table in (before, after)]
    shares = [float(value_at(table, SHARE) or 1.0) for table in (before, after)]
    steps = [_steps(table) for table in (before, after)]
    return epochs[1] / epochs[0] * shares[1] / shares[0] * steps[1] / steps[0]


def _steps(table: Table) -> float:
    """Return what the methods of a configuration cost together, as a multiple of a bare step."""
    costs = measured_costs()
    beyond = (costs[name].step - 1 for name in table.get("regularizers", {}) if name in costs)
    return max(1 + sum(beyond), 0.1)


def _proposal(config: Config, remedy: Remedy, kind: Kind) -> Proposal | None:
    overlay = remedy.change(dump_config(config))
    found = None if overlay is None else overlaid(config, remedy.name, [overlay])
    if found is None or overlay is None:
        return None
    paper = remedy.source or source(Regularizer.registry()[remedy.method])
    return Proposal(remedy.name, remedy.why, overlay, found.config, found.changes, found.time, paper, kind, remedy.knob)


def together(config: Config, chosen: Sequence[Proposal]) -> Proposal | None:
    """Return several proposals in one, or None where two of them change the same or do not go together."""
    places = [place for proposal in chosen for place in proposal.changes]
    if len(chosen) < 2 or len(places) != len(set(places)):
        return None
    return overlaid(config, JOINT.join(proposal.name for proposal in chosen), [one.overlay for one in chosen])


def told_changes(proposal: Proposal) -> Iterator[tuple[str, Any, Any]]:
    """Yield what a proposal changes: place, before, after."""
    for change in proposal.changes.values():
        yield change.place, change.before, change.after
