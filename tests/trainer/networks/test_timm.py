"""Networks of timm, by their names there."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.trainer.engine.runs import digits
from trainer.engine.run import train_config
from trainer.networks.base import Network, NetworkError, NoWeights
from trainer.networks.timm import Timm, written_names
from trainer.plan.catalogue import catalogue_of
from trainer.plan.parse import dump_config, parse_config

TINY = "timm/test_resnet"


def test_every_name_behind_timm_is_one_of_its_networks() -> None:
    registry = Network.registry()
    assert registry["timm/anything"] is Timm
    assert registry.get("timm/") is None
    assert "timm/x" in registry
    assert "tim/x" not in registry
    assert registry.get(3) is None
    config = digits(network={"name": TINY})
    assert parse_config(dump_config(config)) == config
    assert dump_config(config)["network"]["name"] == TINY
    assert "network.start" in {info.path for info in catalogue_of([dump_config(config)])}


def test_a_network_of_timm_learns(tmp_path: Path) -> None:
    config = digits(network={"name": TINY}, data={"size": 32}, training={"epochs": 1, "measured_examples": 16})
    outcome = train_config(config, 1, tmp_path)
    assert outcome.status == "finished", outcome.reason


def test_it_is_the_network_that_timm_builds_for_the_classes_and_the_size() -> None:
    model = Timm(name="timm/test_vit").build((3, 64, 64), 5)
    with torch.no_grad():
        assert model(torch.rand(2, 3, 64, 64)).shape == (2, 5)
    assert Timm(name="timm/test_vit").mean_and_deviation() == ((0.5,) * 3, (0.5,) * 3)


def test_a_wrong_name_is_told_with_the_nearest() -> None:
    with pytest.raises(NetworkError, match=r"^network.name: timm has no network 'resnet1818' \(did you mean 'resnet18"):
        Timm(name="timm/resnet1818").build((3, 32, 32), 3)


def test_a_wrong_name_is_seen_at_a_look_without_torch() -> None:
    code = (
        "import sys\nfrom trainer.networks.timm import NetworkError, Timm\n"
        "for name in ('resnet18', 'resnet18.any', 'resnet1818'):\n"
        "    try:\n        Timm(name=f'timm/{name}').check((3, 32, 32))\n"
        "    except NetworkError as error:\n        print(error.place, error.text)\n"
        "print(sys.modules.keys() & {'torch', 'timm'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = "network.name timm has no network 'resnet1818' (did you mean 'resnet18'?)"
    assert done.stdout.splitlines() == [told, "set()"]


def test_the_names_in_timm_s_sources_are_those_that_it_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    import timm

    assert written_names() == set(timm.list_models())
    monkeypatch.setattr("trainer.networks.timm.find_spec", lambda _: None)
    written_names.cache_clear()
    Timm(name="timm/resnet1818").check(None)
    written_names.cache_clear()


def test_without_timm_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(NetworkError, match=r"pip install 'backslide\[timm\]'$"):
        Timm(name=TINY).build((3, 32, 32), 3)


def test_a_wrong_tag_is_told_with_the_nearest() -> None:
    with pytest.raises(NetworkError, match=r"no network 'resnet18.a1_in2k' \(did you mean 'resnet18.a1_in1k'"):
        Timm(name="timm/resnet18.a1_in2k").build((3, 32, 32), 3)


@pytest.mark.parametrize(("name", "side"), [("timm/test_vit", 40), ("timm/inception_v3", 32)])
def test_a_size_that_it_does_not_take_is_told_when_it_is_built(name: str, side: int) -> None:
    with pytest.raises(NetworkError, match=rf"^{name} (does not take|cannot be built for).*{side}×{side} pixels"):
        Timm(name=name).build((3, side, side), 3)


def test_without_the_hub_it_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(
        NoWeights, match=r"^network.start: the weights of timm/test_resnet cannot be downloaded \(.*refus"
    ):
        Timm(name=TINY).pretrained((3, 32, 32))


def test_weights_in_the_cache_are_taken_from_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    save_file(Timm(name=TINY).build((3, 32, 32), 1000).state_dict(), file)
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: str(file))
    found = Timm(name=TINY).pretrained((3, 32, 32))
    assert all(torch.equal(found[name], value) for name, value in load_file(file).items())


def test_checking_a_file_does_not_import_timm(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(f'[base.data]\nname = "digits"\nsize = 32\n[base.network]\nname = "{TINY}"\n[variants.baseline]\n')
    code = f"import sys; from tui.commands import main; assert main(['check', {str(file)!r}]) == 0; "
    code += "assert not {'timm', 'torch'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
