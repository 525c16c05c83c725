import pytest
from msgspec.structs import replace

from store.errors import StoreError
from store.query import FIELDS, parse_query
from store.query.has import TABLES, path_meant
from tests.store.query.test_query import ROW, passes
from trainer.plan.catalogue import catalogue

HELD = [
    "has:note",
    "has:tag",
    "has:goal",
    "has:test.accuracy",
    "has:val.accuracy",
    "has:regularizers.dropout",
    "has:regularizers.dropout.rate",
    "has:dropout",
    "has:optimizer",
    "has:regularizers",
    "has:training.compile",
    "has:mixup,dropout",
    "has:epoch",
    "has=note",
    "not has:regularizers.mixup",
    "-has:mixup",
]


@pytest.mark.parametrize("text", HELD)
def test_a_run_has_what_it_holds_something_of(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize("text", ["has:data.extra", "has:mixup", "has:schedule", "has:test.loss", "has:source"])
def test_what_is_not_there_or_is_none_is_not_had(text: str) -> None:
    assert not passes(text)


@pytest.mark.parametrize("field", ["note", "tag", "goal", "reason", "device", "epoch", "seconds", "best", "test"])
def test_an_empty_field_is_not_had(field: str) -> None:
    empty = replace(
        ROW, note="", tags=(), goal=None, reason="", device="", epoch=0, seconds=0.0, best={}, figures={}, last={}
    )
    assert passes(f"has:{field}")
    assert not passes(f"has:{field}", empty)


@pytest.mark.parametrize("text", ["has:", "has>note", "has:,"])
def test_has_without_anything_to_have_is_told(text: str) -> None:
    with pytest.raises(StoreError, match="has:note"):
        parse_query(text)


def test_a_bare_name_means_one_thing_only() -> None:
    methods = {info.path.split(".")[1] for info in catalogue() if info.path.startswith("regularizers.")}
    assert not methods & {*FIELDS, *TABLES}
    assert path_meant("mixup") == "regularizers.mixup"
