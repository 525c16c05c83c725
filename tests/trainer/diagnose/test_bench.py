"""Mixtures become runs of a real store; nothing is trained, figures are written by hand."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from store.errors import StoreError
from store.names import FRESH, PROBE
from store.run import Run
from store.store import Store
from tests.trainer.launch.planned import end
from trainer.diagnose.bench import Bench
from trainer.diagnose.evidence import BASELINE, Evidence, Mixture
from trainer.diagnose.kept import kept_experiment
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from trainer.settings.problems import PlanError

FILE = """
title = "Why?"
seeds = [4, 2]
[base]
data = {name = "digits"}
network = {name = "mlp"}
training = {epochs = 1}
[variants.baseline]
regularizers = {layerwise_decay = true}
[variants.tuned]
optimizer = {lr = 0.1}
training = {batch_size = 64}
regularizers = {dropout = {rate = 0.3}, mixup = true, label_smoothing = true, discriminative_rates = true}
network = {start = "variant:source"}
[variants.source]
[variants.wide]
network = {widths = [128]}
[variants.put_back]
extends = "tuned"
optimizer = {lr = 0.001}
"""
LR, DROPOUT = frozenset({"optimizer.lr"}), frozenset({"dropout"})


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    path = tmp_path / "why.toml"
    path.write_text(FILE)
    store = Store(tmp_path / "runs")
    queue_runs(store, plan_runs(load_experiment(path)))
    return Bench(store, kept_experiment(store, "why", ["baseline", "tuned"]), "baseline", "tuned")


def finish(run: Run, accuracy: float) -> None:
    end(run)
    figures = {"val.accuracy": accuracy, "val.loss": 1 - accuracy}
    lines = [{"t": 1.0, "kind": "measured", "of": "best", "metrics": figures}, {"t": 2.0, "kind": "finished"}]
    (run.folder / "events.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def test_the_changes_are_those_of_the_settings_that_were_kept(bench: Bench) -> None:
    assert list(bench.changes) == [
        "network.start",
        "optimizer.lr",
        "training.batch_size",
        "layerwise_decay",
        "discriminative_rates",
        "dropout",
        "label_smoothing",
        "mixup",
    ]


def test_a_mixture_is_a_variant_that_says_what_it_is(bench: Bench) -> None:
    assert bench.variant(BASELINE) == "baseline"
    assert bench.variant(frozenset(bench.changes)) == "tuned"
    assert bench.variant(DROPOUT) == f"{PROBE}baseline+dropout"
    assert bench.variant(frozenset(bench.changes) - DROPOUT) == f"{PROBE}tuned-dropout"
    many = bench.variant(frozenset(list(bench.changes)[:3]))
    assert many.startswith(PROBE)
    assert len(many) == 7
    assert bench.experiment.notes[many] == "baseline+network.start+optimizer.lr+training.batch_size"


def test_a_variant_that_is_configured_so_already_is_taken(bench: Bench) -> None:
    assert bench.variant(frozenset(bench.changes) - LR) == "put_back"


def test_runs_that_are_there_are_used_and_those_that_lack_are_queued(bench: Bench) -> None:
    before = {row.id for row in bench.store.rows()}
    runs = bench.queue({BASELINE: 2, DROPOUT: 1}, Evidence())
    assert [run.record["variant"] for run in runs] == ["baseline", "baseline", "~baseline+dropout"]
    new = {row.id for row in bench.store.rows()} - before
    assert new == {run.id for run in runs} - before
    assert {Run(bench.store.root / id_).record["variant"] for id_ in new} >= {"~baseline+dropout"}


def test_a_probe_keeps_no_weights(bench: Bench) -> None:
    (run,) = bench.queue({DROPOUT: 1}, Evidence())
    assert run.state()["keep"] == []


def test_seeds_are_first_those_that_both_are_run_with_then_new_ones(bench: Bench) -> None:
    assert bench.seeds(5) == [4, 2, 1, 3, 5]
    assert bench.fresh_seeds(2) == [FRESH, FRESH + 1]
    end(bench.store.find("why/tuned/4"), "failed")
    assert replace(bench).seeds(4) == [2, 4, 1, 3]


def test_what_a_search_queues_and_finishes_leaves_the_order_of_its_seeds_as_it_was(bench: Bench) -> None:
    queue_runs(bench.store, plan_runs(bench.experiment, ["baseline"], [9, 7]))
    queue_runs(bench.store, plan_runs(bench.experiment, ["tuned"], [7]))
    order = replace(bench).seeds(6)
    assert order == [4, 2, 7, 9, 1, 3]
    bench.run(frozenset(bench.changes), order)
    for run in (bench.store.find("why/baseline/7"), bench.store.find("why/tuned/7"), bench.store.find("why/tuned/3")):
        finish(run, 0.9)
    assert replace(bench).seeds(6) == order


def test_figures_are_noted_by_mixture_and_seed_and_turned_so_that_more_is_better(bench: Bench) -> None:
    evidence = Evidence()
    runs = bench.queue({BASELINE: 2, DROPOUT: 2}, evidence)
    for place, run in enumerate(runs):
        finish(run, 0.5 + place / 10)
    bench.read(runs, evidence)
    assert {tuple(sorted(figures)) for figures in evidence.figures.values()} == {(0.5, 0.6), (0.7, 0.8)}
    assert evidence.figures.keys() == {BASELINE, DROPOUT}
    assert bench.figures(runs[:1], "val.loss") == {runs[0].record["seed"]: pytest.approx(-0.5)}


def test_a_mixture_of_which_a_run_failed_cannot_be_had(bench: Bench) -> None:
    evidence = Evidence()
    (run,) = bench.queue({DROPOUT: 1}, evidence)
    end(run, "failed")
    bench.read([run], evidence)
    assert "~baseline+dropout" in evidence.refused[DROPOUT]
    assert "failed" in evidence.refused[DROPOUT]


def test_a_mixture_that_does_not_go_together_cannot_be_had(bench: Bench) -> None:
    alone: Mixture = frozenset({"discriminative_rates"})
    evidence = Evidence()
    assert bench.queue({alone: 2}, evidence) == []
    assert "layerwise_decay" in evidence.refused[alone]


def test_an_experiment_is_kept_whole_and_what_is_not_known_any_more_is_left_out(bench: Bench, tmp_path: Path) -> None:
    experiment = kept_experiment(bench.store, "why", ["tuned"])
    file = load_experiment(tmp_path / "why.toml")
    assert experiment.variants == file.variants
    assert (experiment.name, experiment.title, experiment.baseline) == ("why", "Why?", "baseline")
    for seed in (2, 4):
        run = bench.store.find(f"why/wide/{seed}")
        record = json.loads((run.folder / "config.json").read_text())
        record["config"]["network"]["name"] = "gone"
        (run.folder / "config.json").write_text(json.dumps(record))
    assert "wide" not in kept_experiment(Store(bench.store.root), "why", ["tuned"]).variants
    with pytest.raises(PlanError, match="gone"):
        kept_experiment(Store(bench.store.root), "why", ["wide"])


def test_a_probe_of_settings_that_were_edited_since_is_another_one(bench: Bench, tmp_path: Path) -> None:
    (old,) = bench.queue({LR: 1}, Evidence())
    (tmp_path / "why.toml").write_text(FILE.replace("lr = 0.1", "lr = 0.2"))
    queue_runs(bench.store, plan_runs(load_experiment(tmp_path / "why.toml")))
    again = Bench(bench.store, kept_experiment(bench.store, "why", ["baseline", "tuned"]), "baseline", "tuned")
    (new,) = again.queue({LR: 1}, Evidence())
    assert [run.record["config"]["optimizer"]["lr"] for run in (old, new)] == [0.1, 0.2]


def test_a_run_without_the_figure_makes_a_mixture_that_cannot_be_had(bench: Bench) -> None:
    evidence = Evidence()
    runs = bench.queue({DROPOUT: 1}, evidence)
    end(runs[0])
    bench.read(runs, evidence)
    assert "has no figure val.accuracy" in evidence.refused[DROPOUT]


def test_the_figure_that_answers_are_held_against_is_the_test_sets_where_there_is_one(bench: Bench) -> None:
    assert bench.held_out_figure() == "val.accuracy"
    run = bench.store.find("why/baseline/2")
    end(run)
    figures = {"val.accuracy": 0.9, "test.accuracy": 0.8}
    line = {"t": 1.0, "kind": "measured", "of": "best", "metrics": figures}
    (run.folder / "events.jsonl").write_text(f"{json.dumps(line)}\n{json.dumps({'t': 2.0, 'kind': 'finished'})}\n")
    assert bench.held_out_figure() == "test.accuracy"


def test_variants_that_need_what_is_gone_are_left_out_or_told(bench: Bench) -> None:
    for row in bench.store.rows():
        if row.variant in {"source", "baseline"}:
            shutil.rmtree(bench.store.root / row.id)
    store = Store(bench.store.root)
    experiment = kept_experiment(store, "why", ["wide"])
    assert (list(experiment.variants), experiment.baseline) == (["wide"], "wide")
    with pytest.raises(StoreError, match="why/tuned needs the weights of source"):
        kept_experiment(store, "why", ["tuned"])
    with pytest.raises(StoreError, match="no run is of a variant 'tunde'"):
        kept_experiment(store, "why", ["tunde"])


def test_an_earlier_configuration_is_tried_without_becoming_the_newest_again(bench: Bench) -> None:
    store, old = bench.store, bench.hashes["tuned"]
    changed = load_experiment(store.root.parent / "why.toml", ["variants.tuned.optimizer.lr=0.3"])
    queue_runs(store, plan_runs(changed, ["tuned"]))
    name = f"tuned@{old[:6]}"
    earlier = Bench(store, kept_experiment(store, "why", ["baseline", name]), "baseline", name)
    assert (earlier.hashes[name], earlier.changes.keys()) == (old, bench.changes.keys())
    runs = earlier.run(frozenset(earlier.changes), [4, 2])
    assert [run.record["config_hash"] for run in runs] == [old, old]
    count = len(store.rows())
    for run in runs:
        finish(run, 0.5)
    more = earlier.run(frozenset(earlier.changes), [4, 2, 7])
    assert [(run.record["variant"], run.record["seed"]) for run in more] == [
        ("tuned", 4),
        ("tuned", 2),
        (f"{PROBE}{name}", 7),
    ]
    assert len(store.rows()) == count + 2, "the start of seed 7, too"
    finish(more[-1], 0.5)
    evidence = Evidence()
    earlier.seeds(3)
    earlier.read(more, evidence)
    assert evidence.figures == {frozenset(earlier.changes): [0.5, 0.5]}
    assert {run.record["config_hash"] for run in store.find_group("why/tuned")} != {old}
    again = Bench(store, kept_experiment(store, "why", ["baseline", name]), "baseline", name)
    assert 7 in again.seeds(3)


def test_what_takes_weights_of_a_variant_that_has_changed_since_takes_those_that_it_took(bench: Bench) -> None:
    store, old = bench.store, bench.hashes["tuned"]
    sources = {row.seed: row.id for row in store.rows() if row.variant == "source"}
    for run in (store.run(id_) for id_ in sources.values()):
        finish(run, 0.5)
        (run.folder / "best.safetensors").touch()
    changed = load_experiment(store.root.parent / "why.toml", ["variants.source.optimizer.lr=0.3"])
    queue_runs(store, plan_runs(changed, ["tuned"]))
    name, count = f"tuned@{old[:6]}", len(store.rows())
    earlier = Bench(store, kept_experiment(store, "why", ["baseline", name]), "baseline", name)
    assert earlier.hashes[name] == old
    runs = earlier.run(frozenset(earlier.changes), [4, 2])
    assert ([run.record["variant"] for run in runs], len(store.rows())) == (["tuned", "tuned"], count)
    (probe,) = earlier.run(DROPOUT, [4])
    assert probe.record["start_run"] is None
    (without,) = earlier.run(frozenset(earlier.changes) - DROPOUT, [4])
    assert (without.record["start_run"], len(store.rows())) == (sources[4], count + 2)
    assert without.record["config"]["network"]["start"] == "variant:source"
    assert without.record["weights"] == {"variant:source": [sources[4]]}
    newest = Bench(store, kept_experiment(store, "why", ["baseline", "tuned"]), "baseline", "tuned")
    assert newest.hashes["tuned"] != old


def test_a_mixture_that_was_a_configuration_of_the_variant_is_a_trial_of_its_own(bench: Bench) -> None:
    store, old, file = bench.store, bench.hashes["tuned"], bench.store.root.parent / "why.toml"
    for change in ("variants.tuned.regularizers.dropout=false", "variants.tuned.optimizer.lr=0.3"):
        queue_runs(store, plan_runs(load_experiment(file, [change]), ["tuned"]))
    name = f"tuned@{old[:6]}"
    earlier = Bench(store, kept_experiment(store, "why", ["baseline", name]), "baseline", name)
    runs = earlier.run(frozenset(earlier.changes) - DROPOUT, [4, 2])
    assert [run.record["variant"] for run in runs] == [f"{PROBE}{name}-dropout"] * 2


def test_trials_are_known_again_when_their_start_has_changed_since(bench: Bench) -> None:
    store = bench.store
    (probe,) = bench.run(frozenset(bench.changes) - DROPOUT, [4])
    changed = load_experiment(store.root.parent / "why.toml", ["variants.source.optimizer.lr=0.3"])
    queue_runs(store, plan_runs(changed, ["source"]))
    again = Bench(store, kept_experiment(store, "why", ["baseline", "tuned"]), "baseline", "tuned")
    assert again.hashes[str(probe.record["variant"])] == probe.record["config_hash"]
    assert [run.id for run in again.run(frozenset(again.changes) - DROPOUT, [4])] == [probe.id]


def test_weights_that_are_gone_are_told(bench: Bench) -> None:
    store, old = bench.store, bench.hashes["tuned"]
    sources = [row.id for row in store.rows() if row.variant == "source"]
    changed = load_experiment(store.root.parent / "why.toml", ["variants.source.optimizer.lr=0.3"])
    queue_runs(store, plan_runs(changed, ["tuned"]))
    for id_ in sources:
        shutil.rmtree(store.root / id_)
    with pytest.raises(StoreError, match="there is no run"):
        kept_experiment(store, "why", ["baseline", f"tuned@{old[:6]}"])
