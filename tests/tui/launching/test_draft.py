from pathlib import Path

import pytest

from tests.support.experiments import write_small
from trainer.plan.experiment import load_experiment
from tui.launching.checking import beside, check, problem_of_edit, told
from tui.launching.draft import Draft

METHOD = "regularizers.feature_mixup"
"""A method that cannot act on the pictures of the small experiment."""


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(write_small(tmp_path))


def lr(draft: Draft) -> dict[str, float]:
    experiment = check(draft).experiment
    assert experiment is not None
    return {name: config.optimizer.lr for name, config in experiment.variants.items()}


def test_a_draft_without_changes_is_the_file(draft: Draft) -> None:
    checked = check(draft)
    assert checked.experiment == load_experiment(draft.file)
    assert [(run.variant, run.seed) for run in checked.runs][:3] == [("source", 1), ("baseline", 1), ("tuned", 1)]


def test_a_setting_is_changed_for_one_variant_or_for_all(draft: Draft) -> None:
    assert lr(draft.with_edit("optimizer.lr", "0.5", "tuned")) == {"source": 0.003, "baseline": 0.003, "tuned": 0.5}
    assert lr(draft.with_edit("optimizer.lr", "0.5")) == {"source": 0.5, "baseline": 0.5, "tuned": 0.5}


def test_one_variants_value_counts_over_that_of_all_and_all_takes_it_away_again(draft: Draft) -> None:
    both = draft.with_edit("optimizer.lr", "0.5", "tuned").with_edit("optimizer.lr", "0.1")
    assert lr(both)["tuned"] == 0.1
    own = both.with_edit("optimizer.lr", "0.5", "tuned")
    assert lr(own) == {"source": 0.1, "baseline": 0.1, "tuned": 0.5}
    assert lr(own.without_edit("optimizer.lr", "tuned")) == {"source": 0.1, "baseline": 0.1, "tuned": 0.1}
    assert lr(own.without_edit("optimizer.lr")) == lr(draft)


def test_a_method_is_turned_off_and_on_and_a_setting_of_it_turns_it_on(draft: Draft) -> None:
    off = draft.with_edit("regularizers.label_smoothing.amount", "0.2", "tuned").with_edit(
        "regularizers.label_smoothing", "false", "tuned"
    )
    assert methods(off)["tuned"] == {"dropout"}
    on_again = off.with_edit("regularizers.label_smoothing.amount", "0.1", "tuned")
    assert methods(on_again)["tuned"] == {"dropout", "label_smoothing"}
    everywhere = draft.with_edit("regularizers.mixup.alpha", "0.4").with_edit("regularizers.mixup", "true", "tuned")
    assert all("mixup" in names for names in methods(everywhere).values())


def methods(draft: Draft) -> dict[str, set[str]]:
    experiment = check(draft).experiment
    assert experiment is not None
    return {name: set(config.regularizers) for name, config in experiment.variants.items()}


def test_variants_and_seeds_that_are_left_out_are_not_planned_but_a_start_is(draft: Draft) -> None:
    few = draft.toggled_variant("source").toggled_variant("baseline").toggled_seed(2)
    assert [(run.variant, run.seed) for run in check(few).runs] == [("source", 1), ("tuned", 1)]
    assert check(few.toggled_variant("tuned")).runs == ()
    assert len(check(few.toggled_seed(2)).runs) == 4


def test_every_mistake_is_kept_and_found_at_its_field(draft: Draft) -> None:
    checked = check(draft.with_edit("optimizer.lr", "-1").with_edit("training.epochs", "-1", "tuned"))
    assert checked.experiment is None
    assert len(checked.problems) == 2
    assert "greater than 0" in str(checked.problem_at("optimizer.lr"))
    assert "at least 0" in str(checked.problem_at("training.epochs"))
    assert checked.problem_at("optimizer.name") is None


def test_a_method_is_told_its_own_mistake_before_one_inside_of_it(draft: Draft) -> None:
    checked = check(draft.with_edit(METHOD, "true").with_edit(f"{METHOD}.alpha", "900"))
    own, inside = checked.problem_at(METHOD), checked.problem_at(f"{METHOD}.alpha")
    assert own is not None
    assert inside is not None
    assert beside(own, METHOD).startswith("acts on features only")
    assert beside(inside, f"{METHOD}.alpha") == "must be at most 100, not 900"
    assert beside(inside, METHOD) == told(inside) == f"{METHOD}.alpha: must be at most 100, not 900"


def test_no_mistake_speaks_of_a_command_that_nobody_has_typed(draft: Draft) -> None:
    on = draft.with_edit(METHOD, "true", "tuned")
    assert problem_of_edit(on, f"{METHOD}.alpha", "900", "tuned") == "must be at most 100, not 900"
    problems = check(on.with_edit("optimizer.lr", "-1").with_edit(f"{METHOD}.alpha", "900", "tuned")).problems
    assert len(problems) == 3
    assert not any("--set" in told(problem) for problem in problems)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("optimizer.lr", "0.1", ""),
        ("optimizer.lr", "fast", "must be a number, not 'fast'"),
        ("optimizer.name", "adm", "did you mean 'adam'?"),
        ("training.epochs", "2.5", "must be a whole number, not 2.5"),
        ("seeds", "[1, 1]", "more than once"),
        ("goal", "test.acuracy >= 1", "did you mean 'test.accuracy'?"),
        ("data.classes", '["0"]', "at least 2 entries"),
    ],
)
def test_a_new_value_is_judged_in_the_plans_own_words(draft: Draft, path: str, value: str, told: str) -> None:
    problem = problem_of_edit(draft, path, value, "")
    assert (told in problem) if told else problem == ""


def test_mistakes_that_were_there_before_are_not_held_against_a_new_value(draft: Draft) -> None:
    wrong = draft.with_edit("training.epochs", "-1")
    assert problem_of_edit(wrong, "optimizer.lr", "0.1", "") == ""
    assert "at least 0" in problem_of_edit(wrong, "training.epochs", "-3", "")
