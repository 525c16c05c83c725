"""What is told of a method beside its settings."""

import pytest

from trainer.plan.methods import Cost, facts, measured_costs, places, source
from trainer.regularizers.base import HOOKS, Regularizer

REGISTRY = Regularizer.registry()


@pytest.mark.parametrize("name", REGISTRY)
def test_every_method_names_its_source_and_its_places(name: str) -> None:
    assert source(REGISTRY[name]), "the first line of the docstring names the paper: (Author et al. 2020)"
    assert places(REGISTRY[name])


def test_the_cost_of_every_method_was_measured_and_of_no_other() -> None:
    assert measured_costs().keys() == REGISTRY.keys(), "run `python -m tests.benchmarks methods --write`"
    assert all(
        (cost.picture is not None) == (REGISTRY[name].group == "images") for name, cost in measured_costs().items()
    )


def test_places_are_told_in_the_loops_order() -> None:
    told = list(places(REGISTRY["distillation"]))
    assert told == ["criterion", "before_training", "penalty"]
    assert told == [hook for hook in HOOKS if hook in told]


def test_a_cost_beyond_what_one_would_expect_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.plan.methods.measured_costs", lambda: {"sam": Cost(2.3), "mixup": Cost(1.02, None)})
    assert "Cost: 2.30 times a bare step (more than the 2.1 times that one would expect)." in list(
        facts(REGISTRY["sam"])
    )
    assert "Cost: 1.02 times a bare step." in list(facts(REGISTRY["mixup"]))
    monkeypatch.setattr("trainer.plan.methods.measured_costs", lambda: {"random_crop": Cost(1.3, 4.4)})
    assert "Cost: 1.30 times a bare step, 4 µs a picture." in list(facts(REGISTRY["random_crop"]))
