"""What a source gives, checked before anything is made of it: a wrong array would be trained on without a word."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.data.examples import DataError, Examples, Splits
from trainer.settings.problems import shown

if TYPE_CHECKING:
    from trainer.data.base import DataSource

INPUTS = {
    "images": "an array (N, H, W, 1 or 3) of uint8, 0…255, or a list of N paths or of functions that return a picture",
    "features": "an array (N, F) of float32",
}
"""What the inputs of each kind are."""


def read_checked(source: "DataSource") -> Splits:
    """Read a source, or raise a `DataError` about the first thing that is not as `Splits` and `Examples` say.

    Types, shapes, labels and rows of features are looked at; no picture is decoded.
    """
    splits = source.read()
    wrong = next(_mistakes(source, splits), None)
    if wrong is not None:
        raise DataError(f"data {getattr(source, 'name', source.component_name)!r}: {wrong}")
    return splits


def _mistakes(source: "DataSource", splits: Any) -> Iterator[str]:
    if not isinstance(splits, Splits):
        yield f"read() returned {_form(splits)}, but it is to return Splits"
        return
    if splits.kind not in INPUTS:
        yield f"the kind of its Splits is {shown(splits.kind)}, but it is to be 'images' or 'features'"
    elif source.kind not in ("either", splits.kind):
        yield f'read() gives {splits.kind}, but its class declares {source.kind}; say `kind = "{splits.kind}"` there'
    elif len(set(splits.class_names)) < len(splits.class_names):
        yield f"class_names has a name twice: {shown(list(splits.class_names))}"
    else:
        for name, part in (("train", splits.train), ("validation", splits.validation), ("test", splits.test)):
            if part is not None:
                yield from _part_mistakes(f"{name}.", part, splits)


def _part_mistakes(name: str, part: Examples, splits: Splits) -> Iterator[str]:
    if not _is_right(part.inputs, splits.kind):
        yield f"{name}inputs is {_form(part.inputs)}, but {splits.kind} are {INPUTS[splits.kind]}"
    if not _is_array(part.labels, 1, "int64"):
        yield f"{name}labels is {_form(part.labels)}, but labels are an array (N,) of int64"
    if len(part.inputs) != len(part.labels):
        yield f"{name}inputs has {len(part.inputs)} entries and {name}labels {len(part.labels)}; each needs one label"
    width = _width(splits)
    if splits.kind == "features" and part.inputs.shape[1] != width:  # type: ignore[union-attr]  # an array, as was seen
        yield f"{name}inputs is {_form(part.inputs)}, but it is to have {width} columns, as train.inputs or columns say"
    if splits.kind == "features" and not _are_finite(part.inputs):
        yield f"{name}inputs has values that are no finite numbers; fill them in, or leave their rows out"
    if len(part.labels) and not 0 <= part.labels.min() <= part.labels.max() < len(splits.class_names):
        span, last = f"{part.labels.min()}…{part.labels.max()}", len(splits.class_names) - 1
        yield f"{name}labels are {span}, but with {last + 1} class_names they are to be 0…{last}"


def _is_right(inputs: Any, kind: str) -> bool:
    if kind == "features":
        return _is_array(inputs, 2, "float32")
    if isinstance(inputs, list):
        return not inputs or isinstance(inputs[0], Path) or callable(inputs[0])
    return _is_array(inputs, 4, "uint8") and inputs.shape[3] in (1, 3)


def _is_array(value: Any, dimensions: int, kind: str) -> bool:
    import numpy as np

    return isinstance(value, np.ndarray) and value.ndim == dimensions and value.dtype == kind


def _are_finite(values: Any) -> bool:
    import numpy as np

    return bool(np.isfinite(values).all())


def _width(splits: Splits) -> int:
    """Return how many columns rows are to have; 0 where there are no rows."""
    shape: tuple[int, ...] = getattr(splits.train.inputs, "shape", ())
    return len(splits.columns) or (int(shape[1]) if len(shape) == 2 else 0)


def _form(value: Any) -> str:
    """Return what a value is, in a word: the type of an array with its shape, or of a list with that of its entries."""
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return f"{value.dtype} {tuple(value.shape)}"
    name = type(value).__name__
    return f"a {name} of {type(value[0]).__name__}" if isinstance(value, list | tuple) and value else f"a {name}"
