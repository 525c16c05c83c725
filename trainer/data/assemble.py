"""From what a source has to what a configuration asks for: classes, splits, extra examples. Numpy only."""

from dataclasses import replace
from typing import TYPE_CHECKING

from trainer.data.checked import read_checked
from trainer.data.examples import Assembled, DataError, Examples, Splits
from trainer.data.leaks import unmeasured
from trainer.data.names import listed, unknown_class
from trainer.data.split import cut
from trainer.settings.problems import shown

if TYPE_CHECKING:
    import numpy as np

    from trainer.data.base import DataSource


def assemble(source: "DataSource") -> Assembled:
    """Read a source and return its training, validation and test examples, or raise `DataError`.

    Where the source has no test set, `test_share` of each class is cut first; where it has no validation set,
    `validation_share` of each class is cut from the training examples that remain. Both cuts follow `split_seed` alone,
    and come before classes are chosen, so that runs on other classes agree on what is tested, and no start was trained
    on it. `extra` adds to the training examples only, without those that validation or test have too.
    """
    splits = _choose(_all_parts(source), source.classes)
    train, validation, test = splits.train, splits.validation, splits.test
    assert validation is not None
    assert test is not None
    _require_every_class(train, splits.class_names)
    more = None if source.extra is None else _extra(source.extra, splits)
    if more is None:
        return Assembled(splits.kind, splits.class_names, (train,), validation, test, splits.columns)
    own = more.take(unmeasured(more, (validation, test)))
    left_out = len(more) - len(own)
    return Assembled(splits.kind, splits.class_names, (train, own), validation, test, splits.columns, left_out)


def _all_parts(source: "DataSource") -> Splits:
    """Read a source, and cut what parts it does not have."""
    splits = read_checked(source)
    train, test = _part(splits.train, splits.test, source.test_share, source.split_seed, "test")
    train, validation = _part(train, splits.validation, source.validation_share, source.split_seed, "validation")
    return replace(splits, train=train, validation=validation, test=test)


def _part(train: Examples, own: Examples | None, share: float, seed: int, use: str) -> tuple[Examples, Examples]:
    if own is not None:
        return train, own
    kept, away = cut(train.labels, share, seed, use)
    return train.take(kept), train.take(away)


def _choose(splits: Splits, classes: tuple[str, ...] | None) -> Splits:
    """Keep only these classes, in this order; a class's label becomes its place in `classes`."""
    import numpy as np

    if classes is None:
        return splits
    wrong = unknown_class(classes, splits.class_names)
    if wrong:
        raise DataError(f"classes: {wrong}", "classes")
    places = np.full(len(splits.class_names), -1, dtype=np.int64)
    places[[splits.class_names.index(name) for name in classes]] = np.arange(len(classes))
    train = _relabel(splits.train, places)
    validation = None if splits.validation is None else _relabel(splits.validation, places)
    test = None if splits.test is None else _relabel(splits.test, places)
    return Splits(splits.kind, classes, train, validation, test, splits.columns)


def _relabel(examples: Examples, places: "np.ndarray") -> Examples:
    import numpy as np

    chosen = examples.take(np.flatnonzero(places[examples.labels] >= 0))
    return chosen.relabelled(places[chosen.labels])


def _extra(extra: "DataSource", splits: Splits) -> Examples:
    """Return the training examples of a second source, labelled as the first one labels its classes."""
    more = _choose(read_checked(extra), extra.classes)
    if set(more.class_names) != set(splits.class_names):
        raise DataError(
            f"extra: its classes are {listed(more.class_names)}, but the data has {listed(splits.class_names)}"
        )
    if more.kind != splits.kind or more.columns != splits.columns:
        raise DataError(f"extra: it has {_content(more)}, but the data has {_content(splits)}")
    return _choose(more, splits.class_names).train


def _require_every_class(train: Examples, class_names: tuple[str, ...]) -> None:
    import numpy as np

    counts = np.bincount(train.labels, minlength=len(class_names))
    if not counts.all():
        raise DataError(
            f"class {shown(class_names[int(counts.argmin())])} has no training example; leave it out with `classes`"
        )


def _content(splits: Splits) -> str:
    return f"{splits.kind} ({listed(splits.columns)})" if splits.columns else splits.kind
