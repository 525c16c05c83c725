"""Examples as they are in the data: each picture belongs to the very prediction that stands beside it."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from store.files import read_json, write_json
from store.predictions import read_predictions
from store.run import Run
from tests.trainer.data.sets import many_rows, write_pictures, write_table
from tests.trainer.engine.trained import finished
from trainer.data.base import chosen_source
from trainer.data.examples import DataError
from trainer.data.fingerprint import data_fingerprint
from trainer.data.showing import fitted, read_shelf
from trainer.engine.evaluate import Evaluator
from trainer.engine.examples import TensorSet
from trainer.engine.loading import load_trained
from trainer.engine.measure_again import _normalize
from trainer.launch.showing import ExampleReader

LETTERS = "abcde"
SIDE = 8


def pixel_table(file: Path, count: int, seed: int) -> Path:
    """Write pictures of noise, in no order of classes, whose first pixel says the class: 10 for a, 11 for b, …"""
    chance = np.random.default_rng(seed)
    rows = []
    for letter in chance.permutation([*LETTERS * (count // len(LETTERS))]):
        pixels = chance.integers(0, 256, SIDE * SIDE)
        pixels[0] = 10 + LETTERS.index(letter)
        rows.append([*pixels, letter])
    return write_table(file, rows, ",".join([*(f"p{place}" for place in range(SIDE * SIDE)), "label"]))


def with_fingerprint(run: Path) -> Run:
    """Put into a run's record what its data were, as queueing does."""
    record: dict[str, Any] = read_json(run / "config.json") or {}
    config = record["config"]
    source = chosen_source(config["source"]) if config.get("source") else None
    write_json(
        run / "config.json", record | {"data_fingerprint": data_fingerprint(chosen_source(config["data"]), source)}
    )
    return Run(run)


