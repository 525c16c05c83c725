from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.trainer.data.sets import counts, many_rows, write_pictures, write_table
from trainer.data.assemble import assemble
from trainer.data.csv import Csv
from trainer.data.digits import Digits
from trainer.data.examples import DataError
from trainer.data.image_folder import ImageFolder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "trees.csv", many_rows())


def source(path: Path, **settings: Any) -> Csv:
    return Csv(path=path, **settings)


def test_shares_are_cut_from_each_class_the_test_first(table: Path) -> None:
    found = assemble(source(table, test_share=0.25, validation_share=0.2))
    (train,) = found.train
    assert counts(found.test, 3) == [5, 5, 5]
    assert counts(found.validation, 3) == [3, 3, 3]
    assert counts(train, 3) == [12, 12, 12]


def test_no_example_is_in_two_parts(table: Path) -> None:
    found = assemble(source(table))
    (train,) = found.train
    rows = [tuple(row) for part in (train, found.validation, found.test) for row in np.asarray(part.inputs)]
    assert len(rows) == len(set(rows)) == 60


def test_the_split_follows_its_seed_alone(table: Path) -> None:
    first, again, other = (assemble(source(table, split_seed=seed)).test.inputs for seed in (3, 3, 4))
    assert np.array_equal(np.asarray(first), np.asarray(again))
    assert not np.array_equal(np.asarray(first), np.asarray(other))


def test_a_changed_validation_share_leaves_the_test_set_alone(table: Path) -> None:
    small, large = (assemble(source(table, validation_share=share)).test.inputs for share in (0.1, 0.5))
    assert np.array_equal(np.asarray(small), np.asarray(large))


def test_chosen_classes_come_in_the_order_in_which_they_are_named(table: Path) -> None:
    found = assemble(source(table, classes=("oak", "ash")))
    assert found.class_names == ("oak", "ash")
    (train,) = found.train
    oaks = np.asarray(train.inputs)[train.labels == 0]
    assert (oaks[:, 0] % 3 == 0).all()
    assert counts(found.test, 2) == [4, 4]


def test_extra_examples_are_for_training_only(table: Path, tmp_path: Path) -> None:
    more = write_table(tmp_path / "more.csv", many_rows(30, shift=1000))
    plain, extended = assemble(source(table)), assemble(source(table, extra=source(more)))
    assert [len(part) for part in extended.train] == [len(plain.train[0]), 30]
    assert np.array_equal(np.asarray(plain.test.inputs), np.asarray(extended.test.inputs))


def test_extra_examples_get_the_labels_of_the_data(table: Path, tmp_path: Path) -> None:
    more = write_table(tmp_path / "more.csv", many_rows(30, shift=1000))
    found = assemble(source(table, classes=("oak", "ash"), extra=source(more, classes=("ash", "oak"))))
    extra = found.train[1]
    assert ((np.asarray(extra.inputs)[:, 0] - 1000) % 3 == np.array([0, 2])[extra.labels]).all()


def test_what_is_measured_does_not_come_back_by_extra(table: Path) -> None:
    found = assemble(source(table, extra=source(table)))
    trained = {tuple(row) for part in found.train for row in np.asarray(part.inputs)}
    measured = {tuple(row) for part in (found.validation, found.test) for row in np.asarray(part.inputs)}
    assert not trained & measured
    assert found.left_out == len(found.validation) + len(found.test)
    assert len(found.train[1]) == 60 - found.left_out


def test_files_in_another_folder_are_known_by_their_contents(tmp_path: Path) -> None:
    first, second = (write_pictures(tmp_path / name, {"ash": 5, "maple": 5}) for name in "ab")
    found = assemble(ImageFolder(path=first, extra=ImageFolder(path=second)))
    measured = {str(file)[-11:] for part in (found.validation, found.test) for file in part.inputs}
    more = {str(file)[-11:] for file in found.train[1].inputs}
    assert found.left_out == len(measured) == 4
    assert not more & measured


def test_the_split_of_a_class_does_not_depend_on_which_others_are_chosen(table: Path) -> None:
    def rows(*classes: str) -> list[set[tuple[float, ...]]]:
        found = assemble(source(table, classes=classes))
        return [{tuple(row) for row in np.asarray(part.inputs)} for part in (*found.train, found.test)]

    (learned, _), (_, tested) = rows("ash", "elm"), rows("oak", "elm", "ash")
    assert not learned & tested


def test_digits_of_two_classes_are_split_by_class() -> None:
    found = assemble(Digits(classes=("3", "7"), test_share=0.5))
    assert found.kind == "images"
    assert abs(counts(found.test, 2)[0] - 183 / 2) <= 1


def error(data: Csv) -> str:
    with pytest.raises(DataError) as caught:
        assemble(data)
    return str(caught.value)


def test_an_unknown_class_is_answered_with_the_nearest(table: Path) -> None:
    assert error(source(table, classes=("oak", "esh"))) == (
        "classes: 'esh' is no class of the data (did you mean 'ash'?); it has 'ash', 'elm', 'oak'"
    )


def test_a_class_named_twice_is_refused(table: Path) -> None:
    with pytest.raises(ValidationError, match="'oak' stands there twice; name each class once"):
        source(table, classes=("oak", "elm", "oak"))


def test_extra_with_other_classes_is_refused(table: Path, tmp_path: Path) -> None:
    more = write_table(tmp_path / "more.csv", [(1, 2, "oak"), (1, 2, "fir")])
    assert error(source(table, extra=source(more))).startswith("extra: its classes are 'fir', 'oak', but the data has")


def test_extra_with_other_columns_is_refused(table: Path, tmp_path: Path) -> None:
    more = write_table(tmp_path / "more.csv", many_rows(), header="a,height,label")
    assert "extra: it has features ('a', 'height'), but the data has features ('a', 'b')" in error(
        source(table, extra=source(more))
    )


def test_a_class_that_only_the_test_set_has_is_named(tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", many_rows())
    write_table(tmp_path / "test.csv", [(1, 2, "fir")])
    assert error(source(tmp_path)) == "class 'fir' has no training example; leave it out with `classes`"
