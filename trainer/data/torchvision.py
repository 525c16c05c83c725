"""Torchvision's classification data sets."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.files import locked
from trainer.data.base import DataSource
from trainer.data.downloads import cache_folder, failures, limited_waiting, reason
from trainer.data.examples import DataError, Examples, Splits
from trainer.data.names import made_unique
from trainer.data.published import SETS, Arguments, Published
from trainer.settings.base import setting

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

LONGEST_DOWNLOAD = 24 * 3600.0
"""Seconds that a run waits for another one that downloads the same set."""


class TorchvisionSet(DataSource, names=tuple(SETS)):
    """A classification data set of torchvision. It is downloaded once, to `root`, where there is a network.

    What torchvision does not split itself is cut per class.
    """

    name: str = setting("mnist", "Which one.")
    root: Path | None = setting(
        None, "Folder of the files, laid out as torchvision does it; ~/.cache/backslide/NAME by default."
    )

    def read(self) -> Splits:
        published = SETS[self.name]
        wanted = {"train": published.train, "validation": published.validation, "test": published.test}
        found = {part: self._open(published, how) for part, how in wanted.items() if how is not None}
        parts = {part: _examples(dataset, published) for part, dataset in found.items()}
        return _without_absent_classes(_class_names(found["train"], parts), parts)

    def fingerprint(self) -> str:
        """Return the set's name: torchvision checks what it downloads, so a published set is the same everywhere."""
        return f"torchvision/{self.name}"

    @property
    def folder(self) -> Path:
        """The folder that torchvision gets as the root of the set."""
        return (self.root or cache_folder() / self.name).expanduser()

    def _open(self, published: Published, arguments: Arguments) -> Any:
        from torchvision import datasets

        kind = getattr(datasets, published.kind)
        if published.kind == "FakeData":
            return kind(**arguments)
        if published.reads == "files":
            arguments = {**arguments, "loader": Path}
        make = partial(kind, str(self.folder), **arguments)
        try:
            return make()
        except (OSError, RuntimeError) as missing:
            return self._download(published, make, missing)

    def _download(self, published: Published, make: Callable[..., Any], missing: Exception) -> Any:
        """Fetch the set, one process at a time; another may have fetched it meanwhile, which torchvision sees."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with limited_waiting(), locked(self.folder / ".download.lock", LONGEST_DOWNLOAD):
                return make(download=True)
        except failures(TypeError) as error:
            told = (
                missing if isinstance(error, TypeError) else error
            )  # sets that cannot be downloaded take no such order
            raise DataError(
                f"data {self.name!r} is neither in {self.folder} nor can it be downloaded ({reason(told)}); "
                f"put its files there as torchvision.datasets.{published.kind} wants them, or set data.root"
            ) from error


def _examples(dataset: Any, published: Published) -> Examples:
    import numpy as np

    inputs, labels = _READERS[published.reads](dataset, published)
    return Examples(inputs, np.asarray(labels, dtype=np.int64))


def _files(dataset: Any, _: Published) -> tuple[list[Path], list[int]]:
    """Return files and labels: the set was opened with a loader that gives a picture's path instead of its pixels."""
    pairs = [dataset[place] for place in range(len(dataset))]
    return [file for file, _ in pairs], [int(label) for _, label in pairs]


def _pixels(dataset: Any, _: Published) -> "tuple[np.ndarray, np.ndarray]":
    import numpy as np

    pixels, labels = np.asarray(dataset.data), np.asarray(_first(dataset, ("targets", "labels")))
    if pixels.ndim == 4 and pixels.shape[1] == 3:
        pixels = pixels.transpose(0, 2, 3, 1)
    return pixels[..., None] if pixels.ndim == 3 else pixels, labels[:, 0] if labels.ndim == 2 else labels


def _items(dataset: Any, _: Published) -> "tuple[np.ndarray, list[int]]":
    import numpy as np

    pairs = [dataset[place] for place in range(len(dataset))]
    pixels = np.stack([np.asarray(picture) for picture, _ in pairs])
    return pixels[..., None] if pixels.ndim == 3 else pixels, [int(label) for _, label in pairs]


def _pictures(dataset: Any, published: Published) -> tuple[list[Callable[[], "Image"]], list[int]]:
    pictures: list[Callable[[], Image]] = [partial(_picture, dataset, place) for place in range(len(dataset))]
    return pictures, _pcam_labels(dataset) if published.kind == "PCAM" else _listed_labels(dataset, published.labels)


def _picture(dataset: Any, place: int) -> "Image":
    picture: Image = dataset[place][0]
    return picture


def _listed_labels(dataset: Any, attribute: str) -> list[int]:
    return [int(entry[-1] if isinstance(entry, tuple) else entry) for entry in getattr(dataset, attribute)]


def _pcam_labels(dataset: Any) -> list[int]:
    file = dataset._base_folder / dataset._FILES[dataset._split]["targets"][0]  # noqa: SLF001 - it is said nowhere else
    with dataset.h5py.File(file) as content:
        return [int(label) for label in content["y"][:].ravel()]


def _class_names(dataset: Any, parts: dict[str, Examples]) -> list[str]:
    known = _first(dataset, ("classes", "categories", "class_to_idx", "all_categories", "_characters"))
    if known is None:
        return [str(place) for place in range(1 + max(int(part.labels.max()) for part in parts.values()))]
    return [", ".join(name) if isinstance(name, tuple) else str(name) for name in known]


def _without_absent_classes(names: Sequence[str], parts: dict[str, Examples]) -> Splits:
    """Leave out the names that no picture has (EMNIST's letters begin with an unused one)."""
    import numpy as np

    used = np.unique(np.concatenate([part.labels for part in parts.values()]))
    places = np.zeros(len(names), dtype=np.int64)
    places[used] = np.arange(len(used))
    unique = made_unique(names)
    kept = {part: examples.relabelled(places[examples.labels]) for part, examples in parts.items()}
    return Splits("images", tuple(unique[i] for i in used), kept["train"], kept.get("validation"), kept.get("test"))


def _first(dataset: Any, attributes: tuple[str, ...]) -> Any:
    """Return the first of these attributes that the set has and that is not None."""
    found = (getattr(dataset, name, None) for name in attributes)
    return next((value for value in found if value is not None), None)


_READERS: dict[str, Callable[[Any, Published], tuple[Any, Any]]] = {
    "files": _files,
    "pixels": _pixels,
    "items": _items,
    "pictures": _pictures,
}
