from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.trainer.data.sets import many_rows, write_pictures, write_table
from trainer.data.examples import DataError
from trainer.data.preprocessing import Preprocessing
from trainer.engine import examples
from trainer.engine.examples import FileSet, TensorSet
from trainer.engine.prepare import Prepared, prepare
from trainer.plan.parse import parse_config

CPU = torch.device("cpu")
DIGITS = {"name": "digits", "classes": ["0", "1"]}


def prepared(
    data: dict[str, Any], network: str = "small_cnn", start: Preprocessing | None = None, **sections: Any
) -> Prepared:
    return prepare(parse_config({"data": data, "network": {"name": network}, **sections}), CPU, start)


def all_inputs(found: Prepared) -> torch.Tensor:
    batches = found.train.batches(torch.arange(len(found.train)), 1000)
    return torch.cat([found.normalize(inputs) for inputs, _ in batches])


def test_pictures_are_normalized_by_the_training_set() -> None:
    found = prepared(DIGITS)
    inputs = all_inputs(found)
    assert found.shape == (1, 8, 8)
    assert abs(inputs.mean().item()) < 1e-4
    assert inputs.std(correction=0).item() == pytest.approx(1, abs=1e-4)
    assert found.preprocessing.shape == found.shape


def test_grey_pictures_come_with_the_three_channels_of_the_network() -> None:
    found = prepared({**DIGITS, "size": 32}, "googlenet")
    assert found.shape == (3, 32, 32)
    assert found.preprocessing.channels == 1
    inputs = all_inputs(found)
    assert inputs.shape[1:] == (3, 32, 32)
    assert torch.equal(inputs[:, 0], inputs[:, 2])


def test_colour_can_be_made_grey(tmp_path: Path) -> None:
    write_pictures(tmp_path, {"cat": 12, "owl": 12}, mode="RGB")
    folder = {"name": "image_folder", "path": str(tmp_path)}
    assert prepared(folder).shape == (3, 6, 6)
    assert prepared({**folder, "channels": 1}).shape == (1, 6, 6)


def test_rows_are_standardized_by_the_training_set_alone(tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", many_rows(60))
    write_table(tmp_path / "test.csv", many_rows(6, shift=1000))
    found = prepared({"name": "csv", "path": str(tmp_path)}, "mlp")
    inputs = all_inputs(found)
    assert torch.allclose(inputs.mean(0), torch.zeros(2), atol=1e-6)
    assert torch.allclose(inputs.std(0, correction=0), torch.ones(2), atol=1e-6)
    ((test, _),) = found.test.batches(torch.arange(6), 6)
    assert test[:, 0].min() > 10
    assert found.preprocessing.columns == ("a", "b")


def test_a_column_that_never_changes_stays_finite(tmp_path: Path) -> None:
    table = write_table(tmp_path / "x.csv", [(7, i, "ab"[i % 2]) for i in range(40)])
    assert all_inputs(prepared({"name": "csv", "path": str(table)}, "mlp"))[:, 0].tolist() == [0] * 26


def test_small_sets_lie_on_the_device_and_large_ones_come_through_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pictures(tmp_path, {"cat": 12, "owl": 12})
    data = {"name": "image_folder", "path": str(tmp_path), "size": 8}
    small = prepared(data)
    monkeypatch.setattr(examples, "room_for_data", lambda _: 1)
    large = prepared(data)
    assert isinstance(small.train, TensorSet)
    assert small.train.inputs.dtype == torch.uint8
    assert isinstance(large.train, FileSet)
    assert torch.equal(all_inputs(small), all_inputs(large))


def test_extra_examples_are_trained_on_and_not_measured() -> None:
    plain, extended = prepared(DIGITS), prepared({**DIGITS, "extra": DIGITS})
    assert len(extended.train) == 2 * len(plain.train)
    ((setting, text),) = extended.warnings
    assert (setting, text) == ("data.extra", "left out 129 examples that are in validation or test, too")
    assert len(extended.test) == len(plain.test)


def test_the_source_task_is_brought_to_the_form_of_the_data() -> None:
    found = prepared({**DIGITS, "size": 12}, source={"name": "digits", "classes": ["7", "8", "9"]})
    assert found.source_class_names == ("7", "8", "9")
    assert found.source_test is not None
    inputs, labels = next(found.source_test.batches(torch.arange(5), 5))
    assert inputs.shape == (5, 1, 12, 12)
    assert int(labels.max()) <= 2


def test_the_normalization_of_the_start_is_kept() -> None:
    start = Preprocessing("images", (1, 8, 8), 1, (0.25,), (0.5,), ("x",))
    found = prepared(DIGITS, start=start)
    assert found.preprocessing.mean == (0.25,)
    raw, _ = next(found.train.batches(torch.arange(4), 4))
    assert torch.allclose(found.normalize(raw), (raw - 0.25) / 0.5)


def test_equal_configurations_prepare_equal_sets() -> None:
    first, second = prepared(DIGITS), prepared(DIGITS)
    assert torch.equal(all_inputs(first), all_inputs(second))
    assert torch.equal(first.test.labels, second.test.labels)


def test_data_of_the_wrong_kind_are_told_in_a_sentence(tmp_path: Path) -> None:
    table = {"name": "csv", "path": str(write_table(tmp_path / "x.csv", many_rows()))}
    with pytest.raises(DataError, match="network 'small_cnn' takes images, but the data are features; choose another"):
        prepared(table)
    with pytest.raises(DataError, match="source: its examples are images, but those of data are features"):
        prepared(table, "mlp", source={"name": "digits"})


def test_files_of_different_sizes_need_a_size(tmp_path: Path) -> None:
    write_pictures(tmp_path, {"cat": 12, "owl": 12})
    write_pictures(tmp_path, {"ant": 12}, side=9)
    folder = {"name": "image_folder", "path": str(tmp_path)}
    with pytest.raises(DataError, match=r"but the first picture has 9×9; set data\.size"):
        prepared(folder)
    assert prepared({**folder, "size": 7}).shape == (3, 7, 7)
    assert np.isfinite(all_inputs(prepared({**folder, "size": 7})).numpy()).all()
