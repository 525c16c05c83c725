"""Where it got worse: the classes, and what their examples are taken for."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from store.compare.answers import Answers
from store.compare.compared import compare_values
from store.compare.figures import Scale, figure_cells, figure_columns
from store.compare.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CONFUSIONS = 10
SHARE = Scale(1.0, 3)


def class_table(answers: Sequence[Answers], split: str, margin: float) -> Table:
    """Return a row a class, the worst decline of any group first: the share of its examples that is recognized."""
    return Table(
        f"Accuracy of each class ({split})",
        (Column("class"), Column("examples", "right"), *figure_columns([one.label for one in answers])),
        tuple(row for _, row in sorted(_class_rows(answers, margin), key=lambda pair: pair[0])),
        ("Each class is judged by itself: where there are many, some differ clearly by chance.",),
        "classes",
    ).without_empty()


def _class_rows(answers: Sequence[Answers], margin: float) -> Iterator[tuple[float, Row]]:
    first = answers[0].first
    for place, name in enumerate(first.classes):
        values = [one.class_accuracy(place) for one in answers]
        support = int((first.labels == place).sum())
        if support:
            found = compare_values(values[0], values[1:], [+1] * (len(answers) - 1), margin)
            worst = min((one.delta.mean for one in found if one.delta), default=0.0)
            cells = (Cell(name, name), Cell(f"{support:,}", support), *figure_cells(values, found, SHARE))
            yield worst, Row(cells, key=name)


def confusion_table(answers: Sequence[Answers], split: str) -> Table:
    """Return the confusions that a group has more of than the baseline, the largest increase first: counts a run."""
    counts = [_confusions(one) for one in answers]
    most = sum(counts[1:]) / max(len(counts) - 1, 1) - counts[0]
    classes = answers[0].first.classes
    places = [divmod(int(place), len(classes)) for place in (-most).argsort(axis=None, kind="stable")[:MOST_CONFUSIONS]]
    return Table(
        f"Confusions that became more ({split})",
        (
            Column("class"),
            Column("taken for"),
            *(Column(one.label, "right") for one in answers),
            Column("more", "right"),
        ),
        tuple(
            Row(
                (
                    Cell(classes[true], classes[true]),
                    Cell(classes[said], classes[said]),
                    *(Cell(f"{count[true, said]:.1f}", float(count[true, said])) for count in counts),
                    Cell(f"+{most[true, said]:.1f}", float(most[true, said])),
                ),
                key=f"{classes[true]} as {classes[said]}",
            )
            for true, said in places
            if most[true, said] > 0
        ),
        ("Examples a run, on the mean over the seeds.",),
        "confusions",
    )


def _confusions(answers: Answers) -> "NDArray[np.float64]":
    """Return how many examples of a class (row) are taken for another one (column), on the mean over the runs."""
    import numpy as np

    size = len(answers.first.classes)
    found = np.zeros((size, size))
    for one in answers.by_seed.values():
        np.add.at(found, (one.labels, one.predicted), 1)
    np.fill_diagonal(found, 0)
    return found / len(answers.by_seed)
