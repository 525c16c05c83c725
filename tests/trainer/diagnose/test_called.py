from pathlib import Path

import pytest

from store.store import Store
from tests.support.stores import add_run
from trainer.diagnose.called import LONGEST, called

AFTER = {"data.folder": "/tmp/a b", "optimizer.lr": 0.01, "regularizers.soup": {}, "training.labels": [1, 2]}
HASH = "abcdef0123"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("optimizer.lr", "tuned+optimizer.lr=0.01"),
        ("regularizers.soup", "tuned+soup"),
        ("regularizers.mixup", "tuned-mixup"),
        ("data.folder", "tuned+data.folder~abcdef"),
        ("training.labels", "tuned+training.labels~abcdef"),
    ],
)
def test_a_value_stands_in_the_name_where_it_is_a_word(path: str, name: str) -> None:
    assert called("tuned", [path], AFTER, HASH) == name


def test_a_name_that_would_be_too_long_ends_in_the_hash() -> None:
    name = called("tuned+" * 12, ["optimizer.lr"], AFTER, HASH)
    assert len(name) == LONGEST
    assert name.endswith("+abcdef")


def test_no_name_can_be_taken_for_a_path_or_a_hash() -> None:
    assert not {"/", "@", " "} & set(called("tuned", AFTER, AFTER, HASH))


def test_a_run_is_found_by_such_a_name(tmp_path: Path) -> None:
    run = add_run(tmp_path, variant="tuned+optimizer.lr=0.01")
    assert Store(tmp_path).find("decline/tuned+optimizer.lr=0.01/0").id == run.id
