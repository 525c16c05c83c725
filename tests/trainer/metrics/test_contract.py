"""What every metric promises, over the whole registry: a new one is tested by being there."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partialmethod
from typing import Any

import pytest
import torch

from store.compare.metrics import metric as shown
from store.figures import better
from tests.trainer.metrics.scene import logits
from trainer.engine.metrics import figures
from trainer.metrics.base import Metric, known

METRICS = [pytest.param(metric, id=metric.component_name) for metric in known()]
each = pytest.mark.parametrize("metric", METRICS)


@each
def test_it_is_one_finite_number_where_the_predictions_lie(metric: type[Metric]) -> None:
    values, labels = logits()
    value = metric().value(values, labels)
    assert (value.shape, value.device) == (torch.Size(), values.device)
    assert value.isfinite()
    assert not metric.share or 0 <= value <= 1


@each
def test_it_does_not_touch_what_it_measures_nor_draw(metric: type[Metric]) -> None:
    values, labels = logits()
    before, chance = values.clone(), torch.get_rng_state()
    first = metric().value(values, labels)
    assert torch.equal(metric().value(values, labels), first)
    assert torch.equal(values, before)
    assert torch.equal(torch.get_rng_state(), chance)


@each
def test_it_does_not_wait_for_the_device(metric: type[Metric], monkeypatch: pytest.MonkeyPatch) -> None:
    values, labels = logits()
    waited: list[str] = []
    for name in ("item", "tolist", "numpy", "cpu", "__bool__", "__float__", "__int__", "__index__"):
        monkeypatch.setattr(torch.Tensor, name, partialmethod(_note, waited, name, getattr(torch.Tensor, name)))
    metric().value(values, labels)
    assert waited == []


def _note(tensor: torch.Tensor, waited: list[str], name: str, original: Callable[..., Any], *rest: Any) -> Any:
    waited.append(name)
    return original(tensor, *rest)


@each
def test_right_and_sure_answers_are_better_than_wrong_and_sure_ones(metric: type[Metric]) -> None:
    labels = torch.arange(30) % 3
    sure = 10 * torch.eye(3)[labels]
    right, wrong = metric().value(sure, labels), metric().value(sure, (labels + 1) % 3)
    assert right > wrong if metric.better == "higher" else right < wrong


@each
def test_tables_and_stores_take_the_declared_direction_from_its_name(metric: type[Metric]) -> None:
    for part in ("val", "test", "start.source"):
        name = f"{part}.{metric.component_name}"
        assert better(name) == {"higher": "max", "lower": "min"}[metric.better]
        assert shown(name).direction == {"higher": 1, "lower": -1}[metric.better]


@each
def test_it_says_what_it_is_in_one_line(metric: type[Metric]) -> None:
    assert metric.help()
    assert not metric.help().endswith(".")


def test_all_are_figures_of_an_epoch_and_found_without_torch() -> None:
    code = (
        "import json, sys; from trainer.metrics.base import known; "
        "print(json.dumps([[one.component_name for one in known()], 'torch' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names, has_torch = json.loads(done.stdout)
    assert names[:4] == ["accuracy", "macro_f1", "loss", "calibration_error"]
    assert not has_torch
    assert list(figures(*logits())) == [metric.component_name for metric in known()]
