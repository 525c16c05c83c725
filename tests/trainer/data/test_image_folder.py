from pathlib import Path

import pytest

from tests.trainer.data.sets import labels_of, write_pictures
from trainer.data.examples import DataError, Splits
from trainer.data.image_folder import ImageFolder


def read(path: Path) -> Splits:
    return ImageFolder(path=path).read()


def test_classes_are_folders_and_pictures_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_pictures(tmp_path, {"owl": 2, "cat": 3})
    found = read(tmp_path)
    assert found.class_names == ("cat", "owl")
    assert labels_of(found.train) == [0, 0, 0, 1, 1]
    assert found.train.inputs[:2] == [tmp_path / "cat" / "0.png", tmp_path / "cat" / "1.png"]
    assert found.validation is None


@pytest.mark.parametrize("name", ["val", "valid", "validation"])
def test_folders_for_the_parts_are_kept_apart(tmp_path: Path, name: str) -> None:
    write_pictures(tmp_path / "train", {"cat": 3, "owl": 2})
    write_pictures(tmp_path / name, {"cat": 1, "owl": 1})
    write_pictures(tmp_path / "test", {"cat": 2, "owl": 2})
    found = read(tmp_path)
    assert (len(found.train), len(found.validation or ()), len(found.test or ())) == (5, 1 + 1, 4)


def test_classes_that_are_numbers_are_ordered_by_value(tmp_path: Path) -> None:
    write_pictures(tmp_path, {"10": 1, "9": 1})
    assert read(tmp_path).class_names == ("9", "10")


def test_deep_folders_are_searched_and_hidden_or_other_files_left_alone(tmp_path: Path) -> None:
    write_pictures(tmp_path / "cat", {"indoors/white": 2, ".thumbs": 4})
    write_pictures(tmp_path, {"owl": 1, ".git": 3})
    (tmp_path / "owl" / "notes.txt").write_text("an owl")
    (tmp_path / "owl" / ".0.png").write_bytes(b"")
    (tmp_path / "README.md").write_text("owls")
    assert labels_of(read(tmp_path).train) == [0, 0, 1]


def test_endings_in_capitals_count(tmp_path: Path) -> None:
    write_pictures(tmp_path, {"cat": 1, "owl": 1})
    (tmp_path / "cat" / "0.png").rename(tmp_path / "cat" / "0.PNG")
    assert len(read(tmp_path).train) == 2


def test_the_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    write_pictures(tmp_path, {"cat": 2, "owl": 2})
    prints = [ImageFolder(path=tmp_path).fingerprint()]
    (tmp_path / "cat" / "0.png").rename(tmp_path / "owl" / "7.png")
    prints.append(ImageFolder(path=tmp_path).fingerprint())
    (tmp_path / "owl" / "7.png").write_bytes(b"changed")
    prints.append(ImageFolder(path=tmp_path).fingerprint())
    (tmp_path / "owl" / "notes.txt").write_text("not read, so not counted")
    assert len(set(prints)) == 3
    assert ImageFolder(path=tmp_path).fingerprint() == prints[-1]


def test_the_fingerprint_does_not_follow_where_the_folder_lies(tmp_path: Path) -> None:
    for name in ("here", "there"):
        write_pictures(tmp_path / name, {"cat": 2, "owl": 2})
    assert ImageFolder(path=tmp_path / "here").fingerprint() == ImageFolder(path=tmp_path / "there").fingerprint()


def test_what_holds_no_classes_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such folder; data\.path is the folder that holds the classes' folders"):
        read(tmp_path / "none")
    write_pictures(tmp_path, {"cat": 2})
    with pytest.raises(DataError, match="1 folder of pictures, but each of two classes or more needs one"):
        read(tmp_path)
    (tmp_path / "owl").mkdir()
    with pytest.raises(DataError, match=r"owl: no picture in it; fill or remove the folder \(.bmp, "):
        read(tmp_path)
