"""The model of a run that is done, where a plug-in has a part in it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.files import read_json, write_json
from tests.trainer.engine.trained import do, record
from trainer.engine.export import export
from trainer.engine.loading import load_trained
from trainer.engine.measure_again import measure_again
from trainer.networks.base import Network
from trainer.plan.plugins import find_plugin, load_plugin
from trainer.settings.problems import PlanError

CODE = """
from trainer.networks.mlp import Mlp

class PluggedMlp(Mlp):
    '''A network of one's own.'''
"""


def forget() -> None:
    """Stand where a process stands that has loaded no plug-in."""
    for name in [name for name in sys.modules if name.startswith("backslide_plugin_")]:
        del sys.modules[name]
    Network.members.pop("plugged_mlp", None)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Path]:
    """A run whose network is a plug-in's, done and forgotten."""
    (tmp_path / "mine.py").write_text(CODE)
    plugin, folder = find_plugin(tmp_path / "mine.py"), tmp_path / "run"
    load_plugin(plugin.path, plugin.sha256)
    of_it = record(data={"name": "digits", "classes": ["0", "1"]}, network={"name": "plugged_mlp", "widths": [8]})
    plugins = [{"path": str(plugin.path), "sha256": plugin.sha256}]
    forget()
    folder.mkdir()
    write_json(folder / "config.json", {"id": "run", **of_it, "plugins": plugins})
    do(folder)
    forget()
    yield folder
    forget()


def test_a_network_of_a_plug_in_is_measured_again_and_exported(run: Path, tmp_path: Path) -> None:
    assert [row["part"] for row in measure_again(run)] == ["validation", "test"]
    forget()
    export(run, tmp_path / "model")
    assert (read_json(tmp_path / "model" / "settings.json") or {})["config"]["network"]["name"] == "plugged_mlp"


def test_a_plug_in_that_has_changed_since_is_not_run(run: Path) -> None:
    (run.parent / "mine.py").write_text("raise SystemExit")
    with pytest.raises(PlanError, match=r"mine\.py: has changed since"):
        load_trained(run, on_cpu=True)
