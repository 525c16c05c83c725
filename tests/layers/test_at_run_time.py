"""What importing a module really loads, seen in fresh processes."""

import json
import subprocess
import sys

import pytest

from tests.layers.imports import ROOT, modules

TORCH = ("torch", "torchvision")
LAYERS = {
    "store": (*TORCH, "textual", "rich", "pydantic", "numpy", "scipy", "trainer", "tui"),
    "trainer": (*TORCH, "textual", "rich", "tui", "numpy", "scipy", "optuna", "PIL"),
    "tui": (*TORCH, "numpy", "scipy", "PIL"),
}
WATCH = """
import importlib, json, sys
found = {}
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
    found[name] = [heavy for heavy in json.loads(sys.argv[2]) if heavy in sys.modules]
print(json.dumps(found))
"""


def loaded(names: list[str], heavy: tuple[str, ...]) -> dict[str, list[str]]:
    """Import modules one after another in a fresh process; return which heavy ones stood there after each."""
    call = [sys.executable, "-c", WATCH, json.dumps(names), json.dumps(heavy)]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def torch_free(package: str) -> list[str]:
    heavy = ("trainer.engine", "trainer.layers")
    return [name for name in modules() if name.split(".")[0] == package and not name.startswith(heavy)]


@pytest.mark.parametrize("package", LAYERS)
def test_importing_a_layer_loads_nothing_that_it_must_do_without(package: str) -> None:
    names = [name for name in torch_free(package) if not name.endswith("__main__")]
    assert names
    assert {name: found for name, found in loaded(names, LAYERS[package]).items() if found} == {}


def test_the_list_is_painted_without_what_only_changes_and_comparisons_need() -> None:
    heavy = ("pydantic", "scipy", "numpy", "torch", "tomlkit", "tinydb", "hashlib")
    found = loaded(["tui.app", "tui.screens.runs"], heavy)
    assert found["tui.screens.runs"] == []


def test_the_engine_and_the_layers_do_load_torch() -> None:
    """The watch above can see what it looks for."""
    assert loaded(["trainer.layers.losses", "trainer.engine.loop"], ("torch",))["trainer.engine.loop"] == ["torch"]
