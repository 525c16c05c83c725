"""Which setting made a variant worse, as far as searches have come: nothing is trained for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.compare.table import Table
from store.errors import StoreError

if TYPE_CHECKING:
    from store.compare.groups import Group
    from trainer.diagnose.replay import Progress
    from tui.reporting.findings import Findings


@dataclass(frozen=True)
class Searches:
    """How far the search for what made it worse has come, by the label of each worse variant.

    `problems` says why there can be none of some.
    """

    replays: "Mapping[str, Progress]"
    problems: tuple[str, ...]

    def causes(self) -> dict[str, str]:
        """Return what is known of why a variant is worse, by label, to end a sentence with."""
        return {label: f"; {_cause(one)}" for label, one in self.replays.items()}

    def tables(self) -> Iterator[Table]:
        """Yield for each answer the guilty settings, what they were held against, and the steps that led to it."""
        from tui.diagnosing.bisecting import bisection_document

        for label, one in self.replays.items():
            if one.answer is not None:
                for table in bisection_document(one, one.answer, one.confirmation, one.figure).tables:
                    yield table.called(label)


def search_causes(found: "Findings") -> Searches:
    """Return how far the searches have come that the store knows of; trains nothing."""
    from trainer.settings.problems import PlanError

    replays: dict[str, Progress] = {}
    problems = []
    for label, group, base in found.worse:
        try:
            replayed = _replayed(found, group, base)
        except (StoreError, PlanError) as error:
            problems.append(f"What made {label} worse cannot be searched: {error}")
        else:
            replays |= {label: replayed} if replayed else {}
    return Searches(replays, tuple(problems))


def searched(one: "Progress") -> list[str]:
    """Return the words after `backslide bisect` or `remedies` that name what is searched, without its terms."""
    bench = one.bench
    against = [] if bench.baseline == bench.experiment.baseline else ["--against", bench.baseline]
    figure = [] if bench.figure == type(bench).figure else ["--metric", bench.figure]
    return [f"{bench.experiment.name}/{bench.tuned}", *against, *figure]


def terms_of(one: "Progress") -> list[str]:
    """Return the words that say by which terms it is searched, where these are not the usual ones."""
    asked = one.asked
    usual = type(asked)(asked.experiment, asked.baseline, asked.tuned)
    share = [] if asked.share == usual.share else [f"--share={asked.share}"]
    return [*share, *([] if asked.most_runs == usual.most_runs else [f"--most-runs={asked.most_runs}"])]


def _replayed(found: "Findings", group: "Group", base: "Group") -> "Progress | None":
    """Search one variant; None where that is no question: the figure is missing, or nothing differs.

    A baseline that has been edited since is none either: a search takes variants as they were queued last.
    """
    from trainer.diagnose.asked import Asked
    from trainer.diagnose.changes import changes_between
    from trainer.diagnose.errand import errand_of
    from trainer.diagnose.replay import Replay

    wish = found.wish
    if group.beside is not None or wish.figure not in group.metrics() & base.metrics():
        return None
    if not changes_between(base.config, group.config):
        return None
    asked = Asked(wish.experiment, base.variant, group.variant, wish.figure)
    before = errand_of(found.store.root, asked).about().get("asked")
    if isinstance(before, dict) and before.get("figure") == wish.figure:
        asked = asked.said_before(before)
    return Replay(found.store.root).look(asked)


def _cause(one: "Progress") -> str:
    from trainer.diagnose.bisection import Finding
    from tui.diagnosing.bisecting import told_answer

    if one.answer is None:
        return (
            f"what did it {'is not found yet: the search is unfinished' if one.is_begun else 'has not been searched'}"
        )
    said = told_answer(one.bench, one.answer).removesuffix(".")
    if one.answer.finding is not Finding.GUILTY:
        return said
    if one.confirmation is None:
        return f"{said} (not held against fresh seeds yet: the search is unfinished)"
    seeds = one.confirmation.decline.n
    return f"{said} ({'' if one.confirmation.holds else 'not '}confirmed over {seeds} fresh seeds)"
