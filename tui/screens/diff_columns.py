"""Which variants are compared: chosen, ordered, pinned, taken away; and which of them is the baseline."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.screens.diff_control import DiffControl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType


class DiffColumns(DiffControl):
    """Changes the columns of a comparison by keys, and lets it be made anew."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "C", "columns", "Variants", tooltip="Choose the variants that are compared, in order", id="diff.columns"
        ),
        Binding(
            "equals_sign",
            "baseline",
            "Baseline",
            key_display="=",
            tooltip="Let a variant and the baseline change places",
            id="diff.baseline",
        ),
        Binding(
            "P", "pin", "Pin", tooltip="Keep a variant beside the baseline, or let it go", id="diff.pin", show=False
        ),
        Binding("x", "drop", "Take away", tooltip="Compare a variant no longer", id="diff.drop", show=False),
    ]
    pinned: frozenset[str] = frozenset()
    """The names of those that stay beside the baseline when columns move aside."""

    def compare_others(self) -> None:
        """Compare what `baseline` and `tuned` name now."""
        raise NotImplementedError

    def _compare(self, baseline: str, tuned: "Iterable[str]") -> None:
        """Compare these, pinned ones first; one at least stays."""
        names = [name for name in tuned if name != baseline]
        if not names:
            self.tell("one variant at least is compared with the baseline")
            return
        self.pinned &= set(names)
        self.baseline, self.tuned = baseline, tuple(sorted(names, key=lambda name: name not in self.pinned))
        self.compare_others()

    def action_baseline(self) -> None:
        def exchange(name: str) -> None:
            tuned = [self.baseline if one == name else one for one in self.tuned]
            self._compare(name, tuned)

        self.ask_which("Which is to be the baseline?", exchange)

    def action_pin(self) -> None:
        def turn(name: str) -> None:
            self.pinned ^= {name}
            self._compare(self.baseline, self.tuned)
            how = "stays beside the baseline" if name in self.pinned else "moves aside like the others"
            self.tell(f"{self.label(name)} {how}")

        self.ask_which("Pin which (again: let it go)?", turn, chosen=self.pinned)

    def action_drop(self) -> None:
        def drop(name: str) -> None:
            self._compare(self.baseline, [one for one in self.tuned if one != name])

        self.ask_which("Compare which no longer?", drop)

    def action_columns(self) -> None:
        from tui.comparing.variants import Variants
        from tui.screens.variants import VariantsScreen

        with self.errors_told():
            variants, names = Variants(self.store.rows()), (self.baseline, *self.tuned)
            screen = VariantsScreen(names, variants.choices(names, self.pinned), variants.offers)
            self.app.push_screen(screen, self._show_columns)

    def _show_columns(self, answer: tuple[str, ...] | None) -> None:
        if answer is not None:
            self._compare(answer[0], answer[1:])
