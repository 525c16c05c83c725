"""How runs lie in one another in the list: by experiment, by variant, by tag, or not at all; seeds are folded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from store.row import created
from store.yardstick import group_name
from tui.listing.experiments import Experiments, divided
from tui.listing.lines import Line, variant_key
from tui.listing.order import NEWEST, Order, sorted_by

if TYPE_CHECKING:
    from store.row import Row
    from tui.listing.fields import Field
    from tui.listing.folds import Folds

EXPERIMENT, VARIANT, TAG, NOTHING = "experiment", "variant", "tag", "nothing"
GROUPINGS = (EXPERIMENT, VARIANT, TAG, NOTHING)
UNTAGGED = "no tag"
_CONFIGURATION = attrgetter("experiment", "variant", "config_hash")
STILL_FIELDS = frozenset({NEWEST, "name"})
"""Orders in which the runs of a variant stay by their seeds."""


class Look(NamedTuple):
    """How the list is looked at: its order, the field of it, what is folded, and what groups it."""

    order: Order
    field: "Field"
    folds: "Folds"
    grouping: str = EXPERIMENT
    before: "Mapping[str, Line] | None" = None
    """The lines that were shown last; those that would come out the same stay, with all that was worked out of them."""


def build(rows: "Sequence[Row]", look: Look, experiments: Experiments | None = None) -> list[Line]:
    """Return the lines that are visible, each followed by what it has open.

    `experiments` know also the runs that a filter hides: what is compared with them stays so.
    """
    context = _Context(look, experiments or Experiments(rows))
    return [*_BUILDERS[look.grouping](rows, context)]


def places_of(row: "Row", grouping: str) -> tuple[str, ...]:
    """Return the keys of the lines that a run may stand in."""
    if grouping == NOTHING:
        return (row.id,)
    if grouping == TAG:
        tags = row.tags or (UNTAGGED,)
        inside = ((f"t/{tag}", *(f"t/{tag}/{key}" for key in (variant_key(row), row.id))) for tag in tags)
        return tuple(key for keys in inside for key in keys)
    top = (f"e/{row.experiment}",) if grouping == EXPERIMENT else ()
    return (*top, variant_key(row), row.id)


class _Context:
    """What lines are made with: how the list is looked at, and what every experiment compares with."""

    def __init__(self, look: Look, experiments: Experiments) -> None:
        self.look, self.experiments = look, experiments

    def line(self, made: Line) -> Line:
        """Return a line that was made, opened if it is to be; if the one before it says the same, that one."""
        made.open = made.kind != "run" and self.look.folds.is_open(made.key, made.kind)
        before = (self.look.before or {}).get(made.key)
        return before if before is not None and before.is_as(made) else made

    def sorted(self, lines: list[Line]) -> list[Line]:
        """Return lines in the order that is asked for."""
        return sorted_by(lines, self.look.field, self.look.order)


def _by_experiment(rows: "Sequence[Row]", context: _Context) -> "Iterable[Line]":
    tops = [
        context.line(Line(f"e/{experiment}", EXPERIMENT, experiment, 0, inside))
        for experiment, inside in divided(rows, attrgetter("experiment")).items()
    ]
    yield from _headed(tops, context, lambda line: _variants(line.rows, context, depth=1))


def _by_tag(rows: "Sequence[Row]", context: _Context) -> "Iterable[Line]":
    tagged: dict[str, list[Row]] = {}
    for row in rows:
        for tag in row.tags or (UNTAGGED,):
            tagged.setdefault(tag, []).append(row)
    tops = [context.line(Line(f"t/{tag}", TAG, tag, 0, inside)) for tag, inside in tagged.items()]
    yield from _headed(tops, context, lambda line: _variants(line.rows, context, depth=1, inside=f"{line.key}/"))


def _by_variant(rows: "Sequence[Row]", context: _Context) -> "Iterable[Line]":
    for line in context.sorted(_variants(rows, context, depth=0)):
        yield from _opened(line, context)


def _flat(rows: "Sequence[Row]", context: _Context) -> "Iterable[Line]":
    return context.sorted(
        [
            context.line(_run_line(row, variant, depth=0, title=f"{variant.title} seed {row.seed}"))
            for variant in _variants(rows, context, depth=0)
            for row in variant.rows
        ]
    )


_BUILDERS: dict[str, Callable[["Sequence[Row]", _Context], "Iterable[Line]"]] = {
    EXPERIMENT: _by_experiment,
    VARIANT: _by_variant,
    TAG: _by_tag,
    NOTHING: _flat,
}


def _headed(tops: list[Line], context: _Context, inside: "Callable[[Line], list[Line]]") -> "Iterable[Line]":
    for top in context.sorted(tops):
        yield top
        if top.open:
            lines = inside(top)
            made_first = context.look.order.by == NEWEST
            for line in sorted(lines, key=_first_made) if made_first else context.sorted(lines):
                yield from _opened(line, context)


def _variants(rows: "Iterable[Row]", context: _Context, *, depth: int, inside: str = "") -> list[Line]:
    """Return a line a configuration; above the experiments its title names that, too."""
    return [_variant(group, context, depth=depth, inside=inside) for group in divided(rows, _CONFIGURATION).values()]


def _variant(rows: "list[Row]", context: _Context, *, depth: int, inside: str) -> Line:
    row = rows[0]
    experiment = context.experiments.of(row.experiment)
    earlier = experiment.newest[row.variant] != row.config_hash
    title = group_name(row, earlier=earlier)
    if context.look.grouping == EXPERIMENT:
        title = title.removeprefix(f"{row.experiment}/")
    baseline = context.experiments.baseline(rows)
    key = f"{inside}{variant_key(row)}"
    colour = experiment.colours[row.variant]
    return context.line(Line(key, VARIANT, title, depth, rows, baseline=baseline, earlier=earlier, colour=colour))


def _opened(variant: Line, context: _Context) -> "Iterable[Line]":
    look = context.look
    yield variant
    if variant.open:
        inside = variant.key.removesuffix(variant_key(variant.rows[0]))
        by_seed = sorted(variant.rows, key=lambda row: (row.seed, row.id))
        runs = [context.line(_run_line(row, variant, depth=variant.depth + 1, inside=inside)) for row in by_seed]
        yield from runs if look.order.by in STILL_FIELDS else context.sorted(runs)


def _run_line(row: "Row", variant: Line, *, depth: int, title: str = "", inside: str = "") -> Line:
    """Return the line of a run of a variant."""
    named = title or f"seed {row.seed}"
    return Line(f"{inside}{row.id}", "run", named, depth, [row], baseline=variant.baseline, colour=variant.colour)


def _first_made(line: Line) -> float:
    return min(map(created, line.rows))
