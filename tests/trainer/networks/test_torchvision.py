import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from torch import nn
from torchvision.models import regnet

from trainer.engine.auxiliary import heads
from trainer.networks.base import Network, NetworkError, NoWeights
from trainer.networks.torchvision import INCEPTION_AUXILIARY, NAMES, SMALLEST, STEPS, TorchvisionClassifier, _at_size


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Build without memory; RegNet computes its widths with tensors, which need some."""
    plan = regnet.BlockParams.from_init_params.__func__

    def planned(kind: type, *args: Any, **options: Any) -> Any:
        with torch.device("cpu"):
            return plan(kind, *args, **options)

    monkeypatch.setattr(regnet.BlockParams, "from_init_params", classmethod(planned))
    with torch.device("meta"):
        yield


def classifier(name: str) -> TorchvisionClassifier:
    return TorchvisionClassifier(name=name)


def test_the_names_are_those_of_torchvision() -> None:
    assert list(NAMES) == torchvision.models.list_models(module=torchvision.models)
    assert set(NAMES) <= Network.registry().keys()


def one_of_each_family() -> list[Any]:
    """Return the names: the last of each family for every run of the tests, the others for `make stress`."""
    families = {(torchvision.models.get_model_builder(name).__module__, "v2" in name): name for name in NAMES}
    return [pytest.param(name, marks=() if name in families.values() else pytest.mark.stress) for name in NAMES]


@pytest.mark.usefixtures("meta")
@pytest.mark.parametrize("name", one_of_each_family())
def test_every_classifier_gets_a_head_for_the_classes(name: str) -> None:
    model = classifier(name).build((3, 224, 224), 7)
    parameter = list(model.parameters())[-1]
    assert parameter.shape[0] == 7


FAMILIES = ["alexnet", "convnext_tiny", "densenet121", "googlenet", "squeezenet1_0", "squeezenet1_1", "swin_t", "vgg11"]


@pytest.mark.usefixtures("meta")
@pytest.mark.parametrize("name", [*FAMILIES, "vit_b_32", "resnet18", "efficientnet_b0", "swin_v2_t", "mobilenet_v2"])
def test_the_smallest_pictures_that_are_taken_really_work(name: str) -> None:
    side = next((side for family, side in SMALLEST.items() if name.startswith(family)), STEPS.get(name, 1))
    model = classifier(name).build((3, side, side), 5)
    for mode in (True, False):
        assert heads(model.train(mode)(torch.empty(2, 3, side, side)))[0].shape == (2, 5)


@pytest.mark.usefixtures("meta")
@pytest.mark.parametrize("name", sorted({*FAMILIES, "inception_v3"} - {"swin_t", "convnext_tiny"}))
def test_smaller_pictures_are_refused_because_they_would_fail(name: str) -> None:
    side = next(side for family, side in SMALLEST.items() if name.startswith(family)) - 1
    with pytest.raises(NetworkError, match=f"{name} takes pictures from {side + 1}×{side + 1} up, not {side}×{side}"):
        classifier(name).build((3, side, side), 5)
    model = classifier(name).build((3, 224, 224), 5).eval()
    with pytest.raises(RuntimeError):
        model(torch.empty(2, 3, side, side))


@pytest.mark.usefixtures("meta")
@pytest.mark.parametrize("side", [75, INCEPTION_AUXILIARY - 1, INCEPTION_AUXILIARY])
def test_inception_has_its_auxiliary_head_where_the_pictures_are_large_enough(side: int) -> None:
    model = classifier("inception_v3").build((3, side, side), 5)
    logits, auxiliary, _ = heads(model.train()(torch.empty(2, 3, side, side)))
    assert logits.shape == (2, 5)
    assert len(auxiliary) == (side >= INCEPTION_AUXILIARY)


def test_inception_would_fail_with_its_auxiliary_head_on_smaller_pictures() -> None:
    with torch.device("meta"):
        model = classifier("inception_v3").build((3, INCEPTION_AUXILIARY, INCEPTION_AUXILIARY), 5)
        with pytest.raises(RuntimeError):
            model.train()(torch.empty(2, 3, INCEPTION_AUXILIARY - 1, INCEPTION_AUXILIARY - 1))


@pytest.mark.parametrize(("height", "width"), [(28, 28), (32, 64), (33, 33)])
def test_transformers_say_which_sizes_fit(height: int, width: int) -> None:
    text = f"vit_b_16 takes square pictures whose side is a multiple of 16, not {height}×{width}; set data.size"
    with pytest.raises(NetworkError, match=text):
        classifier("vit_b_16").build((3, height, width), 5)


def test_googlenet_learns_from_pictures_of_32_by_32() -> None:
    torch.manual_seed(0)
    model = classifier("googlenet").build((3, 32, 32), 4).train()
    inputs, labels = torch.rand(8, 3, 32, 32), torch.arange(8) % 4
    logits, auxiliary, weight = heads(model(inputs))
    assert [head.shape for head in (logits, *auxiliary)] == [(8, 4)] * 3
    loss = sum(weight * nn.functional.cross_entropy(head, labels) for head in auxiliary)
    (nn.functional.cross_entropy(logits, labels) + loss).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
    assert model.eval()(inputs).shape == (8, 4)


def test_grey_pictures_come_with_three_channels() -> None:
    assert TorchvisionClassifier.channels == 3


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Torch's cache in an empty folder, and no network."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def file_of(name: str, hub: Path) -> Path:
    return hub / torchvision.models.get_model_weights(name).DEFAULT.url.rpartition("/")[2]


@pytest.mark.parametrize("name", ["googlenet", "squeezenet1_1"])
def test_pretrained_weights_come_from_the_cache(name: str, hub: Path) -> None:
    """GoogLeNet's file holds auxiliary heads that were never trained: these are to be new."""
    published = classifier(name).recipe((3, 224, 224), 1000).follow().state_dict()
    torch.save(published, file_of(name, hub))
    found = classifier(name).pretrained((3, 32, 32))
    assert found.keys() == {key for key in published if not key.startswith("aux")}
    assert all(torch.equal(found[key], published[key]) for key in found)


