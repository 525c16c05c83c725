"""A metric that is added by one new file is measured, judged by goals, offered as a choice, and shown."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from store.run import Run
from store.store import Store
from tests.layers.imports import PACKAGES, ROOT

EXAMPLES = re.findall(r"^```python\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
(METRIC,) = (example for example in EXAMPLES if "(Metric, " in example)
"""The example of CONTRIBUTING, so that what it shows is what is tried here."""
TESTS = ("tests/__init__.py", "tests/trainer/__init__.py", "tests/trainer/metrics")
FILE = """
goal = "test.brier_loss <= 1.5"
seeds = 1
[base]
data = {name = "digits", classes = ["0", "1", "2"]}
network = {name = "mlp", widths = [8]}
training = {epochs = 3, batch_size = 64, device = "cpu", select_metric = "val.brier_loss"}
regularizers = {early_stopping = {metric = "val.brier_loss", patience = 1}}
[variants.baseline]
[variants.tuned]
regularizers = {early_stopping = {min_delta = 2.0}}
"""


def copy(folder: Path, **files: str) -> Path:
    """Copy the product and the contract suite, and add metrics, a file each."""
    for name in (*PACKAGES, "pyproject.toml", *TESTS):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name, text in files.items():
        (folder / "trainer" / "metrics" / f"{name}.py").write_text(text)
    return folder


def python(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BACKSLIDE_")}
    environment |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=tree, capture_output=True, text=True, check=False
    )


def backslide(tree: Path, *arguments: str) -> str:
    done = python(tree, "-m", "tui", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(tree: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return the rows of the tables that a command prints, each with its key."""
    printed = json.loads(backslide(tree, *arguments, "--format", "json"))
    tables = [printed, *(table for table in printed.values() if isinstance(table, dict))]
    return [row for table in tables for row in table.get("rows", ())]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product with the new file, in which an experiment has been done."""
    tree = copy(tmp_path_factory.mktemp("tree"), brier=METRIC)
    (tree / "sharp.toml").write_text(FILE)
    backslide(tree, "run", "sharp.toml")
    return tree


@pytest.fixture
def baseline(tree: Path) -> Run:
    return Store(tree / "runs").find("sharp/baseline/1")


def test_it_is_measured_after_every_epoch_and_at_the_end(baseline: Run) -> None:
    history = baseline.history()
    assert [{"train.brier_loss", "val.brier_loss"} <= event["metrics"].keys() for event in history.epochs] == [True] * 3
    kept = load_file(baseline.folder / "predictions.safetensors")
    right = torch.eye(3)[kept["test.labels"]]
    expected = (kept["test.logits"].softmax(1) - right).square().sum(1).mean().item()
    assert history.measured["best"]["test.brier_loss"] == pytest.approx(expected, rel=1e-6)


def test_a_goal_may_speak_of_it_and_is_judged(tree: Path) -> None:
    found = {row["key"]: row["values"] for row in rows(tree, "table", "sharp")}
    assert found["sharp/baseline"]["goal"] == {"reached": 1, "n": 1}
    (tree / "high.toml").write_text(FILE.replace("brier_loss <= 1.5", "brier_los <= 1.5"))
    assert "did you mean 'test.brier_loss'?" in python(tree, "-m", "tui", "check", "high.toml").stderr


def test_the_best_epoch_is_the_one_where_it_is_lowest(baseline: Run) -> None:
    history = baseline.history()
    _, values = history.curve("val.brier_loss")
    assert values == sorted(values, reverse=True)
    assert history.measured["best"]["val.brier_loss"] == pytest.approx(min(values), rel=1e-9)


def test_early_stopping_watches_it_the_right_way_round(tree: Path, baseline: Run) -> None:
    """It falls in every epoch, but never by 2."""
    stopped = Store(tree / "runs").find("sharp/tuned/1").history()
    assert (stopped.end or {})["reason"] == "val.brier_loss has not improved for 1 epochs (early_stopping)"
    assert (stopped.epoch, baseline.history().epoch) == (2, 3)


def test_it_is_among_the_choices_that_are_described(tree: Path) -> None:
    for name in ("training.select_metric", "early_stopping.metric"):
        assert "val.brier_loss" in backslide(tree, "settings", name)
    schema = json.loads(backslide(tree, "schema"))
    assert "val.brier_loss" in schema["$defs"]["training"]["properties"]["select_metric"]["enum"]


def test_the_table_and_the_list_show_it_also_where_the_goal_is_another(tree: Path, tmp_path: Path) -> None:
    store = shutil.copytree(tree / "runs", tmp_path / "runs", ignore=shutil.ignore_patterns("index*"))
    for file in store.glob("*/config.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"goal": "test.accuracy >= 0.5"}))
    found = rows(tree, "table", "sharp", "--store", str(store))
    assert [list(row["values"])[1] for row in found] == ["test.accuracy"] * 2
    assert all("test.brier_loss" in row["values"] for row in found)
    assert "baseline" in backslide(tree, "list", "test.brier_loss<2", "--store", str(store))


def test_the_diff_shows_it_on_every_set_with_its_meaning(tree: Path) -> None:
    found = {row["key"]: row for row in rows(tree, "diff", "sharp/baseline", "sharp/tuned")}
    assert {"test.brier_loss", "val.brier_loss", "train.brier_loss"} <= found.keys()
    code = "from trainer.plan.metrics import known_metrics; print(known_metrics()['val.brier_loss'].help)"
    help_text = python(tree, "-c", code).stdout
    assert help_text.startswith("Mean squared distance of the probabilities from the right answer (Brier 1950), on the")


def test_a_run_that_is_measured_again_has_it(tree: Path, baseline: Run) -> None:
    again = rows(tree, "test", "sharp/baseline/1")[-1]["values"]
    assert again["brier_loss"] == baseline.history().measured["best"]["test.brier_loss"]


def test_the_contract_suite_tests_it_and_catches_one_that_is_the_wrong_way_round(tmp_path: Path) -> None:
    wrong = METRIC.replace("BrierLoss", "BrierSkill").replace('"lower"', '"higher"')
    tree = copy(tmp_path, brier=METRIC, skill=wrong)
    suite = ("-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA", "tests/trainer/metrics/test_contract.py")
    report = python(tree, *suite, "-k", "brier").stdout
    told = re.findall(r"^(PASSED|FAILED) \S+::(\w+)\[(\w+)", report, re.MULTILINE)
    assert len([metric for _, _, metric in told if metric == "brier_loss"]) >= 5
    assert [(test, metric) for outcome, test, metric in told if outcome == "FAILED"] == [
        ("test_right_and_sure_answers_are_better_than_wrong_and_sure_ones", "brier_skill")
    ]


def test_the_example_is_as_the_linter_wants_it(tree: Path) -> None:
    done = python(tree, "-m", "ruff", "check", "--config", "pyproject.toml", "trainer/metrics/brier.py")
    assert done.returncode == 0, done.stdout
