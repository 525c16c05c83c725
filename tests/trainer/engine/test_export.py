import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from tests.trainer.data.sets import many_rows, write_pictures, write_table
from tests.trainer.engine.trained import finished
from trainer.data.pictures import decode
from trainer.engine import exported
from trainer.engine.evaluate import Evaluator
from trainer.engine.export import export, main
from trainer.engine.loading import load_trained
from trainer.engine.measure_again import _example_set, _normalize, _own_parts
from trainer.networks.base import Network

ALONE = """
import sys
for name in ("trainer", "store", "tui", "safetensors", "pydantic"):
    sys.modules[name] = None
sys.path.insert(0, sys.argv[1])
import torch, load
torch.set_num_threads(1)
model = load.Model()
with torch.inference_mode():
    torch.save(model(torch.load(sys.argv[2])), sys.argv[3])
"""


def logits_alone(exported: Path, inputs: torch.Tensor, folder: Path) -> torch.Tensor:
    """Return what the export says of inputs in a process that cannot import us."""
    torch.save(inputs, folder / "inputs.pt")
    files = [str(exported), str(folder / "inputs.pt"), str(folder / "logits.pt")]
    subprocess.run([sys.executable, "-P", "-c", ALONE, *files], check=True, cwd=folder)
    return torch.load(folder / "logits.pt")


def logits_here(run: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Return raw inputs of the test set, and what the run's own network says of them."""
    trained = load_trained(run, on_cpu=True)
    examples = _own_parts(trained.config.data)["test"]
    inputs = torch.from_numpy(examples.inputs)
    found = Evaluator(_normalize(trained), trained.config.training, trained.device).predict(
        trained.network, _example_set(examples, trained, resize=False)
    )
    return inputs.permute(0, 3, 1, 2) if inputs.dim() == 4 else inputs, found.logits


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


@pytest.mark.parametrize("case", CASES)
def test_an_export_answers_exactly_as_the_run_does_without_us(case: str, tmp_path: Path) -> None:
    run = finished(tmp_path / "run", **CASES[case])
    export(run, tmp_path / "model")
    inputs, ours = logits_here(run)
    assert len(ours) > 50
    assert torch.equal(logits_alone(tmp_path / "model", inputs, tmp_path), ours)


@pytest.fixture(scope="module")
def table_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table")
    table = write_table(folder / "trees.csv", many_rows(200))
    network = {"name": "mlp", "widths": [8]}
    return finished(folder / "run", data={"name": "csv", "path": str(table)}, network=network)


@pytest.fixture(scope="module")
def table_export(table_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "model"
    export(table_run, folder)
    return folder


def test_a_model_of_rows_takes_raw_features(table_run: Path, table_export: Path, tmp_path: Path) -> None:
    inputs, ours = logits_here(table_run)
    assert torch.equal(logits_alone(table_export, inputs, tmp_path), ours)


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


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Let the layers of an export be imported in this process, and forget them afterwards."""
    yield monkeypatch.syspath_prepend
    for name in [name for name in sys.modules if name.partition(".")[0] == "layers"]:
        del sys.modules[name]


def test_an_export_of_rows_answers_within_a_program(
    importable: Callable[[Path], None],
    table_run: Path,
    table_export: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    importable(table_export)
    inputs, ours = logits_here(table_run)
    with torch.inference_mode():
        assert torch.equal(exported.Model(table_export)(inputs), ours)
    rows = write_table(tmp_path / "rows.csv", [(b, a) for a, b in inputs[:4].tolist()], header="b,a")
    exported.main([str(rows)], table_export)
    said = [line.split(": ")[1].split()[0] for line in capsys.readouterr().out.splitlines()]
    labels = json.loads((table_export / "labels.json").read_text())
    assert said == [labels[i] for i in ours[:4].argmax(1)]


def test_an_export_of_pictures_reads_files_as_training_does(
    importable: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_pictures(tmp_path / "data", {"cat": 20, "owl": 20}, mode="RGB")
    sections = {"data": {"name": "image_folder", "path": str(data)}, "network": {"name": "small_cnn", "width": 2}}
    export(finished(tmp_path / "run", **sections), tmp_path / "model")
    importable(tmp_path / "model")
    model = exported.Model(tmp_path / "model")
    capsys.readouterr()
    for mode in ("I;16", "LA", "P", "RGB"):
        file = tmp_path / f"{mode}.png"
        Image.effect_noise((30, 20), 60).convert("I" if mode == "I;16" else mode).convert(mode).save(file)
        picture = model.read(file)
        assert np.array_equal(picture[0].permute(1, 2, 0).numpy(), decode(file, 3))
        exported.main([str(file)], tmp_path / "model")
        assert capsys.readouterr().out.startswith(f"{file}: ")


def run_alone(folder: Path, *files: Path) -> list[str]:
    code = f"import runpy, sys; sys.modules['trainer'] = None; sys.path[0] = {str(folder)!r}; "
    code += f"sys.argv = sys.argv[:1] + {[str(file) for file in files]!r}; "
    code += f"runpy.run_path({str(folder / 'load.py')!r}, run_name='__main__')"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def test_load_py_says_what_it_sees_in_the_rows_of_a_file(table_export: Path, tmp_path: Path) -> None:
    rows = write_table(tmp_path / "rows.csv", [(3, 1.5), (100, 50)], header="b,a")
    lines = run_alone(table_export, rows)
    assert len(lines) == 2
    assert [line.split(": ")[0] for line in lines] == [f"{rows} row 1", f"{rows} row 2"]
    assert lines[0].split(": ")[1].split()[0] in {"ash", "elm", "oak"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("gone.csv", None, "gone.csv: No such file or directory"),
        ("rows.csv", "b\n1\n", "rows.csv: there is no column 'a'"),
        ("rows.csv", "a,b\nx,1\n", "rows.csv: line 2: a is 'x', and a number is expected"),
        ("", None, "usage: python load.py FILE..."),
    ],
)
def test_load_py_tells_what_it_cannot_read(
    table_export: Path, tmp_path: Path, name: str, content: str | None, told: str
) -> None:
    if content:
        (tmp_path / name).write_text(content)
    with pytest.raises(subprocess.CalledProcessError) as error:
        run_alone(table_export, *([tmp_path / name] if name else []))
    assert told in error.value.stderr
    assert "Traceback" not in error.value.stderr


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
    assert early == (2, "new: this run has kept no weights; a run keeps them from its first epoch on\n")
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


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"network": {"name": "theirs"}}, "network 'theirs' is built by code of its own, which an export cannot take"),
        ({"network": {"name": "mlp"}, "regularizers": {"doubled": {}}}, "the network was changed by doubled in a way"),
    ],
)
def test_what_an_export_cannot_write_down_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sections: dict[str, Any], message: str
) -> None:
    """In a process of its own, because a plug-in registers itself."""
    table = write_table(tmp_path / "trees.csv", many_rows(60))
    (tmp_path / "plugin.py").write_text(PLUGIN)
    data = {"name": "csv", "path": str(table)}
    code = (
        f"import sys; from pathlib import Path; from trainer.plan.plugins import find_plugin, load_plugin; "
        f"plugin = find_plugin(Path({str(tmp_path / 'plugin.py')!r})); load_plugin(plugin.path, plugin.sha256); "
        f"from tests.trainer.engine.trained import finished; from trainer.engine.export import main; "
        f"run = finished(Path({str(tmp_path / 'run')!r}), data={data!r}, **{sections!r}); "
        f"sys.exit(main([str(run), '-o', {str(tmp_path / 'out')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
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
