"""What is measured of a run beside losses and accuracies: what it says by the statistics of each batch."""

from pathlib import Path

import pytest
import torch

from tests.trainer.engine.runs import events, run
from trainer.engine.measuring import FEWEST_IN_BATCH, in_even_batches


@pytest.mark.parametrize("count", [32, 33, 63, 64, 65, 100, 1000])
@pytest.mark.parametrize("size", [32, 50, 256])
def test_no_batch_is_too_small_to_have_statistics(count: int, size: int) -> None:
    places = in_even_batches(torch.arange(count), size, 0)
    assert len(places) % size == 0 or len(places) % size >= FEWEST_IN_BATCH
    assert len(set(places.tolist())) == len(places) > count - FEWEST_IN_BATCH


def test_the_accuracy_by_batch_statistics_is_measured_at_the_end_and_of_networks_with_batch_norm_alone(
    tmp_path: Path,
) -> None:
    run(tmp_path / "cnn", training={"epochs": 1})
    run(tmp_path / "mlp", network={"name": "mlp", "start": "none"}, training={"epochs": 1})
    assert all("train.accuracy_by_batch" in event["metrics"] for event in events(tmp_path / "cnn", "measured"))
    assert not any("train.accuracy_by_batch" in event["metrics"] for event in events(tmp_path / "mlp", "measured"))