def test_old_names_in_published_weights_are_translated(hub: Path) -> None:
    """DenseNet's files say norm.1 where the network says norm1."""
    published = classifier("densenet121").recipe((3, 224, 224), 1000).follow().state_dict()
    old = {
        key.replace("norm1.", "norm.1.").replace("conv2.", "conv.2."): value
        for key, value in published.items()
        if not key.endswith("num_batches_tracked")
    }
    torch.save(old, file_of("densenet121", hub))
    assert classifier("densenet121").pretrained((3, 32, 32)).keys() == published.keys()


def test_positions_of_a_transformer_are_interpolated_to_the_size_of_the_pictures() -> None:
    sizes = {"patch_size": 8, "num_layers": 1, "num_heads": 2, "hidden_dim": 8, "mlp_dim": 8}
    large, small = (torchvision.models.VisionTransformer(image_size=side, **sizes) for side in (48, 16))
    found = _at_size(large.state_dict(), 16, 8)
    assert found["encoder.pos_embedding"].shape == (1, 1 + 4, 8)
    small.load_state_dict(found)


def test_without_a_network_it_says_which_file_to_put_where(hub: Path) -> None:
    with pytest.raises(NoWeights) as caught:
        classifier("resnet18").pretrained((3, 32, 32))
    text = str(caught.value)
    assert text.startswith("network.start: the weights of resnet18 cannot be downloaded (")
    assert text.endswith(
        f"fetch https://download.pytorch.org/models/resnet18-f37072fd.pth elsewhere and put it into {hub}"
    )


class Trap:
    """What runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (Path.touch, (Path("sprung"),))  # type: ignore[return-value]  # any callable does


def test_a_file_in_the_cache_that_would_run_code_is_refused(
    hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"w": Trap()}, file_of("resnet18", hub))
    with pytest.raises(NoWeights, match="is no whole file of weights; remove it"):
        classifier("resnet18").pretrained((3, 32, 32))
    assert not Path("sprung").exists()


def test_a_torn_file_in_the_cache_is_named(hub: Path) -> None:
    file = file_of("resnet18", hub)
    torch.save({"w": torch.zeros(1000)}, file)
    file.write_bytes(file.read_bytes()[:900])
    with pytest.raises(NoWeights, match=f"{file.name}: is no whole file of weights"):
        classifier("resnet18").pretrained((3, 32, 32))


def test_the_normalization_is_that_of_the_weights() -> None:
    assert classifier("resnet18").mean_and_deviation() == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@pytest.mark.parametrize("name", ["googlenet", "inception_v3"])
def test_our_normalization_gives_what_torchvision_makes_of_its_own(name: str) -> None:
    """Torchvision normalizes as for ImageNet and undoes it inside the network; we need neither."""
    transforms = torchvision.models.get_model_weights(name).DEFAULT.transforms()
    pixels = torch.rand(2, 3, 8, 8)
    theirs = torchvision.transforms.functional.normalize(pixels, transforms.mean, transforms.std)
    with torch.device("meta"):
        model = torchvision.models.get_model(name, transform_input=True, init_weights=False)
    (mean, *_), (deviation, *_) = classifier(name).mean_and_deviation()
    assert torch.allclose(model._transform_input(theirs), (pixels - mean) / deviation, atol=1e-5)
    assert math.isclose(mean, 0.5)


def test_networks_that_publish_no_weights_say_so() -> None:
    with pytest.raises(NoWeights, match="network 'mlp' has no published weights; use another start"):
        Network.registry()["mlp"]().pretrained((8,))
