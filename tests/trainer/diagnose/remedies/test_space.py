"""Points of the space of strengths, and the configurations at them."""

from typing import Any

import pytest

from trainer.diagnose.remedies.proposals import proposals
from trainer.diagnose.remedies.space import MOST_KNOBS, Space
from trainer.diagnose.signatures.kinds import Kind
from trainer.plan.config import Config
from trainer.plan.parse import dump_config, parse_config


@pytest.fixture
def config() -> Config:
    return parse_config({"data": {"name": "digits"}, "network": {"name": "small_cnn"}})


@pytest.fixture
def space(config: Config) -> Space:
    return Space.of(config, proposals(config, [Kind.OVERFITTING]))


def test_the_first_strengths_are_searched_each_once(space: Space) -> None:
    paths = [knob.path for knob, _ in space.knobs]
    assert paths == list(dict.fromkeys(paths))
    assert len(paths) == MOST_KNOBS
    assert paths[0] == "regularizers.random_crop.padding"


OFF = dict.fromkeys(("on random_crop", "on dropout", "on mixup", "on weight_decay"), False)
POINTS: list[dict[str, Any]] = [
    {**OFF, "on random_crop": True, "regularizers.random_crop.padding": 3},
    {
        **OFF,
        "on dropout": True,
        "regularizers.dropout.rate": 0.25,
        "on mixup": True,
        "regularizers.mixup.alpha": 0.7,
    },
]


@pytest.mark.parametrize("point", POINTS)
def test_a_configuration_lies_at_the_point_that_it_was_made_at(space: Space, point: dict[str, Any]) -> None:
    proposal = space.at(point)
    assert proposal is not None
    table = dump_config(proposal.config)
    on = {key.removeprefix("on ") for key, value in point.items() if value is True}
    assert set(table["regularizers"]) == on
    assert space.point_of(table) == (point, proposal)


def test_a_configuration_that_differs_elsewhere_lies_at_no_point(space: Space) -> None:
    proposal = space.at(POINTS[0])
    assert proposal is not None
    table = dump_config(proposal.config)
    assert space.point_of({**table, "training": {**table["training"], "epochs": 7}}) is None


def test_a_strength_beyond_its_bounds_lies_at_no_point(space: Space) -> None:
    proposal = space.at({**POINTS[0], "regularizers.random_crop.padding": 30})
    assert proposal is not None
    assert space.point_of(dump_config(proposal.config)) is None


def test_with_every_method_off_there_is_nothing_to_try(space: Space) -> None:
    assert space.at(OFF) is None


def test_whole_numbers_stay_whole_and_methods_that_are_off_may_stay_off(space: Space) -> None:
    whole = {knob.path: space.is_whole(knob) for knob, _ in space.knobs}
    assert whole["regularizers.random_crop.padding"]
    assert not whole["regularizers.dropout.rate"]
    assert all(space.is_optional(knob) for knob, _ in space.knobs)


def test_a_number_is_searched_within_reach_of_what_it_is_and_begins_where_it_is_proposed(config: Config) -> None:
    space = Space.of(config, proposals(config, [Kind.DIVERGENCE, Kind.UNDERFITTING]))
    (lr, _), *_ = space.knobs
    assert (lr.path, lr.low, lr.high) == ("optimizer.lr", 1e-5, 0.1)
    for point in space.proposed():
        assert all(knob.low <= point.get(knob.path, knob.low) <= knob.high for knob, _ in space.knobs)
        assert space.at(point) is not None
