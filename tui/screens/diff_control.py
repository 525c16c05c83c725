"""What a comparison leads to: a setting tried by itself, more seeds."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.message import Message

from tui.formats import plural
from tui.screens.base import BackslideScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from store.compare.diff import Diff
    from store.store import Store
    from trainer.diagnose.asked import Asked

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

    class Find(Message):
        """A search is to be opened: by the app, as a search leads to runs, and these lead to comparisons again."""

        def __init__(self, asked: "Asked") -> None:
            super().__init__()
            self.asked = asked

    class Remedy(Find):
        """What brings a variant back is to be opened: by the app, too."""

    def action_find(self) -> None:
        """Open the search for what made the first of the tuned variants worse."""
        if (asked := self._asked()) is not None:
            self.post_message(self.Find(asked))

    def action_remedies(self) -> None:
        """Open what may bring the first of the tuned variants back."""
        if (asked := self._asked()) is not None:
            self.post_message(self.Remedy(asked))

    def _asked(self) -> "Asked | None":
        """Return the question about the first of the tuned variants, or None, with a word, where it cannot be asked."""
        from trainer.diagnose.asked import Asked

        experiment, _, before = self.baseline.partition("/")
        other, _, after = self.tuned[0].partition("/")
        if experiment != other or not (before and after) or any(mark in before + after for mark in "/@"):
            self.tell("this takes two variants of one experiment with all their seeds, as in decline/tuned")
            return None
        if len(self.tuned) > 1:
            self.tell(f"this is about one variant: the first one, {after}")
        return Asked(experiment, before, after)

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
            self.tell(f"{plural(len(tried.runs), 'run')} of {tried.told}: {tried.variant}")

    def ask_for_seeds(self, variants: "Sequence[str]", number: int) -> None:
        """Queue more seeds of variants, if that is wanted."""
        from tui.screens.ask import Ask

        def answer(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands a modal's answer in by place
            if yes:
                self._queue_seeds(variants, number)

        about = f"What the store has of {' and '.join(variants)} is not done again."
        self.app.push_screen(Ask(f"Run each with {number} seeds?", about), answer)

    @work(thread=True, group="try")
    def _queue_seeds(self, variants: "Sequence[str]", number: int) -> None:
        from store.store import Store
        from trainer.data.examples import DataError
        from trainer.diagnose.more_seeds import queue_seeds
        from trainer.launch.errors import LaunchError
        from trainer.settings.problems import PlanError

        with self.errors_told(DataError, PlanError, LaunchError):
            new = queue_seeds(Store(self.store.root), variants, number)
            self.tell(f"{plural(len(new), 'run')} queued" if new else "all these runs are there already")


def seeds_wanted(diff: "Diff", figure: str) -> int | None:
    """Return how many seeds each group would need so that a figure can be told; None where none would."""
    row = next((row for row in diff.metrics.rows if row.key == figure), None)
    if row is None:
        return None
    verdicts = [cell.value for cell in row.cells if isinstance(cell.value, dict) and "verdict" in cell.value]
    wanted = [found["seeds"] for found in verdicts if found["seeds"]]
    single = any(cell.text.endswith("from one seed") for cell in row.cells)
    return max(wanted, default=FEWEST if single else None)
