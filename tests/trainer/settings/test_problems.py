from trainer.settings.problems import PlanError, Problem, one_of, shown


def test_a_problem_names_file_line_place_and_what_is_wrong() -> None:
    assert str(Problem("a.b", "is wrong", "x.toml", 3)) == "x.toml:3: a.b: is wrong"
    assert str(Problem("a.b", "is wrong", "x.toml")) == "x.toml: a.b: is wrong"
    assert str(Problem("", "is wrong", line=3)) == "is wrong"


def test_an_error_holds_everything_that_is_wrong() -> None:
    error = PlanError([Problem("a", "one"), Problem("b", "two")])
    assert str(error) == "a: one\nb: two"
    assert [problem.place for problem in error.problems] == ["a", "b"]


def test_nothing_that_is_told_can_steer_a_terminal() -> None:
    assert str(Problem("a\x1b[2J", "is \x07 wrong", "x\n.toml")) == "x\\n.toml: a\\x1b[2J: is \\x07 wrong"


def test_values_are_shown_as_they_are_written_and_cut() -> None:
    assert [shown(value) for value in (None, True, 3, "a'b", [1])] == ["nothing", "true", "3", '"a\'b"', "[1]"]
    assert len(shown("x" * 500)) == 60
    assert shown("x" * 500).endswith("…")
    assert shown(int("9" * 4000) ** 3) == "a number or table that is too large to show"


def test_many_words_are_cut() -> None:
    assert one_of(["a", "b"]) == "one of a, b"
    assert one_of(map(str, range(30)), limit=2) == "one of 0, 1, … (30 in all)"
