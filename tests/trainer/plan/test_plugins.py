import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.plan.files import write
from trainer.networks.base import Network
from trainer.plan.experiment import Experiment, load_experiment
from trainer.plan.parse import dump_config
from trainer.plan.plugins import Plugin, find_plugin, is_trusted, load_plugin, trust
from trainer.settings.problems import PlanError

CODE = """
from pathlib import Path
from trainer.networks.mlp import Mlp
from trainer.settings.base import setting

Path(__file__).with_suffix(".ran").touch()

class WideMlp(Mlp):
    '''Wider.'''

    factor: int = setting(2, "How much wider.", ge=1, le=8)
"""
USES = """plugins = ["mine.py"]
[base]
data.name = "digits"
network = { name = "wide_mlp", factor = 3 }
[variants.baseline]
"""


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep trust in the test's folder, and forget what plug-ins registered."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield
    for name in [name for name in sys.modules if name.startswith("backslide_plugin_")]:
        del sys.modules[name]
    Network.members.pop("wide_mlp", None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(CODE)
    return write(tmp_path, USES, base="")


def launch(file: Path, *sets: str) -> Experiment:
    """Read a file as a launch does, after its plug-ins were trusted."""
    for plugin in load_experiment(file, sets).plugins:
        trust(plugin)
    return load_experiment(file, sets, run_plugins=True)


def test_nothing_of_a_plug_in_runs_while_a_file_is_checked(file: Path) -> None:
    experiment = load_experiment(file)
    assert not file.with_name("mine.ran").exists()
    assert experiment.plugins == (find_plugin(file.with_name("mine.py")),)
    assert experiment.variants == {}
    assert experiment.variant_names == ("baseline",)
    (unchecked,) = experiment.unchecked
    assert str(unchecked) == f"{file}:4: base.network.name: 'wide_mlp' may come from a plug-in; it is checked at launch"


def test_at_launch_its_components_are_like_any_other(file: Path) -> None:
    experiment = launch(file)
    assert file.with_name("mine.ran").exists()
    assert dump_config(experiment.variants["baseline"])["network"]["factor"] == 3
    assert experiment.unchecked == ()
    with pytest.raises(PlanError, match="must be at most 8, not 9"):
        launch(file, "network.factor=9")


def test_at_launch_a_name_that_it_does_not_define_is_a_mistake(file: Path) -> None:
    with pytest.raises(PlanError, match=r"'wide_mpl' is no network \(did you mean 'wide_mlp'\?\)"):
        launch(file, "network.name=wide_mpl")


def test_what_is_not_trusted_never_runs(file: Path) -> None:
    with pytest.raises(PlanError, match=r"mine\.py: is code that was never trusted here; read it, then launch with"):
        load_experiment(file, run_plugins=True)
    assert not file.with_name("mine.ran").exists()


def test_other_mistakes_are_told_although_names_are_unchecked(file: Path) -> None:
    with pytest.raises(PlanError, match=r"--set training\.epochs: must be at least 0, not -1") as caught:
        load_experiment(file, ["training.epochs=-1"])
    assert len(caught.value.problems) == 1


def test_a_plug_in_is_imported_once(tmp_path: Path) -> None:
    path = tmp_path / "counts.py"
    path.write_text("from pathlib import Path\nwith Path(__file__).with_suffix('.txt').open('a') as f: f.write('x')\n")
    plugin = find_plugin(path)
    load_plugin(plugin.path, plugin.sha256)
    load_plugin(plugin.path, plugin.sha256)
    assert path.with_suffix(".txt").read_text() == "x"


def test_a_plug_in_that_has_changed_is_refused_and_read_anew_with_its_new_hash(file: Path) -> None:
    path = file.with_name("mine.py")
    old = find_plugin(path)
    load_plugin(old.path, old.sha256)
    path.write_text(CODE.replace("le=8", "le=2"))
    with pytest.raises(PlanError, match=r"mine\.py: has changed since the experiment was read"):
        load_plugin(old.path, old.sha256)
    with pytest.raises(PlanError, match="must be at most 2, not 3"):
        launch(file)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\nraise ValueError('bad day')\n", "mine.py:2: cannot be imported: ValueError: bad day"),
        ("def f(:\n", "mine.py:1: cannot be imported: SyntaxError"),
        ("import no_such_module_anywhere\n", "mine.py:1: cannot be imported: ModuleNotFoundError"),
        ("raise SystemExit(3)\n", "mine.py:1: cannot be imported: SystemExit: 3"),
        (CODE.replace("WideMlp", "SmallCnn"), "network 'small_cnn' of"),
    ],
)
def test_a_plug_in_that_fails_is_told_with_its_line(code: str, expected: str, file: Path) -> None:
    file.with_name("mine.py").write_text(code)
    with pytest.raises(PlanError) as caught:
        launch(file)
    assert expected in str(caught.value)


def test_a_plug_in_that_is_not_there_is_told(file: Path) -> None:
    file.with_name("mine.py").unlink()
    with pytest.raises(PlanError, match=r"mine\.py: this plug-in cannot be read: No such file or directory"):
        load_experiment(file)


def test_a_plug_in_that_is_no_file_is_told(file: Path) -> None:
    text = file.read_text()
    for path in ("/dev/zero", "."):
        file.write_text(text.replace("mine.py", path))
        with pytest.raises(PlanError, match="is no file; a plug-in is a Python file"):
            load_experiment(file)


def test_trust_is_remembered_by_content(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path / "mine.py", "a" * 64)
    assert not is_trusted(plugin)
    trust(plugin)
    assert is_trusted(plugin)
    assert is_trusted(Plugin(tmp_path / "elsewhere.py", "a" * 64))
    assert not is_trusted(Plugin(plugin.path, "b" * 64))
    trust(Plugin(plugin.path, "b" * 64))
    assert is_trusted(plugin)


def test_a_damaged_list_trusts_nothing_and_is_replaced(tmp_path: Path) -> None:
    kept = tmp_path / "config" / "backslide" / "trusted.json"
    kept.parent.mkdir(parents=True)
    plugin = Plugin(tmp_path / "mine.py", "a" * 64)
    for damaged in ("{", "[]", "\udce9"):
        kept.write_bytes(damaged.encode("utf-8", "surrogateescape"))
        assert not is_trusted(plugin)
    trust(plugin)
    assert json.loads(kept.read_text()) == {"a" * 64: str(plugin.path)}


def test_trust_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder would be")
    with pytest.raises(PlanError, match="so trust cannot be remembered"):
        trust(Plugin(tmp_path / "mine.py", "a" * 64))
    assert stat.S_ISREG((tmp_path / "config").stat().st_mode)


def test_without_a_config_home_trust_lies_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("", "relative"):
        monkeypatch.setenv("XDG_CONFIG_HOME", value)
        trust(Plugin(tmp_path / "mine.py", "a" * 64))
        assert (tmp_path / ".config" / "backslide" / "trusted.json").is_file()
