"""The curves of an experiment's variants, as pictures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.compare.curves.group_curves import GroupCurves
from store.compare.curves.model import CurveView
from store.compare.curves.palette import colours_apart
from store.compare.curves.seeds import seeds_of
from store.compare.curves.svg import curves_svg
from store.compare.metrics import metric
from store.compare.table import Picture

if TYPE_CHECKING:
    from tui.reporting.findings import Findings

LOSS = "val.loss"


def curve_pictures(found: "Findings") -> Iterator[Picture]:
    """Yield what variants are compared by, and the loss, over training on the validation set."""
    runs = {label: [found.store.run(one.id) for one in group.counted] for label, group in found.in_order}
    names = [f"{found.wish.experiment}/{group.variant}" for _, group in found.in_order]
    colours = colours_apart(names, found.store.rows())
    curves = GroupCurves(
        [
            seeds_of(label, group, runs[label], colour)
            for (label, group), colour in zip(found.in_order, colours, strict=True)
        ]
    )
    lead = found.headline.metric.key.replace("test.", "val.", 1)
    for key in dict.fromkeys((lead, LOSS)):
        if key in curves.metrics:
            chart = curves.chart(key, CurveView())
            title = f"{metric(key).title} over training"
            notes = (*filter(None, (chart.spread,)), *chart.notes)
            yield Picture(title, curves_svg(title, chart.curves, x_title=chart.x_title, notes=notes), key)
