"""Networks of the library timm, by their names there."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from store.errors import did_you_mean
from trainer.data.downloads import failures, limited_waiting, reason
from trainer.networks.base import Network, NetworkError, NoWeights
from trainer.settings.base import setting
from trainer.settings.problems import shown

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.networks.base import Shape

_REGISTERED = re.compile(r"^@register_model\s+def (\w+)\(", re.MULTILINE)
INSTALL = "timm's networks need timm: pip install 'backslide[timm]'"


class Timm(Network, names=("timm/NAME",)):
    """Any network of timm, as `timm/resnet18` (Wightman 2019): `pip install 'backslide[timm]'`.

    `start = "pretrained"` takes the weights that timm has for it, which are downloaded once. Exporting such a network
    is not possible, as whoever loads an export has torchvision alone.
    """

    channels: ClassVar[int | None] = 3

    name: str = setting("timm/resnet18", "Which one, by its name in timm.list_models() behind timm/.")

    def check(self, shape: "Shape | None") -> None:  # noqa: ARG002 - what it takes is known when it is built
        """Look for the name in timm's sources, where timm is installed; an unknown tag behind it is seen at launch."""
        known, name = written_names(), self._model.partition(".")[0]
        if known and name not in known:
            raise _unknown(self._model, sorted(known))

    def build(self, shape: "Shape", classes: int) -> "nn.Module":
        from trainer.layers.growing import refusal

        self._require_name()
        try:
            model = self._created(num_classes=classes, img_size=tuple(shape[1:]))
        except TypeError:  # most networks take pictures of any size, and know no such argument
            model = self._created(num_classes=classes)
        except (AssertionError, ValueError, RuntimeError) as error:
            raise NetworkError(f"{self.name} cannot be built for {shape[1]}×{shape[2]} pixels: {error}") from error
        problem = refusal(model, (3, shape[1], shape[2]))
        if problem:
            told = f"{self.name} does not take pictures of {shape[1]}×{shape[2]} pixels"
            raise NetworkError(f"{told} ({problem}); set data.size")
        return model

    def pretrained(self, shape: "Shape") -> "dict[str, Tensor]":  # noqa: ARG002 - timm's weights are of one size
        self._require_name()
        if not _timm().is_model_pretrained(self._model):
            raise NoWeights(f"network.start: timm has no weights for {self.name}; use another start")
        try:
            with limited_waiting():
                where = {"file": file} if (file := self._cached()) else {}
                state: dict[str, Tensor] = self._created(pretrained=True, pretrained_cfg_overlay=where).state_dict()
        except failures() as error:
            told = f"the weights of {self.name} cannot be downloaded ({reason(error)})"
            raise NoWeights(f"network.start: {told}; fetch them where there is a network, into the cache") from error
        return state

    def _cached(self) -> str | None:
        """Return the file of weights in the cache of Hugging Face; without one, fail now if the hub does not answer.

        The hub's own library would try for most of a minute.
        """
        from urllib.request import Request, urlopen

        from huggingface_hub import constants, try_to_load_from_cache

        for name in ("model.safetensors", "pytorch_model.bin"):
            found = try_to_load_from_cache(_timm().get_pretrained_cfg(self._model).hf_hub_id, name)
            if isinstance(found, str):
                return found
        with urlopen(Request(constants.ENDPOINT, method="HEAD")):  # noqa: S310 - an address of the library
            return None

    def mean_and_deviation(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        self._require_name()
        told = _timm().get_pretrained_cfg(self._model)
        return tuple(told.mean), tuple(told.std)

    @property
    def _model(self) -> str:
        """The name that timm knows it by."""
        return self.name.removeprefix("timm/")

    def _require_name(self) -> None:
        known = [*_timm().list_models(), *_timm().list_models(pretrained=True)]
        if self._model not in known:
            raise _unknown(self._model, known)

    def _created(self, **options: Any) -> "nn.Module":
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            built: nn.Module = _timm().create_model(self._model, **options)
        return built


def _unknown(name: str, known: Iterable[str]) -> NetworkError:
    near = did_you_mean(name, known) or "; timm.list_models() has them all"
    return NetworkError(f"network.name: timm has no network {shown(name)}{near}")


@cache
def written_names() -> frozenset[str]:
    """Return the names of timm's networks, none where it is not installed. They are read from its sources.

    Importing it takes seconds, and torch.
    """
    spec = find_spec("timm")
    folders = (spec and spec.submodule_search_locations) or ()
    files = [file for folder in folders for file in Path(folder, "models").glob("*.py")]
    return frozenset(name for file in files for name in _REGISTERED.findall(file.read_text("utf-8")))


def _timm() -> Any:
    """Return timm, which takes seconds to import and is not always there."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what timm itself calls
            import timm
    except ImportError as error:
        raise NetworkError(INSTALL) from error
    return timm
