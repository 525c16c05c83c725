"""Statuses are told by sign and word, not by colour alone."""

from store.status import Status
from tui.statuses import SIGNS, URGENCY, group_cell, status_cell, tally


def test_every_status_has_a_sign_and_a_place() -> None:
    assert set(SIGNS) == set(URGENCY) == set(Status)


def test_a_run_says_its_status_in_words() -> None:
    assert status_cell(Status.FAILED) == ("✗ failed", "bad")


def test_a_group_shows_its_most_urgent_status_and_how_many_have_it() -> None:
    assert group_cell([Status.FINISHED, Status.RUNNING, Status.FAILED]) == ("● 1 run ✓1", "live")
    assert group_cell([Status.FINISHED] * 2) == ("✓ 2 done", "good")


def test_a_group_counts_all_that_have_not_begun_together() -> None:
    assert group_cell([Status.FINISHED, Status.QUEUED, Status.WAITING, Status.WAITING]) == ("○ 3 wait ✓1", "dim")
    assert group_cell([Status.QUEUED, Status.WAITING]) == ("○ 2 wait", "dim")


def test_a_tally_begins_with_the_most_urgent() -> None:
    assert tally([Status.FINISHED, Status.FINISHED, Status.FAILED]) == "1 failed · 2 finished"
    assert tally([]) == ""
