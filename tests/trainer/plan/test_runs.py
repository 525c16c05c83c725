from pathlib import Path

import pytest

from store.compare.catalogue import flatten
from store.compare.formats import to_csv, to_json, to_text
from tests.trainer.plan.files import BASE, FULL, write
from trainer.plan.dry_run import changes_in_words, dry_run_table
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import PlannedRun, differences, hash_variants, plan_runs
from trainer.settings.problems import PlanError


def test_runs_come_seed_by_seed_each_after_its_start() -> None:
    runs = plan_runs(load_experiment(FULL, ["seeds=[5, 4]"]))
    order = ["source", "baseline", "tuned", "calmer", "bare"]
    assert [(run.variant, run.seed) for run in runs] == [(name, seed) for seed in (5, 4) for name in order]
    assert [run.start for run in runs[:3]] == [None, ("source", 5), ("source", 5)]


def test_a_start_goes_first_wherever_it_stands_in_the_file(tmp_path: Path) -> None:
    text = '[variants.baseline]\nnetwork.start = "variant:b"\n[variants.b]\nnetwork.start = "variant:c"\n[variants.c]\n'
    runs = plan_runs(load_experiment(write(tmp_path, text)), seeds=[1])
    assert [run.variant for run in runs] == ["c", "b", "baseline"]


def test_chosen_variants_bring_their_starts() -> None:
    runs = plan_runs(load_experiment(FULL), only=["tuned"], seeds=[9])
    assert [(run.variant, run.seed) for run in runs] == [("source", 9), ("tuned", 9)]


def test_a_variant_that_is_not_there_is_told() -> None:
    with pytest.raises(PlanError, match=r"no variant is called 'tuend' \(did you mean 'tuned'\?\)"):
        plan_runs(load_experiment(FULL), only=["tuend", "baseline"])


def test_each_run_says_what_it_changes_against_the_baseline() -> None:
    runs = {run.variant: run for run in plan_runs(load_experiment(FULL), seeds=[1])}
    assert runs["baseline"].changes == {}
    assert runs["tuned"].changes == {
        "optimizer.lr": (0.003, 0.03),
        "training.batch_size": (32, 256),
        "regularizers.dropout.rate": (0.2, None),
        "regularizers.dropout.where": ("head", None),
        "regularizers.mixup.alpha": (None, 0.4),
    }


def test_a_name_is_a_label_and_the_configuration_counts(tmp_path: Path) -> None:
    text = '[variants.baseline]\nnetwork.start = "variant:one"\n[variants.one]\n[variants.two]\n'
    text += '[variants.other]\nnetwork.start = "variant:two"\n[variants.far]\nnetwork.start = "variant:other"\n'
    hashes = hash_variants(load_experiment(write(tmp_path, text)).variants)
    assert hashes["one"] == hashes["two"]
    assert hashes["baseline"] == hashes["other"]
    assert len(set(hashes.values())) == 3


def test_a_changed_start_changes_what_starts_from_it(tmp_path: Path) -> None:
    file = write(tmp_path, '[variants.baseline]\nnetwork.start = "variant:one"\n[variants.one]\n')
    before = hash_variants(load_experiment(file).variants)
    after = hash_variants(load_experiment(file, ["variants.one.optimizer.lr=0.1"]).variants)
    assert before["baseline"] != after["baseline"]
    assert len({*before.values(), *after.values()}) == 4


def test_nested_tables_become_dotted_paths_and_back_differences() -> None:
    one = flatten({"a": {"b": 1, "c": {}}, "d": [1]})
    assert one == {"a.b": 1, "a.c": {}, "d": [1]}
    assert differences(one, {"a.b": 2, "d": [1]}) == {"a.b": (1, 2), "a.c": ({}, None)}


def runs_of(*sets: str) -> list[PlannedRun]:
    return plan_runs(load_experiment(FULL, sets))


def test_the_dry_run_lists_the_runs_in_order_and_says_once_what_a_variant_changes() -> None:
    text = to_text(dry_run_table(runs_of("seeds=2")))
    lines = text.splitlines()
    assert lines[0] == "10 runs to do, in this order"
    assert lines[3].split() == ["2", "baseline", "1", "source/1", "is", "the", "baseline"]
    assert lines[4].split() == ["3", "tuned", "1", "source/1", "4", "changes"]
    said = " ".join(text.split())
    assert said.count("tuned changes: ") == 1
    assert (
        "tuned changes: optimizer.lr 0.003 → 0.03, training.batch_size 32 → 256, "
        "regularizers.dropout on → off, regularizers.mixup.alpha off → 0.4"
    ) in said


def test_the_dry_run_is_whole_for_scripts() -> None:
    table = dry_run_table(runs_of("seeds=1"))
    assert table.rows[2].cells[4].value == changes_in_words(runs_of("seeds=1")[2])
    assert '"start": "source/1"' in to_json(table)
    assert to_csv(table).splitlines()[0].endswith("number,variant,seed,start,changes,there")


def test_the_dry_run_tells_starts_equal_variants_and_single_runs(tmp_path: Path) -> None:
    file = write(
        tmp_path, f'seeds = 1\n{BASE}network.start = "pretrained"\n[variants.baseline]\n[variants.same]\n', base=""
    )
    rows = dry_run_table(plan_runs(load_experiment(file))).rows
    assert [[cell.text for cell in row.cells[3:5]] for row in rows] == [
        ["pretrained", "is the baseline"],
        ["pretrained", "equal to it"],
    ]
    assert dry_run_table(plan_runs(load_experiment(file), only=["baseline"])).title == "1 run to do, in this order"


def test_the_dry_run_counts_and_marks_what_the_store_has_already() -> None:
    planned = runs_of("seeds=1")
    table = dry_run_table(planned, ["", "some-id", "", "", ""])
    assert table.title == "4 runs to do, in this order; 1 there already (--again does them anew)"
    assert [row.cells[-1].value for row in table.rows] == [None, "some-id", None, None, None]


def test_a_method_that_is_switched_on_is_told_once_with_what_is_not_usual(tmp_path: Path) -> None:
    text = f"""seeds = 2
{BASE}
[variants.baseline]
[variants.one]
regularizers = {{ random_flip = true, mixup = {{ alpha = 0.4 }}, dropout = true }}
[variants.soup]
network.start = "variant:one"
regularizers.model_soup.of = ["seeds:one"]
"""
    runs = plan_runs(load_experiment(write(tmp_path, text, base="")))
    one, soup = (next(run for run in runs if run.variant == name) for name in ("one", "soup"))
    assert changes_in_words(one) == [
        "regularizers.dropout off → on",
        "regularizers.mixup.alpha off → 0.4",
        "regularizers.random_flip off → on",
    ]
    rows = {row.key: row.cells[3].text for row in dry_run_table(runs).rows}
    assert rows[f"soup/{soup.seed}"] == "one/1, one/2"
