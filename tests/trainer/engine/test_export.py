import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.layers.imports import ROOT
from tests.trainer.data.sets import many_rows, write_table
from tests.trainer.engine.trained import finished, logits_here
from trainer.engine.export import export, main
from trainer.engine.loading import load_trained
from trainer.networks.base import Network

ALONE = """
import sys
for name in ("trainer", "store", "tui", "safetensors", "pydantic"):
    sys.modules[name] = None
import torch
torch.set_num_threads(1)
for folder in sys.argv[1:]:
    sys.path.insert(0, folder + "/model")
    for name in [name for name in sys.modules if name.partition(".")[0] in ("load", "layers")]:
        del sys.modules[name]
    import load
    assert load.__file__ == folder + "/model/load.py"
    model = load.Model()
    with torch.inference_mode():
        torch.save(model(torch.load(folder + "/inputs.pt")), folder + "/logits.pt")
"""


DIGITS: dict[str, Any] = {"name": "digits", "classes": ["0", "1"]}
CASES: dict[str, dict[str, dict[str, Any]]] = {
    "small_cnn": {
        "data": DIGITS,
        "network": {"name": "small_cnn", "width": 4},
        "regularizers": {"activation": {"function": "silu"}, "dropout": {"rate": 0.5}, "ema": {"decay": 0.5}},
    },
    "layered": {
        "data": DIGITS,
        "network": {
            "name": "layered",
            "layers": {
                "first": "conv 4 norm relu",
                "second": "block 6 stride 2",
                "drop": "dropout 0.3",
                "hidden": "dense 8",
            },
        },
        "regularizers": {"activation": {"function": "silu"}, "stochastic_depth": {"rate": 0.3}},
    },
    "torchvision": {
        "data": {**DIGITS, "size": 17},
        "network": {"name": "squeezenet1_1"},
        "regularizers": {"activation": {"function": "gelu"}, "data_share": {"share": 0.2}},
    },
}


def test_an_export_that_is_cut_off_leaves_the_folder_empty_and_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        assert list((tmp_path / "model").iterdir()) == []
        raise KeyboardInterrupt

    run = finished(tmp_path / "run", **CASES["small_cnn"])
    with monkeypatch.context() as patched:
        patched.setattr("trainer.engine.export.write_weights", cut_off)
        with pytest.raises(KeyboardInterrupt):
            export(run, tmp_path / "model")
    assert list((tmp_path / "model").iterdir()) == []
    assert "model.safetensors" in export(run, tmp_path / "model")
    assert {path.name for path in tmp_path.iterdir()} == {"run", "model"}


