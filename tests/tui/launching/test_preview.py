from pathlib import Path

import pytest

from store.store import Store
from tests.support.experiments import write_small
from tests.support.stores import add_run
from trainer.launch.queue import queue_runs
from trainer.plan.config import Config
from trainer.plan.parse import dump_config
from tui.launching.checking import check
from tui.launching.draft import Draft
from tui.launching.preview import preview
from tui.launching.start import start, trust_all


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_runs_that_are_there_already_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    draft, root = Draft(write_small(tmp_path)), tmp_path / "runs"
    fresh = preview(root, draft)
    assert fresh.summary == "6 runs: 6 new, 0 reused"
    assert fresh.problem == ""
    assert not root.exists()
    queued = queue_runs(Store(root), check(draft.toggled_seed(2)).runs)
    again = preview(root, draft)
    assert again.summary == "6 runs: 3 new, 3 reused"
    assert list(again.reused) == [*(run.id for run in queued.new), "", "", ""]
    changed = preview(root, draft.with_edit("optimizer.lr", "0.5", "tuned"))
    assert changed.summary == "6 runs: 4 new, 2 reused"


def test_a_draft_with_mistakes_says_how_many_and_the_first(tmp_path: Path) -> None:
    found = preview(tmp_path / "runs", Draft(write_small(tmp_path)).with_edit("optimizer.lr", "-1"))
    assert found.summary == "1 mistake"
    assert "must be greater than 0, not -1" in found.problem
    rates = next(field for field in found.fields if field.path == "optimizer.lr")
    assert set(rates.values.values()) == {"-1"}, "the form shows what was asked for"


def test_where_edits_are_wrong_together_with_the_file_the_form_still_shows_them_all(tmp_path: Path) -> None:
    draft = Draft(write_small(tmp_path)).with_edit("network.name", "mlp").with_edit("training.epochs", "5")
    found = preview(tmp_path / "runs", draft)
    assert "network.width" in found.problem
    fields = {field.path: field for field in found.fields}
    assert set(fields["network.name"].values.values()) == {"mlp"}
    assert set(fields["training.epochs"].values.values()) == {"5"}


def test_a_file_that_is_wrong_itself_has_no_form(tmp_path: Path) -> None:
    file = write_small(tmp_path, epochs="epoks")
    assert preview(tmp_path / "runs", Draft(file)).fields == ()


def test_nothing_chosen_is_a_problem(tmp_path: Path) -> None:
    nothing = Draft(write_small(tmp_path)).toggled_seed(1).toggled_seed(2)
    assert "nothing is chosen" in preview(tmp_path / "runs", nothing).problem


def test_data_that_is_not_there_is_told_before_the_start_and_by_the_start(tmp_path: Path) -> None:
    file, missing = tmp_path / "table.toml", tmp_path / "nowhere"
    file.write_text(
        f'[base]\ndata = {{ name = "csv", path = "{missing}" }}\nnetwork.name = "mlp"\n[variants.baseline]\n'
    )
    found = preview(tmp_path / "runs", Draft(file))
    assert str(missing) in found.problem
    assert found.field_problems(found.fields).keys() == {"data.path"}
    answer = start(tmp_path / "runs", found.checked.runs)
    assert not answer.queued
    assert str(missing) in answer.text


def test_a_plug_in_runs_only_when_it_is_trusted(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (tmp_path / "mine.py").write_text(f"open({str(ran)!r}, 'w').close()\n")
    file = write_small(tmp_path)
    file.write_text('plugins = ["mine.py"]\n' + file.read_text())
    before = preview(tmp_path / "runs", Draft(file))
    assert "never trusted" in before.problem
    assert not ran.exists()
    assert trust_all(before.untrusted) == ""
    after = preview(tmp_path / "runs", Draft(file))
    assert (after.problem, list(after.untrusted)) == ("", [])
    assert ran.exists()


def test_trust_that_cannot_be_remembered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.py").write_text("")
    file = write_small(tmp_path)
    file.write_text('plugins = ["mine.py"]\n' + file.read_text())
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    assert "cannot be written" in trust_all(preview(tmp_path / "runs", Draft(file)).untrusted)


def test_edits_are_marked_for_the_variant_that_they_are_made_for(tmp_path: Path) -> None:
    draft = Draft(write_small(tmp_path)).with_edit("optimizer.lr", "0.5", "tuned").with_edit("training.epochs", "2")
    found = preview(tmp_path / "runs", draft)
    assert found.edited("") == {"optimizer.lr", "training.epochs"}
    assert found.edited("baseline") == {"training.epochs"}


def test_what_new_runs_take_is_told_from_earlier_ones_and_where_they_would_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", "2")
    draft, root = Draft(write_small(tmp_path)).toggled_variant("source"), tmp_path / "runs"
    for variant in ("source", "baseline"):
        add_run(root, experiment="small", variant=variant, epochs=3, config=dump_config(_config(draft, variant)))
    found = preview(root, draft)
    assert found.summary.startswith("6 runs: 6 new, 0 reused, about ")
    assert found.estimate is not None
    assert ", from 2 earlier runs; 2 CPU slots, all free; other settings than before: " in found.estimate.told
    assert found.estimate.renamed.keys() == {"baseline", "source"}


def _config(draft: Draft, variant: str) -> Config:
    experiment = check(draft).experiment
    assert experiment is not None
    return experiment.variants[variant]
