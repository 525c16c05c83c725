"""What was done last is taken back first."""

from tui.actions.undo import MOST, Step, Undo


def test_the_last_step_comes_first_and_only_once() -> None:
    undo = Undo()
    for name in "ab":
        undo.push(Step(name, lambda: None))
    steps = [undo.pop() for _ in range(3)]
    assert [step and step.undone for step in steps] == ["b", "a", None]


def test_what_means_nothing_any_more_is_passed_over() -> None:
    undo = Undo()
    undo.push(Step("a", lambda: None))
    undo.push(Step("b", lambda: None, is_possible=lambda: False))
    step = undo.pop()
    assert step is not None
    assert step.undone == "a"


def test_the_oldest_are_forgotten() -> None:
    undo = Undo()
    for number in range(MOST + 5):
        undo.push(Step(str(number), lambda: None))
    steps = [undo.pop() for _ in range(MOST + 1)]
    assert steps[-1] is None
    assert steps[-2] is not None
    assert steps[-2].undone == "5"
