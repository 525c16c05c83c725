"""News that are held back."""

from types import SimpleNamespace

from tests.tui.rows import row
from tui.calm import EVERY, Held, News, Turns, pace


def test_of_each_run_the_newest_is_kept_in_the_order_in_which_they_moved() -> None:
    held = Held()
    held.runs([row(seed=0, epoch=1)])
    held.runs([row(seed=1, epoch=1)])
    held.runs([row(seed=0, epoch=2)])
    assert [(one.seed, one.epoch) for one in held.take().moved] == [(1, 1), (0, 2)]


def test_all_rows_say_more_than_what_came_before_them() -> None:
    held = Held()
    held.runs([row(epoch=1)])
    held.rows([row(epoch=2)])
    held.runs([row(seed=5)])
    news = held.take()
    assert news.everything is not None
    assert [one.epoch for one in news.everything] == [2]
    assert [one.seed for one in news.moved] == [5]


def test_what_was_taken_is_gone() -> None:
    held = Held()
    held.rows([])
    held.take()
    assert held.take() == News(None, [])


def test_what_renews_itself_does_so_less_often_where_it_is_to_be_calm() -> None:
    assert pace(SimpleNamespace(calm=True), 0.3) == EVERY
    assert pace(SimpleNamespace(calm=False), 0.3) == pace(object(), 0.3) == 0.3


def test_a_slow_terminal_is_left_alone_for_as_long_as_it_took_and_a_fast_one_is_not() -> None:
    turns = Turns()
    assert turns.may_tell(100.0, behind=False)
    assert turns.may_tell(100.1, behind=False), "it has taken them at once"
    assert not turns.may_tell(100.2, behind=True)
    assert not turns.may_tell(100.5, behind=True)
    assert not turns.may_tell(100.6, behind=False)
    assert not turns.may_tell(100.9, behind=False)
    assert turns.may_tell(101.01, behind=False)
