"""Networks of the library timm, by their names there."""

from typing import TYPE_CHECKING, Any, ClassVar

from store.errors import did_you_mean
from trainer.data.downloads import failures, limited_waiting, reason
from trainer.networks.base import Network, NetworkError, NoWeights
from trainer.settings.base import setting
from trainer.settings.problems import shown

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.networks.base import Shape

INSTALL = "timm's networks need timm: pip install 'backslide[timm]'"


class Timm(Network, names=("timm/NAME",)):
    """Any network of timm, as `timm/resnet18` (Wightman 2019): `pip install 'backslide[timm]'`.

    `start = "pretrained"` takes the weights that timm has for it, which are downloaded once. Exporting such a network
    is not possible, as whoever loads an export has torchvision alone.
    """

    channels: ClassVar[int | None] = 3

    name: str = setting("timm/resnet18", "Which one, by its name in timm.list_models() behind timm/.")

    def build(self, shape: "Shape", classes: int) -> "nn.Module":
        timm, model = _timm(), self.name.removeprefix("timm/")
        self._require_name()
        sized = {"img_size": tuple(shape[1:])}
        try:
            return _created(timm, model, num_classes=classes, **sized)
        except TypeError:  # most networks take pictures of any size, and know no such argument
            return _created(timm, model, num_classes=classes)
        except (AssertionError, ValueError, RuntimeError) as error:
            raise NetworkError(f"{self.name} cannot be built for {shape[1]}×{shape[2]} pixels: {error}") from error

    def pretrained(self, shape: "Shape") -> "dict[str, Tensor]":  # noqa: ARG002 - timm's weights are of one size
        timm, model = _timm(), self.name.removeprefix("timm/")
        self._require_name()
        if not timm.is_model_pretrained(model):
            raise NoWeights(f"network.start: timm has no weights for {self.name}; use another start")
        try:
            with limited_waiting():
                state: dict[str, Tensor] = _created(timm, model, pretrained=True).state_dict()
        except failures(RuntimeError, ValueError, ImportError) as error:
            told = f"the weights of {self.name} cannot be downloaded ({reason(error)})"
            raise NoWeights(f"network.start: {told}; fetch them where there is a network, into the cache") from error
        return state

    def mean_and_deviation(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        self._require_name()
        told = _timm().get_pretrained_cfg(self.name.removeprefix("timm/"))
        return tuple(told.mean), tuple(told.std)

    def _require_name(self) -> None:
        known, name = _timm().list_models(), self.name.removeprefix("timm/")
        if not _timm().is_model(name):
            near = did_you_mean(name, known) or "; timm.list_models() has them all"
            raise NetworkError(f"network.name: timm has no network {shown(name)}{near}")


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


def _created(timm: Any, model: str, **options: Any) -> "nn.Module":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        built: nn.Module = timm.create_model(model, **options)
    return built
