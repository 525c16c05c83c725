"""What runs say of an example, by hand."""

import numpy as np
import pytest

from store.compare.said import Said, confidence, probabilities, said_and_true, said_of
from store.predictions import Predictions

THREE = np.log(np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]], np.float32))
OTHER = np.log(np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1]], np.float32))
RUNS = [Predictions(logits, np.array([0, 1]), ("a", "b", "c")) for logits in (THREE, OTHER)]


def test_logits_become_probabilities_however_large_they_are() -> None:
    assert probabilities(THREE + 1000) == pytest.approx(np.exp(THREE), abs=1e-3)


def test_each_class_that_is_said_has_its_runs_and_their_mean_probability() -> None:
    assert said_of(RUNS, 0) == [Said("a", 2, pytest.approx(0.6))]
    assert said_of(RUNS, 1) == [Said("a", 1, pytest.approx(0.6)), Said("c", 1, pytest.approx(0.8))]


def test_the_true_class_is_told_though_nobody_says_it() -> None:
    assert said_and_true(RUNS, 1)[-1] == Said("b", 0, pytest.approx(0.2))
    assert said_and_true(RUNS, 0) == said_of(RUNS, 0)


def test_how_sure_runs_are_is_the_mean_over_them() -> None:
    assert confidence(RUNS) == pytest.approx([0.6, 0.7])
