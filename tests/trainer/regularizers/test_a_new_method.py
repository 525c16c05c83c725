"""A method that is added by one new file gets its settings, help, catalogue row, schema entry and contract tests."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
METHOD = re.findall(r"^```python\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)[
    0
]
"""The example of CONTRIBUTING, so that what it shows is what is tried here."""
IDLING = METHOD.replace("Dimming", "Idling").replace("self.strength * share", "0 * share")
STRAYING = METHOD.replace("Dimming", "Straying").replace("generator=ctx.generator(self), ", "")
PLUGIN = """
import trainer.regularizers

trainer.regularizers.__path__.append({folder!r})
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process in which `import more` adds a folder of methods to the package."""
    folder = tmp_path / "methods"
    folder.mkdir()
    (folder / "dimming.py").write_text(METHOD)
    (folder / "idling.py").write_text(IDLING)
    (folder / "straying.py").write_text(STRAYING)
    (tmp_path / "more.py").write_text(PLUGIN.format(folder=str(folder)))
    return {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}


def python(environment: dict[str, str], *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    call = [sys.executable, *arguments]
    return subprocess.run(call, env=environment, cwd=ROOT, input=given, capture_output=True, text=True, check=False)


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
    assert (row["group"], row["unit"], row["default"]) == ("images", "", 0.5)
    assert row["help"] == "Largest share of the light that is taken away."
    assert '"dimming"' in json.dumps(found["schema"])


def test_it_is_in_the_form_in_the_diff_and_in_the_reference(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text(
        'title = "New"\nseeds = [1]\n[base]\ndata.name = "digits"\nnetwork.name = "small_cnn"\n'
        "[variants.baseline]\n[variants.dark]\nregularizers = { dimming = { strength = 0.4 } }\n"
    )
    code = f"""
import json, more
from pathlib import Path
from store.compare.differences import compare_settings
from trainer.plan.catalogue import catalogue
from trainer.plan.experiment import load_experiment
from trainer.plan.listing import regularizers_reference
from trainer.plan.parse import dump_config
from tui.launching.form import form_fields
experiment = load_experiment(Path({str(file)!r}))
configs = [dump_config(experiment.variants[name]) for name in ("baseline", "dark")]
rows = compare_settings(configs, catalogue())
print(json.dumps({{
    "form": [field.path for field in form_fields(experiment)],
    "diff": [[row.path, str(row.values[0]), row.values[1]] for row in rows if row.differs],
    "reference": regularizers_reference(),
}}, default=str))
"""
    done = python(environment, "-c", code)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "regularizers.dimming.strength" in found["form"]
    assert ["regularizers.dimming.strength", "off", 0.4] in found["diff"]
    assert "Largest share of the light that is taken away." in found["reference"]


def test_the_contract_suite_tests_it_and_catches_one_that_does_nothing_and_one_with_chance_of_its_own(
    environment: dict[str, str],
) -> None:
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
        "dimming or idling or straying",
        suite,
    )
    told = _outcomes(done.stdout)
    assert {name for name, outcome in told["dimming"].items() if outcome != "PASSED"} == set()
    assert len(told["dimming"]) >= 8
    assert {name for name, outcome in told["idling"].items() if outcome == "FAILED"} == {
        "test_a_run_with_the_method_ends_elsewhere_than_one_without",
        "test_a_batch_of_equal_images_comes_out_different",
        "test_chance_is_that_of_the_step_and_of_no_one_else",
    }
    assert {name for name, outcome in told["straying"].items() if outcome == "FAILED"} == {
        "test_stopped_in_mid_epoch_and_resumed_it_ends_where_the_unbroken_run_ends",
        "test_chance_is_that_of_the_step_and_of_no_one_else",
    }
    assert "AssertionError: a resumed run ends elsewhere (kept." in done.stdout
    assert "chance must come from ctx.generator(self)" in done.stdout


def _outcomes(report: str) -> dict[str, dict[str, str]]:
    """Return the outcome of each test, for each method."""
    found: dict[str, dict[str, str]] = {}
    for outcome, test, method in re.findall(r"^(PASSED|FAILED) \S+::(\w+)\[(\w+)", report, re.MULTILINE):
        found.setdefault(method, {})[test] = outcome
    return found


def test_the_example_is_as_the_linter_wants_it(environment: dict[str, str], tmp_path: Path) -> None:
    done = python(
        environment, "-m", "ruff", "check", "--config", "pyproject.toml", str(tmp_path / "methods/dimming.py")
    )
    assert done.returncode == 0, done.stdout


def test_a_hook_may_leave_an_argument_unused(environment: dict[str, str]) -> None:
    lines = METHOD.replace("generator=ctx.generator(self), device=ctx.device", "device=inputs.device")
    arguments = ("-m", "ruff", "check", "--stdin-filename", "trainer/regularizers/dimming.py", "-")
    done = python(environment, *arguments, given=lines)
    assert done.returncode == 0, done.stdout
