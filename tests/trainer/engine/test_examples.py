from pathlib import Path

import numpy as np
import pytest
import torch

from tests.trainer.data.sets import write_pictures
from trainer.data.examples import DataError, Examples
from trainer.engine import examples as module
from trainer.engine.examples import Batch, FileSet, TensorSet, picture_set
from trainer.engine.pictures import Form

CPU = torch.device("cpu")
FORM = Form(1, 6, 6)


@pytest.fixture
def parts(tmp_path: Path) -> list[Examples]:
    """Files and arrays, eleven pictures in all."""
    write_pictures(tmp_path, {"cat": 7})
    files = Examples([tmp_path / "cat" / f"{i}.png" for i in range(7)], np.arange(7, dtype=np.int64))
    pixels = np.arange(4 * 36, dtype=np.uint8).reshape(4, 6, 6, 1)
    return [files, Examples(pixels, np.arange(7, 11, dtype=np.int64))]


def equal(first: list[Batch], second: list[Batch]) -> bool:
    pairs = zip(first, second, strict=True)
    return all(torch.equal(a[0], b[0]) and torch.equal(a[1], b[1]) for a, b in pairs)


def test_batches_follow_the_order_and_come_as_fractions() -> None:
    pixels = torch.tensor([0, 51, 255], dtype=torch.uint8).view(3, 1, 1, 1)
    (first, labels), (second, _) = TensorSet(pixels, torch.tensor([5, 6, 7])).batches(torch.tensor([2, 0, 1]), 2)
    assert first.flatten().tolist() == [1, 0]
    assert labels.tolist() == [7, 5]
    assert second.flatten().tolist() == [pytest.approx(0.2)]


def test_rows_come_as_they_are() -> None:
    rows = torch.randn(4, 3)
    ((found, _),) = TensorSet(rows, torch.zeros(4, dtype=torch.long)).batches(torch.arange(4), 9)
    assert torch.equal(found, rows)


def test_an_epoch_can_begin_at_any_batch() -> None:
    examples = TensorSet(torch.randn(10, 2), torch.arange(10))
    order = torch.randperm(10)
    whole = list(examples.batches(order, 3))
    assert equal(list(examples.batches(order, 3, 2)), whole[2:])
    assert list(examples.batches(order, 3, 4)) == []


@pytest.mark.parametrize("workers", [0, 2])
def test_files_and_tensors_give_the_same_batches(parts: list[Examples], workers: int) -> None:
    order = torch.tensor([10, 3, 0, 3, 7, 6, 1])
    whole, lazy = picture_set(parts, FORM, CPU), FileSet(parts, FORM, CPU, workers)
    assert isinstance(whole, TensorSet)
    assert len(lazy) == len(whole) == 11
    assert torch.equal(lazy.labels, whole.labels)
    assert equal(list(lazy.batches(order, 3)), list(whole.batches(order, 3)))
    assert equal(list(lazy.batches(order, 3, 1)), list(whole.batches(order, 3))[1:])


def test_what_does_not_fit_is_decoded_by_workers(parts: list[Examples], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "room_for_data", lambda _: 11 * 36 - 1)
    assert isinstance(picture_set(parts, FORM, CPU), FileSet)
    monkeypatch.setattr(module, "room_for_data", lambda _: 11 * 36)
    assert isinstance(picture_set(parts, FORM, CPU), TensorSet)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_broken_file_ends_an_epoch_with_its_name_alone(parts: list[Examples], tmp_path: Path, workers: int) -> None:
    (tmp_path / "cat" / "3.png").write_bytes(b"broken")
    batches = FileSet(parts, FORM, CPU, workers).batches(torch.arange(11), 3)
    next(batches)
    with pytest.raises(DataError) as caught:
        next(batches)
    assert str(caught.value) == (
        f"{tmp_path / 'cat' / '3.png'}: not a readable picture (no picture format that is known); mend or remove it"
    )


def test_loading_draws_nothing_from_the_global_generator(parts: list[Examples]) -> None:
    state = torch.get_rng_state()
    list(FileSet(parts, FORM, CPU, 0).batches(torch.arange(11), 3))
    assert torch.equal(torch.get_rng_state(), state)
