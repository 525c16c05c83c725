"""Torchvision's classification data sets: what each is called there, and how its parts are asked for."""

from dataclasses import dataclass, field
from typing import Any, Literal

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """One data set. A part without arguments (None) is cut from the training pictures."""

    kind: str
    """The class in `torchvision.datasets`."""
    train: Arguments = field(default_factory=dict)
    validation: Arguments | None = None
    test: Arguments | None = None
    reads: Literal["files", "pixels", "items", "pictures"] = "files"
    """How the pictures come: as files; all at once in `data`; one by one, small; one by one when they are needed."""
    labels: str = ""
    """For `pictures`: the attribute that holds the labels (or pairs that end in one)."""


def _by_flag(kind: str, name: str = "train", **more: Any) -> Published:
    return Published(kind, {name: True, **more}, test={name: False, **more}, reads="pixels")


def _by_split(kind: str, *, train: str = "train", val: str = "", test: str = "test", **more: Any) -> Published:
    reads = {name: more.pop(name) for name in ("reads", "labels") if name in more}
    validation = {"split": val, **more} if val else None
    return Published(kind, {"split": train, **more}, validation, {"split": test, **more}, **reads)


SETS: dict[str, Published] = {
    "caltech101": Published("Caltech101", reads="pictures", labels="y"),
    "caltech256": Published("Caltech256", reads="pictures", labels="y"),
    "cifar10": _by_flag("CIFAR10"),
    "cifar100": _by_flag("CIFAR100"),
    "clevr": _by_split("CLEVRClassification", test="val"),
    "country211": _by_split("Country211", val="valid"),
    "dtd": _by_split("DTD", val="val"),
    "emnist_balanced": _by_flag("EMNIST", split="balanced"),
    "emnist_byclass": _by_flag("EMNIST", split="byclass"),
    "emnist_bymerge": _by_flag("EMNIST", split="bymerge"),
    "emnist_digits": _by_flag("EMNIST", split="digits"),
    "emnist_letters": _by_flag("EMNIST", split="letters"),
    "emnist_mnist": _by_flag("EMNIST", split="mnist"),
    "eurosat": Published("EuroSAT"),
    "fake_data": Published("FakeData", {"image_size": (3, 32, 32)}, reads="items"),
    "fashion_mnist": _by_flag("FashionMNIST"),
    "fer2013": Published("FER2013", {"split": "train"}, reads="items"),
    "fgvc_aircraft": _by_split("FGVCAircraft", val="val"),
    "flowers102": _by_split("Flowers102", val="val"),
    "food101": _by_split("Food101"),
    "gtsrb": _by_split("GTSRB", reads="pictures", labels="_samples"),
    "imagenet": _by_split("ImageNet", test="val"),
    "imagenette": _by_split("Imagenette", test="val"),
    "imagenette_160px": _by_split("Imagenette", test="val", size="160px"),
    "imagenette_320px": _by_split("Imagenette", test="val", size="320px"),
    "inaturalist": Published("INaturalist", {"version": "2021_train"}, test={"version": "2021_valid"}),
    "inaturalist_mini": Published("INaturalist", {"version": "2021_train_mini"}, test={"version": "2021_valid"}),
    "kmnist": _by_flag("KMNIST"),
    "lfw_people": Published("LFWPeople"),
    "mnist": _by_flag("MNIST"),
    "omniglot": Published("Omniglot"),
    "oxford_iiit_pet": _by_split("OxfordIIITPet", train="trainval", reads="pictures", labels="_labels"),
    "pcam": _by_split("PCAM", val="val", reads="pictures"),
    "places365": _by_split("Places365", train="train-standard", test="val", small=True),
    "qmnist": _by_flag("QMNIST"),
    "rendered_sst2": _by_split("RenderedSST2", val="val"),
    "semeion": Published("SEMEION", reads="pixels"),
    "stanford_cars": _by_split("StanfordCars"),
    "stl10": _by_split("STL10", reads="pixels"),
    "sun397": Published("SUN397"),
    "svhn": _by_split("SVHN", reads="pixels"),
    "usps": _by_flag("USPS"),
}
"""By the name that a configuration gives them."""

LEFT_OUT = {
    "CelebA": "its labels are forty attributes, several to a picture",
    "Flickr30k": "its labels are sentences",
    "Flickr8k": "its labels are sentences",
    "LSUN": "it lies in LMDB files, which torchvision neither fetches nor reads without another package",
    "SBU": "its labels are sentences",
}
"""What torchvision lists beside them, and why it is not here."""