@pytest.fixture(scope="module")
def noise_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run with chosen classes in an order of their own, a seed of the split, less and more data, a source."""
    folder = tmp_path_factory.mktemp("noise")
    noise = {"name": "csv", "shape": [SIDE, SIDE]}
    data = noise | {"path": str(pixel_table(folder / "noise.csv", 200, 1))}
    more = noise | {"path": str(pixel_table(folder / "more.csv", 50, 2)), "classes": ["d", "b", "e"]}
    source = noise | {"path": str(pixel_table(folder / "source.csv", 100, 3)), "classes": ["c", "a", "d"]}
    network = {"name": "small_cnn", "width": 4, "depth": 2}
    first = finished(folder / "first", data=source, network=network)
    run = finished(
        folder / "run",
        data=data | {"classes": ["d", "b", "e"], "split_seed": 7, "validation_share": 0.3, "extra": more},
        source=source,
        network=network | {"start": f"file:{first / 'best.safetensors'}"},
        regularizers={"data_share": {"share": 0.5}},
    )
    return with_fingerprint(run)


def pictures_of(run: Run, split: str) -> "np.ndarray":
    """Return all pictures of a split (N, H, W) as the process shows them."""
    with ExampleReader(run, split) as reader:
        shown = [reader.show(place) for place in range(reader.opened().count)]
    return np.stack([np.asarray(Image.open(io.BytesIO(one.png))) for one in shown])


@pytest.mark.parametrize("split", ["test", "val", "source"])
def test_the_class_in_the_picture_is_the_label_beside_the_prediction(noise_run: Run, split: str) -> None:
    kept = read_predictions(noise_run, split)
    assert kept is not None
    in_pictures = [LETTERS[code - 10] for code in pictures_of(noise_run, split)[:, 0, 0]]
    assert in_pictures == [kept.true_class(place) for place in range(len(kept.labels))]
    assert len(set(in_pictures)) == 3


@pytest.mark.parametrize("split", ["test", "val"])
def test_the_run_says_of_the_picture_what_the_prediction_says(noise_run: Run, split: str) -> None:
    kept, trained = read_predictions(noise_run, split), load_trained(noise_run.folder, on_cpu=True)
    assert kept is not None
    examples = TensorSet(torch.from_numpy(pictures_of(noise_run, split))[:, None], torch.from_numpy(kept.labels.copy()))
    said = Evaluator(_normalize(trained), trained.config.training, trained.device).predict(trained.network, examples)
    assert said.logits.numpy() == pytest.approx(kept.logits, abs=1e-4)
    assert len(np.unique(kept.logits.round(4), axis=0)) == len(kept.labels), "no two examples are told alike"


def test_pictures_of_files_come_from_the_file_that_is_named(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", {"cat": 20, "mouse": 20}, side=12)
    network = {"name": "small_cnn", "width": 4, "depth": 2}
    run = finished(
        tmp_path / "run", data={"name": "image_folder", "path": str(folder), "size": 8, "channels": 1}, network=network
    )
    kept = read_predictions(Run(run))
    assert kept is not None
    with ExampleReader(Run(run), "test") as reader:
        for place in range(reader.opened().count):
            shown = reader.show(place, (30, 50))
            assert Path(shown.origin).parent == folder / kept.true_class(place)
            assert shown.pixels is not None
            assert (shown.pixels.width, shown.pixels.height, shown.own_size) == (24, 24, (12, 12)), "as in the data"
            assert shown.pixels.values[:3] == Image.open(shown.origin).tobytes()[:3]


def test_a_picture_that_is_broken_by_now_is_told_and_the_next_one_is_shown(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", {"cat": 20, "mouse": 20})
    network = {"name": "small_cnn", "width": 4, "depth": 1}
    run = finished(tmp_path / "run", data={"name": "image_folder", "path": str(folder)}, network=network)
    with ExampleReader(Run(run), "test") as reader:
        reader.opened()
        Path(reader.show(0).origin).write_bytes(b"torn")
        assert "not a readable picture" in reader.show(0, (9, 9)).problem
        assert reader.show(1, (9, 9)).pixels is not None


def test_rows_come_with_their_line_and_their_distance_from_the_training_mean(tmp_path: Path) -> None:
    for name, rows in (("train", many_rows(90)), ("test", many_rows(30, shift=5))):
        write_table(tmp_path / "trees" / f"{name}.csv", rows)
    data = {"name": "csv", "path": str(tmp_path / "trees"), "validation_share": 0.1}
    run = finished(tmp_path / "run", data=data, network={"name": "mlp", "widths": [4]})
    shelf = read_shelf(Run(run), "test")
    told = shelf.answer({"example": 4})
    assert shelf.facts() == {"kind": "features", "count": 30, "columns": ["a", "b"]}
    assert told["from"] == f"{tmp_path / 'trees' / 'test.csv'}:6"
    assert told["values"] == [9.0, 2.0]
    training = np.array([row[0] for row in many_rows(90)])
    assert told["deviations"][0] == pytest.approx((9.0 - training.mean()) / training.std(), abs=0.1)


@pytest.fixture
def small_run(tmp_path: Path) -> Run:
    data = {"name": "csv", "path": str(pixel_table(tmp_path / "n.csv", 50, 1)), "shape": [SIDE, SIDE]}
    network = {"name": "small_cnn", "width": 4, "depth": 1}
    return with_fingerprint(finished(tmp_path / "run", data=data, network=network))


def test_data_that_has_changed_is_refused_though_its_labels_are_the_same(small_run: Run, tmp_path: Path) -> None:
    read_shelf(small_run, "test")
    text = (tmp_path / "n.csv").read_text()
    lines = text.splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[5], "77", 1)
    (tmp_path / "n.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(DataError, match="the data has changed since this run was queued, so its examples cannot be"):
        read_shelf(small_run, "test")


def test_examples_with_other_labels_than_the_predictions_are_refused(small_run: Run) -> None:
    record: dict[str, Any] = read_json(small_run.folder / "config.json") or {}
    record["config"]["data"]["split_seed"] += 1
    write_json(small_run.folder / "config.json", record)
    with pytest.raises(DataError, match="are not those of the run any more"):
        read_shelf(Run(small_run.folder), "test")


def test_data_that_is_gone_and_splits_that_were_not_kept_are_told(small_run: Run, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the run has no source task"):
        read_shelf(small_run, "source")
    (tmp_path / "n.csv").unlink()
    with pytest.raises(DataError, match=r"n\.csv: no such file"):
        read_shelf(small_run, "test")


def test_the_process_ends_when_its_input_does(small_run: Run) -> None:
    call = [sys.executable, "-P", "-m", "trainer", "examples", str(small_run.folder), "test"]
    asked = json.dumps({"example": 0, "box": [8, 8]})
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(asked + "\n")
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["kind"] == "images"
        assert json.loads(child.stdout.readline())["example"] == 0
        child.stdin.close()
        assert child.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("size", "box", "shown"),
    [((8, 8), (40, 36), (32, 32)), ((100, 50), (40, 36), (40, 20)), ((3, 900), (9, 9), (1, 9))],
)
def test_a_picture_fits_its_box_undistorted(
    size: tuple[int, int], box: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert fitted(Image.new("L", size), box).size == shown


def test_a_shrunk_picture_is_the_mean_of_its_pixels() -> None:
    picture = Image.fromarray(np.array([[0, 200], [200, 0]], np.uint8))
    assert fitted(picture, (1, 1)).tobytes() == bytes([100])
