"""Bisections of planted worlds with little noise; `tests.simulations` counts their errors where there is more."""

from collections.abc import Generator

import pytest

from tests.simulations.bisections import PLOTS, World, bisect, drive, leave_one_out, world
from trainer.diagnose.bisection import Bisection, Finding, Interplay
from trainer.diagnose.evidence import BASELINE, Mixture
from trainer.diagnose.inquiry import Rules, Wanted

RULES = Rules()
NOISE = 0.05


@pytest.mark.parametrize("changes", [3, 8, 17])
@pytest.mark.parametrize("plot", [plot for plot in PLOTS if plot != "no decline"])
def test_the_guilty_are_found_whatever_they_do_together(plot: str, changes: int) -> None:
    for case in range(3):
        found = world(plot, changes, NOISE, case)
        answer = bisect(found, RULES)
        assert (answer.finding, answer.guilty) == (Finding.GUILTY, found.guilty)


INTERPLAYS = {
    "two, only together": Interplay.TOGETHER,
    "two, each half of it": Interplay.PARTS,
    "three, each a third": Interplay.PARTS,
    "two, either is enough": Interplay.EITHER,
    "one culprit": None,
}


@pytest.mark.parametrize("plot", INTERPLAYS)
def test_how_several_do_it_is_named_also_where_there_is_noise(plot: str) -> None:
    answers = [bisect(world(plot, changes, 0.25, case), RULES) for changes in (3, 8) for case in range(20)]
    named = [answer for answer in answers if answer.finding is Finding.GUILTY]
    assert len(named) >= 38
    assert sum(answer.interplay is INTERPLAYS[plot] for answer in named) >= 0.95 * len(named)


def test_where_there_is_no_decline_nobody_is_accused() -> None:
    found = world("no decline", 8, 0.2, 1)
    assert bisect(found, RULES) == leave_one_out(found, RULES)
    assert bisect(found, RULES).finding is Finding.NO_DECLINE


def test_one_culprit_of_sixteen_takes_fewer_runs_than_putting_each_change_back() -> None:
    searched, put_back = world("one culprit", 16, NOISE, 0), world("one culprit", 16, NOISE, 0)
    assert bisect(searched, RULES).guilty == leave_one_out(put_back, RULES).guilty == searched.guilty
    assert searched.runs <= put_back.runs / 2


def test_a_single_change_is_guilty_of_all() -> None:
    found = world("one culprit", 1, NOISE, 0)
    assert bisect(found, RULES).guilty == found.guilty


def test_what_cannot_be_decided_within_the_bound_is_left_open() -> None:
    answer = bisect(world("one culprit", 8, 0.3, 0), Rules(most_runs=12))
    assert (answer.finding, answer.guilty) == (Finding.UNDECIDED, BASELINE)
    assert answer.reason


def test_it_goes_on_from_the_figures_that_are_there() -> None:
    found = world("two, only together", 8, NOISE, 2)
    first = Bisection(found.changes, rules=RULES)
    answer = drive(first, found)
    runs = found.runs
    again = Bisection(found.changes, first.measured, RULES)
    assert drive(again, found) == answer
    assert again.steps == first.steps
    assert found.runs == runs


def test_every_step_says_what_was_asked_of_which_mixture_and_what_came_of_it() -> None:
    found = world("one culprit", 4, NOISE, 0)
    bisection = Bisection(found.changes, rules=RULES)
    answer = drive(bisection, found)
    assert bisection.steps[0].mixture == bisection.tuned
    assert all(step.reason and step.outcome for step in bisection.steps)
    assert bisection.steps[-1].mixture == answer.guilty


def test_a_world_is_the_same_whenever_it_is_asked_for() -> None:
    one, other = world("two, each half of it", 8, 0.3, 4), world("two, each half of it", 8, 0.3, 4)
    assert isinstance(one, World)
    assert [one.measure(BASELINE, seed) for seed in range(5)] == [other.measure(BASELINE, seed) for seed in range(5)]


@pytest.mark.parametrize("most", [6, 10, 20, 40])
def test_no_more_runs_are_made_than_the_bound(most: int) -> None:
    for case in range(5):
        found = world("two, each half of it", 7, 0.3, case)
        answer = bisect(found, Rules(most_runs=most))
        assert found.runs <= most
        assert answer.finding is Finding.UNDECIDED or found.runs < most


class Overeager(Bisection):
    """Begins with an innocent change beside the guilty one."""

    def _guess(self) -> Generator[Wanted, None, Mixture]:
        yield from ()
        return frozenset(self.changes[:2])


def test_an_innocent_that_the_search_picked_up_is_left_out_of_the_answer() -> None:
    for case in range(20):
        found = world("one culprit", 5, NOISE, case)
        if found.guilty <= frozenset(found.changes[:2]):
            assert drive(Overeager(found.changes, rules=RULES), found).guilty == found.guilty
            return
    raise AssertionError("no world has its culprit there")
