"""A source that gives something else than it should is told so, instead of being trained on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from trainer.data.assemble import assemble
from trainer.data.base import DataSource
from trainer.data.checked import read_checked
from trainer.data.digits import Digits
from trainer.data.examples import DataError, Examples, Splits

PICTURES = np.zeros((6, 4, 4, 1), np.uint8)
ROWS = np.zeros((6, 3), np.float32)
LABELS = np.array([0, 1] * 3)
NAMES = ("ash", "oak")


@pytest.fixture
def sources() -> Iterator[dict[str, Any]]:
    """Return two sources whose `given` is what they read."""
    before = dict(DataSource.members)

    class Made(DataSource):
        given: ClassVar[Any] = None

        def read(self) -> Splits:
            return self.given  # type: ignore[no-any-return]

    class MadeRows(Made):
        kind: ClassVar[str] = "features"

    yield {"images": Made, "features": MadeRows}
    DataSource.members.clear()
    DataSource.members.update(before)


def images(inputs: Any = PICTURES, labels: Any = LABELS, **others: Any) -> Splits:
    return Splits("images", NAMES, Examples(inputs, labels), **others)


def rows(inputs: Any = ROWS, labels: Any = LABELS, **others: Any) -> Splits:
    return Splits("features", NAMES, Examples(inputs, labels), **others)


RIGHT = [
    images(),
    images(np.zeros((6, 4, 4, 3), np.uint8), test=Examples(PICTURES[:2], LABELS[:2])),
    images([Path("not-looked-at.png")] * 6),
    images([lambda: None] * 6),
    rows(),
    rows(columns=("a", "b", "c"), validation=Examples(ROWS[:0], LABELS[:0])),
]
WRONG = [
    ([PICTURES, LABELS], "read() returned a list of ndarray, but it is to return Splits"),
    (Splits("pictures", NAMES, Examples(PICTURES, LABELS)), "kind of its Splits is 'pictures', but it is to be 'image"),
    (images(PICTURES / np.float32(255)), "train.inputs is float32 (6, 4, 4, 1), but images are an array (N, H, W, 1 o"),
    (images(PICTURES[..., 0]), "train.inputs is uint8 (6, 4, 4), but images are"),
    (images(PICTURES.reshape(6, 1, 4, 4)), "train.inputs is uint8 (6, 1, 4, 4), but images are"),
    (images(["a.png"] * 6), "train.inputs is a list of str, but images are"),
    (images(PICTURES[:5]), "train.inputs has 5 entries and train.labels 6; each needs one label"),
    (images(labels=LABELS.tolist()), "train.labels is a list of int, but labels are an array (N,) of int64"),
    (images(labels=LABELS.astype(np.int32)), "train.labels is int32 (6,), but labels are an array (N,) of int64"),
    (images(labels=np.eye(2, dtype=int)[LABELS]), "train.labels is int64 (6, 2), but labels are"),
    (Splits("images", ("a", "a"), Examples(PICTURES, LABELS)), "class_names has a name twice"),
    (rows(ROWS * np.float32("nan")), "train.inputs has values that are no finite numbers"),
    (images(labels=LABELS + 1), "train.labels are 1…2, but with 2 class_names they are to be 0…1"),
    (images(labels=LABELS - 1), "train.labels are -1…0, but with 2 class_names they are to be 0…1"),
    (images(test=Examples(PICTURES, LABELS * 9)), "test.labels are 0…9, but"),
    (images(validation=Examples(PICTURES[:2], LABELS)), "validation.inputs has 2 entries and validation.labels 6;"),
    (rows(ROWS.astype(np.float64)), "train.inputs is float64 (6, 3), but features are an array (N, F) of float32"),
    (rows(ROWS[:, 0]), "train.inputs is float32 (6,), but features are"),
    (rows(columns=("a", "b")), "train.inputs is float32 (6, 3), but it is to have 2 columns, as train.inputs or colum"),
    (rows(test=Examples(ROWS[:, :2], LABELS)), "test.inputs is float32 (6, 2), but it is to have 3 columns"),
]


def give(sources: dict[str, Any], given: Any) -> DataSource:
    source = sources["features" if getattr(given, "kind", "") == "features" else "images"]
    source.given = given
    return source()  # type: ignore[no-any-return]


@pytest.mark.parametrize("given", RIGHT)
def test_what_is_right_passes_and_no_picture_is_looked_at(given: Splits, sources: dict[str, Any]) -> None:
    assert read_checked(give(sources, given)) is given


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_is_wrong_is_told_with_the_source_and_what_would_be_right(
    given: Any, said: str, sources: dict[str, Any]
) -> None:
    with pytest.raises(DataError) as caught:
        read_checked(give(sources, given))
    assert str(caught.value).startswith(("data 'made': ", "data 'made_rows': "))
    assert said in str(caught.value)


@pytest.mark.parametrize(("kind", "given"), [("images", rows()), ("features", images())])
def test_a_class_that_declares_another_kind_than_it_gives_is_told(
    kind: str, given: Splits, sources: dict[str, Any]
) -> None:
    sources[kind].given = given
    with pytest.raises(DataError, match=f'read.. gives {given.kind}, but its class declares {kind}; say `kind = "'):
        read_checked(sources[kind]())


def test_the_data_of_a_run_and_its_extra_examples_are_checked(sources: dict[str, Any]) -> None:
    wrong = give(sources, images(labels=LABELS + 1))
    with pytest.raises(DataError, match=r"data 'made': train.labels are 1…2"):
        assemble(wrong)
    with pytest.raises(DataError, match=r"data 'made': train.labels are 1…2"):
        assemble(Digits(extra=wrong))
