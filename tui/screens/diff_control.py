"""What a comparison leads to: a setting tried by itself, more seeds."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding

from tui.formats import plural
from tui.screens.base import BackslideScreen
from tui.screens.names import ScreenName
from tui.screens.opening import class_of
from tui.screens.pick import PickScreen
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from textual.binding import BindingType

    from store.compare.diff import Diff
    from store.store import Store

FEWEST = 3
"""Seeds that are asked for where there is one, so that nothing says how many it would take."""


class DiffControl(BackslideScreen[None]):
    """Queues what a row of a comparison asks for; in threads, since data may have to be read for it."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("f", "find", "Find out", tooltip="Find out which changed settings did it: a search", id="diff.find"),
        Binding("r", "remedies", "Remedies", tooltip="See what may bring it back, and try it", id="diff.remedies"),
    ]
    store: "Store"
    baseline: str
    tuned: tuple[str, ...]

    def labels(self) -> "Mapping[str, str]":
        """Return what the compared groups are called on screen, by the names that they were asked for by."""
        raise NotImplementedError

    def label(self, name: str) -> str:
        """Return what a group is called on screen."""
        return self.labels().get(name, name)

    def leftmost(self) -> str:
        """Return what the variant is called whose column is the first of those that move."""
        raise NotImplementedError

    def ask_which(
        self,
        question: str,
        then: "Callable[[str], object]",
        names: "Sequence[str] | None" = None,
        chosen: "Collection[str]" = (),
    ) -> None:
        """Go on with one of these variants, else of all: the only one, or one that is chosen.

        The first to be offered is the one whose column is at the left.
        """
        offered = {self.label(name): name for name in (self.tuned if names is None else names)}
        if len(offered) == 1:
            then(*offered.values())
            return
        left = self.leftmost()
        in_order = sorted(offered, key=lambda label: label != left)
        choices = [Choice(label, offered[label], offered[label] in chosen) for label in in_order]

        def answered(answer: tuple[str, ...] | None) -> None:
            if answer is not None:
                then(offered[answer[0]])

        self.app.push_screen(PickScreen(question, choices), answered)

    def action_find(self) -> None:
        """Open the search for what made a variant worse."""
        self.ask_which("Find out about which?", lambda name: self._open(name, ScreenName.SEARCH))

    def action_remedies(self) -> None:
        """Open what may bring a variant back."""
        self.ask_which("Bring which back?", lambda name: self._open(name, ScreenName.REMEDIES))

    def _open(self, tuned: str, screen: ScreenName) -> None:
        """Open a screen that answers a question about a variant; say so where it cannot be asked."""
        from trainer.diagnose.asked import Asked

        experiment, _, before = self.baseline.partition("/")
        other, _, after = tuned.partition("/")
        if experiment != other or not (before and after) or "/" in before + after:
            self.tell("this takes two variants of one experiment with all their seeds, as in decline/tuned")
        else:
            self.app.push_screen(class_of(screen)(self.store, Asked(experiment, before, after)))

    @work(thread=True, group="try")
    def try_change(self, baseline: str, tuned: str, place: str, *, put_back: bool) -> None:
        """Queue the tuned variant with a setting put back, or the baseline with it."""
        from store.store import Store
        from trainer.data.examples import DataError
        from trainer.diagnose.single import try_change
        from trainer.launch.errors import LaunchError
        from trainer.settings.problems import PlanError

        with self.errors_told(DataError, PlanError, LaunchError):
            tried = try_change(Store(self.store.root), baseline, tuned, place, put_back=put_back)
            waits = any(not run.standing().status.ended for run in tried.runs)
            self.tell_done(f"{plural(len(tried.runs), 'run')} of {tried.told}: {tried.variant}", lasting=waits)

    def ask_to_try(self, baseline: str, tuned: str, place: str, seeds: int, *, put_back: bool) -> None:
        """Queue a setting put back, or made by itself, if that is wanted."""
        what = f"{tuned} with {place} put back" if put_back else f"{baseline} with {place} of {tuned}"
        about = f"{plural(seeds, 'run')}, one a seed. What the store has of it is not done again."
        self.ask(f"Train {what}?", about, partial(self.try_change, baseline, tuned, place, put_back=put_back))

    def ask_for_seeds(self, variants: "Sequence[str]", number: int) -> None:
        """Queue more seeds of variants, if that is wanted."""
        about = f"What the store has of {' and '.join(variants)} is not done again."
        self.ask(f"Run each with {number} seeds?", about, partial(self._queue_seeds, variants, number))

    @work(thread=True, group="try")
    def _queue_seeds(self, variants: "Sequence[str]", number: int) -> None:
        from store.store import Store
        from trainer.data.examples import DataError
        from trainer.diagnose.more_seeds import queue_seeds
        from trainer.launch.errors import LaunchError
        from trainer.settings.problems import PlanError

        with self.errors_told(DataError, PlanError, LaunchError):
            new = queue_seeds(Store(self.store.root), variants, number)
            told = f"{plural(len(new), 'run')} queued" if new else "all these runs are there already"
            self.tell_done(told, lasting=bool(new))


def seeds_wanted(diff: "Diff", figure: str, label: str) -> int | None:
    """Return how many seeds a variant and the baseline would need so that a figure can be told; None if none would."""
    row = next((row for row in diff.metrics.rows if row.key == figure), None)
    if row is None:
        return None
    named = zip(diff.metrics.columns, row.cells, strict=True)
    verdict = next((cell for column, cell in named if column.name == f"{label}.verdict"), None)
    if verdict is None:
        return None
    seeds = verdict.value["seeds"] if isinstance(verdict.value, dict) else None
    return seeds or (FEWEST if verdict.text.endswith("from one seed") else None)
