"""Code that comes with installed packages is part of a run's identity, where the run uses it."""

from pathlib import Path
from typing import Any

import pytest

from store.store import Store
from tests.support.packages import OPTIMIZER, installed
from tests.trainer.plan.files import BASE, write
from trainer.launch.queue import queue_runs
from trainer.plan.component_code import component_code
from trainer.plan.experiment import load_experiment
from trainer.plan.parse import parse_config
from trainer.plan.plugins import find_plugin, load_plugin
from trainer.plan.runs import plan_runs

PACKAGE = {
    "extra/__init__.py": "",
    "extra/optimizers.py": f"from extra import helpers\n{OPTIMIZER}",
    "extra/helpers.py": "",
}
SOURCE = """
from trainer.data.digits import Digits
class MoreDigits(Digits):
    pass
"""
METRIC = """
from trainer.metrics.base import Metric
class BrierLoss(Metric, better="lower"):
    def value(self, logits, labels):
        return logits.sum()
"""
FROM_SOURCE = 'network.start = "variant:source"\n'


def code(**sections: Any) -> dict[str, str]:
    sections = {"data": {"name": "digits"}, "network": {"name": "mlp"}, **sections}
    return component_code([parse_config(sections)])


def test_a_package_counts_whole_and_only_where_something_of_it_is_used(tmp_path: Path) -> None:
    with installed(tmp_path, PACKAGE, value="extra.optimizers"):
        before = code(optimizer={"name": "lion"})
        assert before.keys() == {"extra"}
        (tmp_path / "extra/helpers.py").write_text("changed = True\n")
        after = code(optimizer={"name": "lion"})
        assert after.keys() == {"extra"}
        assert after != before
        assert code(optimizer={"name": "adam"}) == {}


def test_metrics_count_where_a_run_is_chosen_or_judged_by_them(tmp_path: Path) -> None:
    with installed(tmp_path, {"extra_components.py": METRIC}):
        plain = parse_config({"data": {"name": "digits"}, "network": {"name": "mlp"}})
        assert component_code([plain]) == {}
        judged = component_code([plain], goal="test.brier_loss")
        assert judged.keys() == {"extra_components"}
        assert code(training={"select_metric": "val.brier_loss"}) == judged
        assert code(regularizers={"early_stopping": {"metric": "val.brier_loss"}}) == judged


def test_a_module_counts_by_its_file_alone(tmp_path: Path) -> None:
    with installed(tmp_path, {"extra_components.py": SOURCE}):
        before = code(data={"name": "digits", "extra": {"name": "more_digits"}})
        (tmp_path / "neighbour.py").write_text("")
        assert code(data={"name": "more_digits"}) == before != {}
        (tmp_path / "extra_components.py").write_text(f"{SOURCE}# changed")
        assert code(data={"name": "more_digits"}) != before


def test_a_package_without_a_file_of_its_own_is_a_mere_name_for_those_in_it(tmp_path: Path) -> None:
    with installed(tmp_path, {"space/mine/__init__.py": OPTIMIZER, "space/other.py": ""}, value="space.mine"):
        assert code(optimizer={"name": "lion"}).keys() == {"space.mine"}


def test_plug_ins_count_by_the_hashes_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OPTIMIZER)
    plugin = find_plugin(tmp_path / "mine.py")
    with installed(tmp_path / "site", {"extra_components.py": ""}):
        load_plugin(plugin.path, plugin.sha256)
        assert code(optimizer={"name": "lion"}) == {}


@pytest.mark.parametrize("own", ["", FROM_SOURCE])
def test_a_run_is_done_again_when_the_code_of_its_package_has_changed(own: str, tmp_path: Path) -> None:
    """Also where only the variant that it starts from uses the package."""
    lion = '[variants.source]\noptimizer.name = "lion"\n'
    file = write(tmp_path, f"seeds = 1\nbaseline = 'source'\n{BASE}{lion}[variants.after]\n{own}", base="")
    store, wanted = Store(tmp_path / "runs"), "after" if own else "source"

    def queued() -> list[str]:
        return [run.name for run in queue_runs(store, plan_runs(load_experiment(file), [wanted])).new]

    with installed(tmp_path, PACKAGE, value="extra.optimizers"):
        names = queued()
        assert f"trial/{wanted}/1" in names
        assert queued() == []
        (tmp_path / "extra/helpers.py").write_text("changed = True\n")
        assert queued() == names
        assert store.run(store.rows()[0].id).record["components"].keys() == {"extra"}
