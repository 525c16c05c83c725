"""A method that is added by one new file gets its settings, help, catalogue row, schema entry and contract tests."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
METHOD = '''
"""Dimming."""

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting


class {name}(Regularizer, group="images"):
    """Darken each picture by a share of its own.

    Made up for a test; it teaches that the light does not matter.
    """

    applies_to = ("images",)

    strength: float = setting(0.5, "Largest share of the light that is taken away.", unit="share", gt=0, lt=1)

    def transform_inputs(self, inputs, ctx):
        import torch

        share = torch.rand(len(inputs), 1, 1, 1, generator=ctx.generator(self), device=ctx.device)
        return inputs * (1 - {factor} * share)
'''
PLUGIN = """
import trainer.regularizers

trainer.regularizers.__path__.append({folder!r})
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process in which `import more` adds a folder of methods to the package."""
    folder = tmp_path / "methods"
    folder.mkdir()
    (folder / "dimming.py").write_text(METHOD.format(name="Dimming", factor="self.strength"))
    (folder / "idling.py").write_text(METHOD.format(name="Idling", factor="0"))
    (tmp_path / "more.py").write_text(PLUGIN.format(folder=str(folder)))
    return {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}


def python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def backslide(environment: dict[str, str], *arguments: str) -> str:
    code = f"import sys, more; sys.argv = ['backslide', *{arguments!r}]; from tui.commands import main; main()"
    done = python(environment, "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_settings_and_its_help_are_shown(environment: dict[str, str]) -> None:
    assert "dimming" in backslide(environment, "settings")
    shown = " ".join(backslide(environment, "settings", "dimming").split())
    for text in ("Darken each picture by a share of its own", "strength", "Largest share of the light", "0.5"):
        assert text in shown


def test_an_experiment_can_use_it(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "dim.toml"
    text = (
        '[base.data]\nname = "digits"\n[base.network]\nname = "mlp"\n[variants.baseline]\n[variants.dim.regularizers]\n'
    )
    file.write_text(f"{text}dimming = {{ strength = 0.4 }}\n")
    assert backslide(environment, "check", str(file))
    assert "regularizers.dimming.strength" in backslide(environment, "run", str(file), "--dry-run")


def test_it_is_in_the_catalogue_and_in_the_schema(environment: dict[str, str]) -> None:
    code = """
import dataclasses, json, more
from trainer.plan.catalogue import catalogue
from trainer.plan.schema import experiment_schema
rows = [dataclasses.asdict(row) for row in catalogue() if row.path.startswith("regularizers.dimming")]
print(json.dumps({"rows": rows, "schema": experiment_schema()}, default=str))
"""
    done = python(environment, "-c", code)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    row = next(row for row in found["rows"] if row["path"] == "regularizers.dimming.strength")
    assert (row["group"], row["unit"], row["default"]) == ("images", "share", 0.5)
    assert row["help"] == "Largest share of the light that is taken away."
    assert '"dimming"' in json.dumps(found["schema"])


def test_the_contract_suite_tests_it_and_catches_one_that_does_nothing(environment: dict[str, str]) -> None:
    suite = "tests/trainer/regularizers/test_contract.py"
    done = python(
        environment,
        "-m",
        "pytest",
        "-p",
        "more",
        "-p",
        "no:cacheprovider",
        "-q",
        "-rA",
        "-k",
        "dimming or idling",
        suite,
    )
    told = _outcomes(done.stdout)
    assert {name for name, outcome in told["dimming"].items() if outcome != "PASSED"} == set()
    assert len(told["dimming"]) >= 8
    assert {name for name, outcome in told["idling"].items() if outcome == "FAILED"} == {
        "test_a_run_with_the_method_ends_elsewhere_than_one_without",
        "test_a_batch_of_equal_images_comes_out_different",
    }


def _outcomes(report: str) -> dict[str, dict[str, str]]:
    """Return the outcome of each test, for each method."""
    found: dict[str, dict[str, str]] = {}
    for outcome, test, method in re.findall(r"^(PASSED|FAILED) \S+::(\w+)\[(\w+)", report, re.MULTILINE):
        found.setdefault(method, {})[test] = outcome
    return found
