from collections.abc import Iterator

import pytest
from torch import Tensor

from trainer.metrics.base import Metric
from trainer.metrics.choosing import choices
from trainer.plan.catalogue import settings_of
from trainer.plan.parse import parse_config
from trainer.settings.problems import PlanError

BASE = {"data": {"name": "digits"}, "network": {"name": "mlp"}}


@pytest.fixture
def late() -> Iterator[None]:
    """Declare a metric after the settings were declared, as an installed package does."""

    class LateError(Metric, better="lower"):
        """Late."""

        def value(self, logits: Tensor, labels: Tensor) -> Tensor:
            return logits.sum()

    yield
    del Metric.members["late_error"]


@pytest.mark.usefixtures("late")
def test_a_metric_that_came_later_can_be_chosen() -> None:
    assert "val.late_error" in choices()
    methods = {"early_stopping": {"metric": "val.late_error"}}
    config = parse_config({**BASE, "training": {"select_metric": "val.late_error"}, "regularizers": methods})
    assert config.training.select_metric == "val.late_error"


@pytest.mark.parametrize("place", ["training.select_metric", "regularizers.early_stopping.metric"])
def test_what_is_not_measured_is_told_with_the_nearest(place: str) -> None:
    section, *inner, name = place.split(".")
    table: dict[str, object] = {name: "val.acuracy"}
    for part in inner:
        table = {part: table}
    with pytest.raises(PlanError) as caught:
        parse_config({**BASE, section: table})
    known = ", ".join(f'"{name}"' for name in choices())
    assert str(caught.value) == f"{place}: must be one of {known}, not 'val.acuracy' (did you mean 'val.accuracy'?)"


def test_the_choices_are_part_of_the_description() -> None:
    described = {info.path: info.choices for info in settings_of("training")}
    assert described["training.select_metric"] == tuple(choices())