@pytest.fixture(scope="module")
def answers(table_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Return what exports say of test sets in one process that cannot import us, and what the runs say."""
    place, ours = tmp_path_factory.mktemp("alone"), {}
    for name in (*CASES, "table"):
        run = table_run if name == "table" else finished(place / name / "run", **CASES[name])
        export(run, place / name / "model")
        inputs, ours[name] = logits_here(run)
        torch.save(inputs, place / name / "inputs.pt")
    folders = [str(place / name) for name in ours]
    subprocess.run([sys.executable, "-P", "-c", ALONE, *folders], check=True, cwd=place)
    return {name: (torch.load(place / name / "logits.pt"), said) for name, said in ours.items()}


@pytest.mark.parametrize("case", CASES)
def test_an_export_answers_as_the_run_does_without_us(
    case: str, answers: dict[str, tuple[torch.Tensor, torch.Tensor]]
) -> None:
    alone, ours = answers[case]
    assert len(ours) > 50
    torch.testing.assert_close(alone, ours, rtol=0, atol=1e-6)  # where memory lies decides on the last bit


def test_a_model_of_rows_takes_raw_features(answers: dict[str, tuple[torch.Tensor, torch.Tensor]]) -> None:
    alone, ours = answers["table"]
    assert torch.equal(alone, ours)


def test_the_weights_have_the_names_of_the_network(table_export: Path, table_run: Path) -> None:
    weights = load_file(table_export / "model.safetensors")
    network = load_trained(table_run).network
    assert weights.keys() == network.state_dict().keys()


def test_what_belongs_to_the_weights_is_beside_them(table_export: Path) -> None:
    assert json.loads((table_export / "labels.json").read_text()) == ["ash", "elm", "oak"]
    preprocessing = json.loads((table_export / "preprocessing.json").read_text())
    assert preprocessing["columns"] == ["a", "b"]
    settings = json.loads((table_export / "settings.json").read_text())
    assert settings["config"]["network"]["widths"] == [8]
    assert (settings["experiment"], settings["seed"]) == ("e", 3)


def test_nothing_in_an_export_names_our_packages(table_export: Path) -> None:
    code = "".join(file.read_text() for file in table_export.rglob("*.py"))
    assert "trainer" not in code.replace("`trainer", "")
    assert {file.name for file in (table_export / "layers").glob("*.*")} == {"mlp.py", "pictures.py"}


def status(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    found = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return found, captured.out + captured.err


def test_the_command_names_the_files(table_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, text = status(capsys, table_run, "-o", tmp_path / "out")
    assert found == 0
    assert text == (
        f"{tmp_path / 'out'}: model.safetensors, config.json, labels.json, preprocessing.json, settings.json, "
        "load.py, layers/mlp.py, layers/pictures.py\n"
        f"To try it: python {tmp_path / 'out' / 'load.py'} FILE...\n"
    )


def test_what_cannot_be_exported_is_told_in_a_sentence(
    table_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    full = status(capsys, table_run, "-o", tmp_path / "full")
    assert full == (2, f"{tmp_path / 'full'}: is there and not empty; export into a new folder\n")
    nothing = status(capsys, tmp_path / "none", "-o", tmp_path / "out")
    assert nothing == (2, f"{tmp_path / 'none'}: this is no run: it has no config.json\n")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "config.json").write_bytes((table_run / "config.json").read_bytes())
    early = status(capsys, tmp_path / "new", "-o", tmp_path / "out")
    assert early == (2, "new: this run has kept no weights: it was to keep none, or has done no epoch\n")
    assert not (tmp_path / "out").exists()
    below = tmp_path / "new" / "config.json" / "out"
    found, said = status(capsys, table_run, "-o", below)
    assert (found, said) == (2, f"{below}: not a directory\n")


PLUGIN = """
from trainer.networks.base import Network
from trainer.regularizers.base import Regularizer

class Theirs(Network):
    \"\"\"A linear layer.\"\"\"
    takes = "any"
    def build(self, shape, classes):
        from torch import nn
        return nn.Sequential(nn.Flatten(), nn.LazyLinear(classes)) if False else nn.Linear(shape[0], classes)

class Doubled(Regularizer, group="layers"):
    \"\"\"Doubles the logits.\"\"\"
    def build_model(self, model, ctx):
        model.register_forward_hook(lambda module, inputs, output: 2 * output)
        return model
"""


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"network": {"name": "theirs"}}, "network 'theirs' cannot be exported: whoever loads it has torchvision alone"),
    ({"network": {"name": "mlp"}, "regularizers": {"doubled": {}}}, "the network was changed by doubled in a way"),
]
EXPORTING = """
import sys
from pathlib import Path
from trainer.plan.plugins import find_plugin, load_plugin
plugin = find_plugin(Path("plugin.py"))
load_plugin(plugin.path, plugin.sha256)
from tests.trainer.engine.trained import finished
from trainer.engine.export import main
for number, sections in enumerate(eval(sys.argv[1])):
    run = finished(Path(f"run{number}"), data={"name": "csv", "path": "trees.csv"}, **sections)
    assert main([str(run), "-o", "out"]) == 2
"""


def test_what_an_export_cannot_write_down_is_refused(tmp_path: Path) -> None:
    """In a process of its own, because a plug-in registers itself."""
    write_table(tmp_path / "trees.csv", many_rows(60))
    (tmp_path / "plugin.py").write_text(PLUGIN)
    command = [sys.executable, "-c", EXPORTING, repr([sections for sections, _ in REFUSED])]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, check=True, capture_output=True, text=True
    )
    for told, (_, message) in zip(done.stderr.splitlines(), REFUSED, strict=True):
        assert message in told
    assert not (tmp_path / "out").exists()


def test_every_network_of_ours_has_a_recipe_that_survives_json() -> None:
    for name, shape in (("mlp", (4,)), ("small_cnn", (1, 8, 8)), ("layered", (1, 8, 8)), ("vit_b_32", (3, 32, 32))):
        member = Network.registry()[name]
        network = member(name=name) if "name" in member.model_fields else member()
        recipe = network.recipe(shape, 3)
        assert recipe is not None
        with torch.device("meta"):
            plain = type(recipe)(recipe.module, recipe.function, json.loads(json.dumps(recipe.arguments)))
            model = plain.follow()
            assert model(torch.empty(2, *shape)).shape == (2, 3)
