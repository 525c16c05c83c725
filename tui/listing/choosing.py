"""What an action is about: the lines that are marked, else the one under the cursor."""

from typing import TYPE_CHECKING, NamedTuple

from store.names import PROBE, variant_name
from store.yardstick import Yardstick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row
    from tui.listing.lines import Line


class Comparison(NamedTuple):
    """What is compared: names that the store finds groups by."""

    baseline: str
    tuned: tuple[str, ...]


def rows_of(lines: "Sequence[Line]") -> "list[Row]":
    """Return the runs of lines, each once."""
    return list({row.id: row for line in lines for row in line.rows}.values())


def comparison(lines: "Sequence[Line]", siblings: "Sequence[Row]") -> Comparison | None:
    """Return what to compare when these lines are chosen; None where there is nothing to compare with.

    A chosen baseline is the baseline, and alone it is compared with every other variant. Without one the experiment's
    own is taken (if `siblings`, all runs of the experiment, have it), else the first that was chosen.
    Those that are tested on other examples, such as a source, come last; those that only a search has asked for are
    compared if they are chosen themselves.
    """
    known = list(dict.fromkeys(variant_name(row) for row in siblings))
    variants = [name for name in known if not name.partition("/")[2].startswith(PROBE)] or known
    yardstick = Yardstick(siblings)
    own = next((name for name in variants if name.rpartition("/")[2] == yardstick.variant), None)
    names = _names(lines, variants)
    usual = yardstick.name(lines[0].rows) if not lines[0].is_heading else own
    base = next((name for name, variant in names.items() if variant == own), usual) or next(iter(names))
    tuned = [name for name in names if name != base]
    if not tuned and names.get(base, base) == own:
        tuned = [name for name in variants if name != own]
    held_out = {line.name: line.rows[0].held_out for line in lines}
    held_out |= {variant_name(row): row.held_out for row in siblings}
    tuned.sort(key=lambda name: held_out.get(name) != held_out.get(base))
    return Comparison(base, tuple(tuned)) if tuned else None


def _names(lines: "Sequence[Line]", variants: list[str]) -> dict[str, str]:
    """Return what the store finds the lines by, each with its `experiment/variant`; a heading is its variants."""
    names: dict[str, str] = {}
    for line in lines:
        if line.kind == "experiment":
            names.update({name: name for name in variants})
        elif line.is_heading:
            names.update({name: name for name in map(variant_name, line.rows)})
        else:
            names[line.name] = variant_name(line.rows[0])
    return names
