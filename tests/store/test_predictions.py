from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from store.errors import StoreError
from store.predictions import read_predictions
from store.run import PREDICTIONS, Run
from tests.support.answers import keep_answers


def test_what_was_said_of_each_example_is_read_with_the_names_of_the_classes(tmp_path: Path) -> None:
    keep_answers(tmp_path, [0, 1, 1], [0, 1, 0], ["cat", "dog"])
    found = read_predictions(Run(tmp_path))
    assert found is not None
    assert found.classes == ("cat", "dog")
    assert found.predicted.tolist() == [0, 1, 0]
    assert found.right.tolist() == [True, True, False]


def test_what_was_not_kept_is_none(tmp_path: Path) -> None:
    assert read_predictions(Run(tmp_path)) is None
    keep_answers(tmp_path, [0], [0], ["cat", "dog"])
    assert read_predictions(Run(tmp_path), "source") is None


@pytest.mark.parametrize("metadata", [{}, {"test.classes": "["}, {"test.classes": '["one"]'}, {"test.classes": "7"}])
def test_classes_without_names_are_numbered(tmp_path: Path, metadata: dict[str, str]) -> None:
    tensors = {"test.logits": np.eye(2, dtype=np.float32), "test.labels": np.array([0, 1])}
    save_file(tensors, tmp_path / PREDICTIONS, metadata)
    found = read_predictions(Run(tmp_path))
    assert found is not None
    assert found.classes == ("0", "1")


@pytest.mark.parametrize(
    "tensors",
    [
        {"test.logits": np.zeros((2, 3), np.float32), "test.labels": np.zeros(5, np.int64)},
        {"test.logits": np.zeros(4, np.float32), "test.labels": np.zeros(4, np.int64)},
        {"test.logits": np.zeros((4, 0), np.float32), "test.labels": np.zeros(4, np.int64)},
        {"test.logits": np.zeros((4, 2), np.uint8), "test.labels": np.zeros(4, np.int64)},
        {"test.logits": np.zeros((1, 2), np.float32), "test.labels": np.array([2])},
    ],
)
def test_what_cannot_be_predictions_is_refused_by_name(tmp_path: Path, tensors: dict[str, np.ndarray]) -> None:
    save_file(tensors, tmp_path / PREDICTIONS)
    with pytest.raises(StoreError, match=PREDICTIONS):
        read_predictions(Run(tmp_path))


def test_a_torn_file_is_refused_by_name(tmp_path: Path) -> None:
    keep_answers(tmp_path, [0, 1], [0, 1], ["cat", "dog"])
    path = tmp_path / PREDICTIONS
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(StoreError, match=PREDICTIONS):
        read_predictions(Run(tmp_path))
