"""What there is to say of one example, in lines: what it is, what each side took it for, the values of its row."""

from typing import TYPE_CHECKING

from store.compare.flipped import change_cell
from store.compare.layout import Span
from store.compare.said import said_and_true
from store.compare.text import columns_of, cut, pad
from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.compare.browse import Browser
    from store.compare.layout import Line
    from store.predictions import Predictions
    from trainer.launch.showing import ShownExample

LONGEST_NAME = 22


def about_example(browser: "Browser", place: int, shown: "ShownExample | None") -> "Iterator[Line]":
    """Yield what an example is, and what each side says of it, with the probability that its runs find on the mean."""
    changes = browser.changes
    first, change = changes.baseline.first, change_cell(changes, place)
    yield (Span(f"Example {place} of {len(first.labels):,} ({browser.split})", "title"),)
    if shown is not None and shown.origin:
        yield (Span(shown.origin, "dim"),)
    size = f", {shown.own_size[0]}×{shown.own_size[1]} pixels" if shown is not None and shown.own_size else ""
    yield Span(f"true class {first.true_class(place)}{size}; "), Span(change.text, change.mark)
    sides = ((changes.baseline.label, changes.before), (changes.other.label, changes.after))
    told = [f"  {said.name}" for _, runs in sides for said in said_and_true(runs, place)]
    width = min(max(columns_of(literal(name)) for name in [*told, *(label for label, _ in sides)]), LONGEST_NAME)
    for label, runs in sides:
        yield ()
        yield from _side(label, runs, place, width)


def _side(label: str, runs: "Sequence[Predictions]", place: int, width: int) -> "Iterator[Line]":
    true = runs[0].true_class(place)
    yield Span(_named(label, width), "group"), Span("   runs  probability", "dim")
    for said in said_and_true(runs, place):
        mark = "better" if said.name == true else "worse" if said.runs else ""
        count = f"{said.runs} of {len(runs)}"
        yield Span(_named(f"  {said.name}", width), mark), Span(f"  {count:>5}  {said.probability:11.2f}")


def value_lines(shown: "ShownExample", columns: "Sequence[str]", most: int | None = None) -> "Iterator[Line]":
    """Yield the values of a row by column, with their distance from the training mean in standard deviations (SD).

    With `most`, no more lines than that: of the columns that lie farthest from the mean.
    """
    places = range(len(columns))
    yield Span(_named("column", LONGEST_NAME), "header"), Span(f"{'value':>11} {'from mean':>9}", "dim")
    if most is not None and len(columns) > most - 1:
        farthest = sorted(places, key=lambda at: -abs(shown.deviations[at]))
        kept = farthest[: max(0, most - 2)]
        yield from (_value_line(shown, columns, at) for at in kept)
        yield (Span(f"… {len(columns) - len(kept)} columns that lie nearer; i: all", "dim"),)
    else:
        yield from (_value_line(shown, columns, at) for at in places)


def _value_line(shown: "ShownExample", columns: "Sequence[str]", at: int) -> "Line":
    far = shown.deviations[at]
    text = f"{_named(columns[at], LONGEST_NAME)}{shown.values[at]:>11.5g}"
    return Span(text), Span(f"{far:>+7.1f} SD".replace("-", "\N{MINUS SIGN}"), "differs" if abs(far) >= 2 else "")


def _named(name: str, width: int) -> str:
    """Return a name in so many cells, literally."""
    return pad(cut(literal(name), width), width)
