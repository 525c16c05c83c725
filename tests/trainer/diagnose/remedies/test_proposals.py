"""What is proposed for a configuration: what fits it, what it changes, and what it costs."""

from typing import Any

import pytest

from trainer.diagnose.remedies.known import REMEDIES
from trainer.diagnose.remedies.proposals import Proposal, proposals, relative_time, together
from trainer.diagnose.remedies.remedy import Knob, nested, value_at
from trainer.diagnose.signatures.kinds import Kind
from trainer.plan.catalogue import catalogue
from trainer.plan.config import Config
from trainer.plan.parse import dump_config, parse_config
from trainer.regularizers.base import Regularizer

DIGITS = {"data": {"name": "digits"}, "network": {"name": "small_cnn"}, "training": {"epochs": 10}}
TABLE = {"data": {"name": "csv", "path": "x.csv"}, "network": {"name": "mlp"}}


def config_of(raw: dict[str, Any], **methods: dict[str, Any]) -> Config:
    return parse_config({**raw, "regularizers": methods})


def named(config: Config, *kinds: Kind) -> dict[str, Proposal]:
    return {proposal.name: proposal for proposal in proposals(config, kinds)}


def test_a_method_that_is_on_is_not_proposed_and_one_that_holds_back_is_to_be_switched_off() -> None:
    found = named(config_of(DIGITS, dropout={"rate": 0.9}, data_share={"share": 0.1}), Kind.OVERFITTING)
    assert "dropout" not in found
    assert "data_share" not in dump_config(found["no_data_share"].config)["regularizers"]
    assert next(iter(found)) == "no_data_share", "the most promising first"


def test_what_is_for_pictures_is_not_proposed_for_tables() -> None:
    assert "random_crop" in named(config_of(DIGITS), Kind.OVERFITTING)
    found = named(config_of(TABLE), Kind.OVERFITTING)
    assert "random_crop" not in found
    assert "feature_noise" in found


def test_what_needs_a_start_or_a_source_is_proposed_only_where_there_is_one() -> None:
    assert "replay" not in named(config_of(DIGITS), Kind.FORGETTING)
    with_start = {**DIGITS, "network": {"name": "small_cnn", "start": "file:x"}, "source": {"name": "digits"}}
    assert "replay" in named(config_of(with_start), Kind.FORGETTING)


def test_remedies_of_several_kinds_stand_in_their_order_each_once() -> None:
    found = named(config_of(DIGITS), Kind.DIVERGENCE, Kind.TOO_HOT_A_START)
    assert [one.kind for one in found.values()] == sorted(
        (one.kind for one in found.values()), key=[Kind.DIVERGENCE, Kind.TOO_HOT_A_START].index
    )
    assert found["lower_lr"].kind is Kind.DIVERGENCE


def test_a_proposal_says_what_it_changes_and_who_found_it() -> None:
    found = named(config_of(DIGITS), Kind.OVERFITTING)
    assert {name: (one.before, one.after) for name, one in found["higher_lr"].changes.items()} == {
        "optimizer.lr": (0.001, 0.01)
    }
    assert found["mixup"].source == "Zhang et al. 2018"
    assert all(one.source for one in found.values())


@pytest.mark.parametrize(
    ("kind", "place"), [(kind, place) for kind, all_ in REMEDIES.items() for place in range(len(all_))]
)
def test_every_remedy_says_why_and_has_a_name_that_a_variant_may_have(kind: Kind, place: int) -> None:
    remedy = REMEDIES[kind][place]
    assert remedy.why.endswith(".")
    assert remedy.name.replace("_", "").isalnum()
    assert remedy.source or remedy.method in Regularizer.registry()


def _knobs() -> list[Knob]:
    return [remedy.knob for all_ in REMEDIES.values() for remedy in all_ if remedy.knob]


@pytest.mark.parametrize("knob", _knobs(), ids=lambda knob: knob.path)
def test_strengths_are_searched_within_the_bounds_that_are_declared(knob: Knob) -> None:
    assert knob.path in {info.path for info in catalogue()}
    method = knob.path.split(".")[1] if knob.path.startswith("regularizers.") else ""
    for value in (knob.low, knob.high):
        whole = int(value) if knob.path.endswith(("padding", "epochs")) else value
        table = {**DIGITS, "network": {"name": "small_cnn", "start": "file:x"}, "source": {"name": "digits"}}
        laid = (
            {**table, **nested(knob.path, whole)}
            if not method
            else {**table, "regularizers": nested(knob.path, whole)["regularizers"]}
        )
        assert value_at(dump_config(parse_config(laid)), knob.path) == whole


def test_time_counts_epochs_examples_and_what_methods_cost() -> None:
    before = dump_config(config_of(DIGITS, data_share={"share": 0.5}))
    after = dump_config(config_of({**DIGITS, "training": {"epochs": 30}}, sam={}))
    assert relative_time(before, after) == pytest.approx(3 * 2 * 2, rel=0.05)
    wider = dump_config(config_of({**DIGITS, "network": {"name": "small_cnn", "width": 64}}))
    assert relative_time(before, wider) is None, "nobody has measured it"


def test_several_remedies_in_one_change_all_that_each_changes() -> None:
    config = config_of(DIGITS)
    found = named(config, Kind.OVERFITTING)
    both = together(config, [found["dropout"], found["cosine"]])
    assert both is not None
    assert set(both.changes) == {"dropout", "schedule"}


def test_remedies_that_change_the_same_setting_are_not_tried_in_one() -> None:
    config = config_of(DIGITS, dropout={})
    found = named(config, Kind.UNDERFITTING, Kind.TOO_HOT_A_START)
    assert together(config, [found["higher_lr"], found["lower_lr"]]) is None
    assert together(config, [found["higher_lr"]]) is None
