"""Which run that is there already is taken in the place of a planned one, and on what terms."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from store.errors import StoreError
from store.run import BEST, Run
from store.store import Store
from tests.trainer.launch.planned import FILE, end, names, queue
from trainer.data.digits import Digits
from trainer.launch.queue import queue_runs
from trainer.launch.terms import Terms
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs


def test_what_is_done_or_on_its_way_is_not_queued_again(store: Store, file: Path) -> None:
    first = queue(store, file).new
    end(first[0])
    second = queue(store, file)
    assert not second.new
    assert [run.id for run in second.runs] == [run.id for run in second.reused] == [run.id for run in first]


def test_of_two_that_queue_the_same_at_once_one_makes_the_runs(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, create = Barrier(2), Store.create_runs

    def create_when_both_have_looked(*given: Any) -> list[Run]:
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        return create(*given)

    monkeypatch.setattr(Store, "create_runs", create_when_both_have_looked)
    with ThreadPoolExecutor(2) as pool:
        queued = list(pool.map(lambda _: queue(store, file), range(2)))
    assert sorted(len(one.new) for one in queued) == [0, 3]
    assert [run.id for run in queued[0].runs] == [run.id for run in queued[1].runs]
    assert len(store.rows()) == 3


def test_equal_settings_under_another_name_are_another_run_as_results_are_found_by_name(
    store: Store, file: Path
) -> None:
    first = queue(store, file)
    file.write_text(FILE.replace("tuned", "renamed"))
    assert names(queue(store, file).new) == ["why/renamed/1"]
    copy = file.with_stem("copy")
    copy.write_text(FILE)
    assert names(queue(store, copy).new) == ["copy/source/1", "copy/baseline/1", "copy/tuned/1"]
    file.write_text(FILE)
    assert [run.id for run in queue(store, file).reused] == [run.id for run in first.new]


def test_a_run_that_failed_is_done_again(store: Store, file: Path) -> None:
    (source,) = queue(store, file, only=["source"]).new
    end(source, "failed")
    assert names(queue(store, file, only=["source"]).new) == ["why/source/1"]


def test_a_run_that_was_stopped_goes_on_and_what_was_skipped_with_it_follows(store: Store, file: Path) -> None:
    source, tuned = queue(store, file, only=["tuned"]).new
    end(source, "stopped")
    assert str(tuned.standing().status) == "skipped"
    queued = queue(store, file, only=["tuned"])
    assert (names(queued.new), names(queued.resumed)) == ([], ["why/source/1", "why/tuned/1"])
    assert [str(run.standing().status) for run in queued.runs] == ["queued", "waiting"]


def test_what_is_done_is_taken_rather_than_gone_on_with(store: Store, file: Path) -> None:
    (source,) = queue(store, file, only=["source"]).new
    (newer,) = queue(store, file, only=["source"], again=True).new
    end(source)
    end(newer, "stopped")
    queued = queue(store, file, only=["source"])
    assert ([run.id for run in queued.reused], queued.resumed) == ([source.id], [])


def test_what_was_skipped_with_a_run_that_failed_is_made_anew(store: Store, file: Path) -> None:
    source, tuned = queue(store, file, only=["tuned"]).new
    end(source, "failed")
    queued = queue(store, file, only=["tuned"])
    assert (names(queued.new), queued.resumed) == (["why/source/1", "why/tuned/1"], [])
    assert str(tuned.standing().status) == "skipped"


def test_other_settings_another_seed_or_another_program_are_another_run(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, file, only=["source"])
    assert len(queue(store, file, "training.epochs=2", only=["source"]).new) == 1
    assert len(queue(store, file, only=["source"], seeds=(2,)).new) == 1
    monkeypatch.setattr("trainer.launch.queue.code_identity", lambda: {"version": "0.1.0", "hash": "other"})
    assert len(queue(store, file, only=["source"]).new) == 1


def test_other_data_under_the_same_name_is_another_run(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, file, only=["source"])
    monkeypatch.setattr(Digits, "fingerprint", lambda _: "other")
    assert len(queue(store, file, only=["source"]).new) == 1


def test_again_means_all_anew(store: Store, file: Path) -> None:
    first = queue(store, file).new
    second = queue(store, file, again=True).new
    assert len(second) == 3
    assert second[1].record["start_run"] == second[0].id != first[0].id


def test_a_start_by_name_that_means_another_run_by_now_makes_another_run(store: Store, file: Path) -> None:
    start = "variants.tuned.network.start=run:why/source/1"
    queue(store, file, only=["source"])
    queue(store, file, start, only=["tuned"])
    assert not queue(store, file, start, only=["tuned"]).new
    queue(store, file, only=["source"], again=True)
    assert names(queue(store, file, start, only=["tuned"]).new) == ["why/tuned/1"]


def test_a_soup_of_all_seeds_is_known_by_the_seeds_and_not_by_the_name_of_the_variant(store: Store, file: Path) -> None:
    soup = FILE + '[variants.soup]\nregularizers.model_soup.of = ["seeds:tuned"]\n'
    file.write_text(soup)
    first = queue(store, file, only=["soup"], seeds=(1, 2))
    assert first.runs[-1].record["weights"]["seeds:tuned"] == [
        run.id for run in first.runs if run.name[:-1] == "why/tuned/"
    ]
    file.write_text(soup.replace("tuned", "renamed"))
    again = queue(store, file, only=["soup"], seeds=(1, 2))
    assert [run.name for run in again.reused] == ["why/source/1", "why/source/2", "why/soup/1", "why/soup/2"]
    more = queue(store, file, only=["soup"], seeds=(1, 2, 3))
    assert {run.name for run in more.new} >= {"why/soup/1", "why/soup/2", "why/soup/3"}, "of other seeds it is another"


def test_a_plug_in_that_has_changed_makes_another_run(store: Store, file: Path) -> None:
    (file.parent / "mine.py").write_text("")
    file.write_text('plugins = ["mine.py"]\n' + FILE)
    first = queue_runs(store, plan_runs(load_experiment(file), ["source"], (1,)))
    again = queue_runs(store, plan_runs(load_experiment(file), ["source"], (1,)))
    assert (len(first.new), len(again.new), len(again.reused)) == (1, 0, 1)
    (file.parent / "mine.py").write_text("changed = True")
    assert len(queue_runs(store, plan_runs(load_experiment(file), ["source"], (1,))).new) == 1


def test_a_run_without_weights_serves_for_its_figures_and_not_as_a_start(store: Store, file: Path) -> None:
    (first,) = queue(store, file, only=["source"]).runs
    end(first)
    (first.folder / BEST).unlink()
    assert [run.id for run in queue(store, file, only=["source"]).runs] == [first.id]
    again = queue(store, file, only=["tuned"])
    assert [run.record["variant"] for run in again.new] == ["source", "tuned"], "its weights are needed now"
    with pytest.raises(StoreError, match="has kept no weights; do it anew with --again, and --keep best"):
        queue(store, file, f'base.network.start="run:{first.id}"', only=["source"])


def test_terms_that_are_said_again_count_for_what_waits_or_goes_on(store: Store, file: Path) -> None:
    planned = plan_runs(load_experiment(file), ("source",), (1, 2))
    waits, stopped = queue_runs(store, planned).runs
    end(stopped, "stopped")
    queue_runs(store, planned)
    assert [run.state()["retries"] for run in (waits, stopped)] == [0, 0]
    end(stopped, "stopped")
    queued = queue_runs(store, planned, terms=Terms(retries=3, priority=2))
    assert (queued.new, [run.id for run in queued.resumed]) == ([], [stopped.id])
    assert [(run.state()["retries"], run.state()["priority"]) for run in (waits, stopped)] == [(3, 2), (3, 2)]


def test_a_run_under_way_that_was_to_keep_nothing_keeps_what_a_later_run_needs(store: Store, file: Path) -> None:
    (source,) = queue_runs(store, plan_runs(load_experiment(file), ("source",), (1,)), terms=Terms(keep=())).runs
    assert source.state()["keep"] == []
    queue(store, file)
    assert source.state()["keep"] == ["best"]


def test_terms_that_are_said_again_take_no_weights_from_what_waits_for_them(store: Store, file: Path) -> None:
    runs = {run.record["variant"]: run for run in queue(store, file).runs}
    for only in (("source",), ()):
        queue_runs(store, plan_runs(load_experiment(file), only, (1,)), terms=Terms(keep=()))
        assert runs["source"].state()["keep"] == ["best"]
    assert runs["tuned"].state()["keep"] == []
