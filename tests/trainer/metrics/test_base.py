from collections.abc import Iterator

import pytest
from torch import Tensor

from trainer.metrics.base import Metric


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Forget what a test registered."""
    before = dict(Metric.members)
    yield
    Metric.members.clear()
    Metric.members.update(before)


def declare(name: str, **options: object) -> type[Metric]:
    def value(self: Metric, logits: Tensor, labels: Tensor) -> Tensor:
        return logits.sum()

    made: type[Metric] = type(Metric)(name, (Metric,), {"value": value, "__module__": "mine"}, **options)
    return made


@pytest.mark.parametrize(("name", "better"), [("BrierScore", "lower"), ("Perplexity", "lower"), ("WonLoss", "higher")])
def test_a_name_that_says_the_opposite_of_the_declared_direction_is_refused(name: str, better: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}: the name must (not )?end in Loss or Error where {better} is better"):
        declare(name, better=better)
    assert not {"brier_score", "perplexity", "won_loss"} & Metric.members.keys()


def test_a_metric_says_which_way_is_better_and_has_a_value() -> None:
    with pytest.raises(TypeError, match='Mine: say which way is better, better="higher" or better="lower"'):
        declare("Mine")
    with pytest.raises(TypeError, match="Empty: a metric has a method `value`"):

        class Empty(Metric, better="higher"):
            pass

    assert not {"mine", "empty"} & Metric.members.keys()


def test_a_name_that_another_module_took_is_refused() -> None:
    with pytest.raises(TypeError, match=r"metric 'accuracy' of mine exists already in trainer\.metrics\.accuracy"):
        declare("Accuracy", better="higher")


def test_further_metrics_stand_behind_those_that_tables_know() -> None:
    from trainer.metrics.base import known

    declare("AbsoluteError", better="lower")
    names = [metric.component_name for metric in known()]
    assert names.index("absolute_error") > names.index("calibration_error")
