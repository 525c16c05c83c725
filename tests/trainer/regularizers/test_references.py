"""Every method is compared with something that nobody here wrote, or with a number worked by hand."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from tests.trainer.regularizers.references import USUAL, Reference, all_references, flat, largest_deviation, reference
from trainer.regularizers.base import HOOKS, Regularizer
from trainer.regularizers.label_smoothing import LabelSmoothing

FOUND = all_references()
each_method = pytest.mark.parametrize("method", FOUND)


def test_every_method_has_a_reference_and_no_other_has() -> None:
    assert set(FOUND) == set(Regularizer.registry())


@each_method
def test_no_method_deviates_from_its_reference(method: str) -> None:
    assert largest_deviation(FOUND[method]) <= FOUND[method].tolerance


@each_method
def test_the_reference_says_what_it_is_and_why_another_tolerance(method: str) -> None:
    found = FOUND[method]
    assert found.by
    assert (found.tolerance == USUAL) == (not found.reason)


@each_method
def test_what_is_compared_is_the_methods_own_work(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, called = Regularizer.registry()[method], list[str]()

    def counted(hook: str, own: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: called.append(hook) or own(*given)

    for hook in set(HOOKS) & set(vars(kind)):
        monkeypatch.setattr(kind, hook, counted(hook, vars(kind)[hook]))
    FOUND[method].compare()
    assert called


@each_method
def test_one_percent_more_is_noticed_in_every_method(method: str) -> None:
    ours, theirs = FOUND[method].compare()
    wrong = Reference(method, "", lambda: ([each * 1.01 for each in flat(ours)], theirs))
    assert largest_deviation(wrong) > FOUND[method].tolerance


def test_a_method_that_does_one_percent_too_much_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = LabelSmoothing.transform_targets
    monkeypatch.setattr(LabelSmoothing, "transform_targets", lambda *given: right(*given) * 1.01)
    assert largest_deviation(FOUND["label_smoothing"]) > USUAL


def test_what_is_no_number_or_of_another_shape_is_no_agreement() -> None:
    one = torch.ones(2)
    assert not largest_deviation(Reference("it", "one", lambda: (one * torch.nan, one))) <= USUAL
    for other in (torch.ones(1), torch.ones(2, 1)):
        with pytest.raises(ValueError, match=r"^it gives \(2,\), one "):
            largest_deviation(Reference("it", "one", lambda other=other: (one, other)))
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        largest_deviation(Reference("it", "one", lambda: ([one, one], [one])))


def test_a_second_reference_of_a_method_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^sam has two references, worked by hand .* and torch$"):
        reference("sam", by="torch")(FOUND["sam"].compare)


@each_method
def test_the_global_seed_changes_no_comparison(method: str) -> None:
    results = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        results.append([flat(each) for each in FOUND[method].compare()])
    for first, second in zip(*results, strict=True):
        assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
