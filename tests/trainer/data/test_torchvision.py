import inspect
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision import datasets

from tests.trainer.data.sets import counts, labels_of, write_pictures
from trainer.data.assemble import assemble
from trainer.data.examples import DataError, Splits
from trainer.data.pictures import decode
from trainer.data.published import LEFT_OUT, SETS
from trainer.data.torchvision import TorchvisionSet

LISTED = set(
    """
    Caltech101 Caltech256 CelebA CIFAR10 CIFAR100 CLEVRClassification Country211 DTD EMNIST EuroSAT FakeData
    FashionMNIST FER2013 FGVCAircraft Flickr8k Flickr30k Flowers102 Food101 GTSRB INaturalist ImageNet Imagenette KMNIST
    LFWPeople LSUN MNIST Omniglot OxfordIIITPet Places365 PCAM QMNIST RenderedSST2 SEMEION SBU StanfordCars STL10 SUN397
    SVHN USPS
    """.split()  # noqa: SIM905 - as the documentation of torchvision lists them under image classification
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Send every download to a port where nobody listens."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def read(name: str, root: Path | None = None) -> Splits:
    return TorchvisionSet(name=name, root=root).read()


def test_every_classification_set_of_torchvision_is_there_or_left_out_for_a_reason() -> None:
    assert {published.kind for published in SETS.values()} | LEFT_OUT.keys() == LISTED


def test_torchvision_has_no_set_of_which_nobody_decided() -> None:
    """Whatever takes class targets and is neither listed nor known to be something else would show up here."""
    others = {
        "CocoCaptions CocoDetection VOCSegmentation VOCDetection Cityscapes SBDataset Kitti Kinetics HMDB51 UCF101",
        "MovingMNIST PhotoTour WIDERFace LFWPairs KittiFlow Sintel FlyingChairs FlyingThings3D HD1K Kitti2012Stereo",
        "Kitti2015Stereo CarlaStereo Middlebury2014Stereo CREStereo FallingThingsStereo SceneFlowStereo SintelStereo",
        "InStereo2k ETH3DStereo VisionDataset ImageFolder DatasetFolder LSUNClass wrap_dataset_for_transforms_v2",
    }
    assert set(datasets.__all__) == LISTED | {name for line in others for name in line.split()}


@pytest.mark.parametrize("name", SETS)
def test_torchvision_takes_the_arguments_of_every_part(name: str) -> None:
    published = SETS[name]
    known = set()
    for kind in inspect.getmro(getattr(datasets, published.kind))[:-1]:
        known |= set(inspect.signature(kind.__init__).parameters)
    for part in (published.train, published.validation, published.test):
        assert set(part or ()) <= known
    assert published.reads != "files" or "loader" in known


@pytest.mark.parametrize("name", sorted(SETS.keys() - {"fake_data"}))
def test_without_a_network_one_sentence_says_where_to_put_the_files(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(name)
    message = str(caught.value)
    folder = tmp_path / "cache" / "backslide" / name
    assert message.startswith(f"data '{name}' is neither in {folder} nor can it be downloaded (")
    assert message.endswith(f"torchvision.datasets.{SETS[name].kind} wants them, or set data.root")
    assert "\n" not in message


def write_idx(file: Path, values: np.ndarray) -> None:
    """Write the format in which MNIST is published."""
    file.parent.mkdir(parents=True, exist_ok=True)
    head = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    file.write_bytes(head + values.astype(np.uint8).tobytes())


def test_pixels_come_as_they_are_published(tmp_path: Path) -> None:
    raw = tmp_path / "MNIST" / "raw"
    pixels = np.arange(20 * 784).reshape(20, 28, 28) % 251
    for part, count in (("train", 20), ("t10k", 10)):
        write_idx(raw / f"{part}-images-idx3-ubyte", pixels[:count])
        write_idx(raw / f"{part}-labels-idx1-ubyte", np.arange(count) % 10)
    found = read("mnist", tmp_path)
    assert np.array_equal(np.asarray(found.train.inputs)[..., 0], pixels)
    assert labels_of(found.train) == [*range(10), *range(10)]
    assert found.class_names[7] == "7 - seven"
    assert found.validation is None
    assert found.test is not None
    assert len(found.test) == 10


def test_classes_that_no_picture_has_are_left_out(tmp_path: Path) -> None:
    """The letters of EMNIST are labelled from 1; torchvision calls class 0 N/A."""
    raw = tmp_path / "EMNIST" / "raw"
    for part in ("train", "test"):
        write_idx(raw / f"emnist-letters-{part}-images-idx3-ubyte", np.zeros((4, 28, 28)))
        write_idx(raw / f"emnist-letters-{part}-labels-idx1-ubyte", np.array([1, 2, 26, 1]))
    found = read("emnist_letters", tmp_path)
    assert found.class_names == ("a", "b", "z")
    assert labels_of(found.train) == [0, 1, 2, 0]


def test_files_are_named_and_not_decoded(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "eurosat" / "2750", {"Forest": 3, "River": 2})
    (folder / "River" / "0.png").write_bytes(b"broken, which reading does not see")
    found = read("eurosat", tmp_path)
    assert found.class_names == ("Forest", "River")
    assert labels_of(found.train) == [0, 0, 0, 1, 1]
    assert found.train.inputs[0] == folder / "Forest" / "0.png"


def test_pictures_that_only_torchvision_can_open_are_opened_late(tmp_path: Path) -> None:
    for label in range(2):
        folder = tmp_path / "gtsrb" / "GTSRB" / "Training" / f"{label:05d}"
        folder.mkdir(parents=True)
        Image.new("RGB", (4, 4), (label * 100, 0, 0)).save(folder / "x.ppm")
    test = tmp_path / "gtsrb" / "GTSRB" / "Final_Test" / "Images"
    test.mkdir(parents=True)
    (tmp_path / "gtsrb" / "GT-final_test.csv").write_text("Filename;ClassId\nx.ppm;1\n")
    found = read("gtsrb", tmp_path)
    assert found.class_names == ("0", "1")
    picture = found.train.inputs[1]
    assert callable(picture)
    assert decode(picture, 3)[0, 0].tolist() == [100, 0, 0]
    assert found.test is not None
    assert labels_of(found.test) == [1]


def test_a_set_that_is_not_split_is_cut() -> None:
    found = assemble(TorchvisionSet(name="fake_data", classes=("1", "2"), test_share=0.5))
    (train,) = found.train
    assert np.asarray(train.inputs).shape[1:] == (32, 32, 3)
    assert min(counts(found.test, 2)) > 20


def test_a_download_that_another_process_finished_is_not_begun_again(tmp_path: Path) -> None:
    """Also: a set in a folder that cannot be written to is read, since only a download needs the lock."""
    folder = write_pictures(tmp_path / "eurosat" / "2750", {"Forest": 1, "River": 1})
    for place in (folder, folder.parent, tmp_path):
        place.chmod(0o555)
    try:
        assert len(read("eurosat", tmp_path).train) == 2
    finally:
        tmp_path.chmod(0o755)
    assert not (tmp_path / ".download.lock").exists()


def test_the_fingerprint_needs_neither_files_nor_torch() -> None:
    assert TorchvisionSet(name="mnist").fingerprint() != TorchvisionSet(name="kmnist").fingerprint()
