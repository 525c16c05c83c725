from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from store.errors import StoreError
from store.query import FIELDS, parse_query, value_of
from store.row import Row
from store.settings import flat_settings
from store.status import Status
from tests.support.stores import add_run

ROW = Row(
    id="2026-11-24-abcdefg",
    experiment="decline",
    variant="tuned",
    seed=3,
    config_hash="cafe0123",
    created=1_795_564_800.0,  # 2026-11-25 UTC
    status=Status.FAILED,
    reason="the loss is no longer finite",
    epoch=7,
    epochs=20,
    last={"val.accuracy": 0.71},
    best={"val.accuracy": 0.73, "epoch": 5},
    figures={"test.accuracy": 0.82},
    goal="test.accuracy >= 0.9",
    reached=False,
    device="NVIDIA H100",
    seconds=90.0,
    ended=1795564800.0 + 7200,
    note="Too much dropout",
    tags=("keep", "paper"),
)
SETTINGS: dict[str, Any] = {
    "optimizer.name": "adamw",
    "optimizer.lr": 0.003,
    "regularizers.dropout": "on",
    "regularizers.dropout.rate": 0.6,
    "training.compile": False,
    "data.classes": ["cat", "dog"],
    "data.extra": None,
}


def test_what_goes_on_ended_at_no_time() -> None:
    for text in ("ended>1970-01-01", "ended<2100-01-01", "ended:1970-01-01"):
        assert not passes(text, replace(ROW, ended=0.0))


def test_only_the_star_is_a_pattern() -> None:
    row = replace(ROW, experiment="[red]x[bold]", note="100 % sure?")
    assert passes("experiment:[red]x[bold]", row)
    assert passes("experiment:[r*bold]", row)
    assert passes("note:sure?", row)
    assert not passes("note:sure?x", row)
    assert not passes("experiment:[r]*", row)


def passes(text: str, row: Row = ROW) -> bool:
    return parse_query(text, lambda _: SETTINGS)(row)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status:failed",
        "status:fail",
        "status:F",
        "status:running,failed",
        "experiment:decline variant:tuned seed:3",
        "variant:t*",
        "variant:TUNED",
        "id:2026-11-24-*",
        "name:decline/*/3",
        "epoch>=7 epoch<=7 epochs>7 epoch<20",
        "seconds>60",
        "best>0.72 test<0.9",
        "created>2026-11-24 created<2026-11-26",
        "ended>2026-11-24 ended<2026-11-26",
        "goal:missed",
        "device:h100",
        "hash:cafe*",
        'note:"much dropout"',
        "reason:finite",
        "tag:paper",
        "tag:nothing,keep",
        "test.accuracy<0.9 val.accuracy>0.7",
        "test.accuracy=0.82",
        "regularizers.dropout.rate>0.2",
        "regularizers.dropout:on",
        "regularizers.mixup:off",
        "regularizers.mixup=none",
        "data.extra:none",
        "optimizer.name=adamw optimizer.lr=3e-3",
        "optimizer.name!=sgd",
        "regularizers.mixup.alpha!=0.2",
        "training.compile:false",
        "data.classes:cat",
        "tuned",
        "TUNED dropout",
        "keep",
        '"much drop"',
        "failed",
        "-status:finished",
        "!variant:baseline",
        "-baseline",
        "-",
    ],
)
def test_a_filter_lets_pass(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize(
    "text", ["created:{:%Y-%m-%d}", "created={:%Y-%m-%dT%H}", 'created:2020-01-01,"{:%Y-%m-%d %H:%M}"']
)
def test_a_day_or_an_hour_is_that_of_the_clock_here(text: str) -> None:
    here, minute = datetime.fromtimestamp(ROW.created, UTC).astimezone(), timedelta(minutes=1)
    assert passes(text.format(here))
    assert not passes(text.format(here + timedelta(days=1)))
    assert passes(f"created>{here - minute:%Y-%m-%dT%H:%M} created<{here + minute:%Y-%m-%dT%H:%M}")


@pytest.mark.parametrize(
    "text",
    [
        "status:finished",
        "-status:failed",
        "variant:tune",
        "seed:3 variant:baseline",
        "seed:x",
        "epoch>7",
        "created<2026-11-24",
        "goal:reached",
        "test.accuracy>0.9",
        "test.accuracy<0.82",
        "regularizers.dropout.rate>0.6",
        "regularizers.dropout:off",
        "regularizers.mixup.alpha>0",
        "regularizers.mixup.alpha<9",
        "optimizer.name!=adamw",
        "optimizer.name>3",
        "training.compile>0",
        "training.compile<1",
        "data.classes:bird",
        "baseline",
        "-tuned",
        "tag:pap",
        "val.loss<9",
    ],
)
def test_a_filter_holds_back(text: str) -> None:
    assert not passes(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("statu:failed", r"there is no field 'statu' to ask a run for \(did you mean 'status'\?\)"),
        ("qqqq:1", "fields are id, name, experiment"),
        ("status:fialed", r"no status is called 'fialed' \(did you mean 'failed'\?\)"),
        ("status:zzz", "there are queued, waiting, running"),
        ("test.accuracy<high", "test.accuracy is compared with 'high', which is no number; .* test.accuracy>0.5"),
        ("created:x", "which is no date"),
        ("ended>tonight", "which is no date; write for example ended>2026-11-24"),
        ("created>yesterday", "which is no date; write for example created>2026-11-24"),
        ("note:", "note: has no value; write for example note:tuned"),
        ("optimizer.lr>", "optimizer.lr> has no value"),
        ('note:"open', "a quote is not closed"),
    ],
)
def test_a_mistake_in_a_filter_is_told_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        parse_query(text)


@given(st.text(max_size=40))
def test_any_text_is_a_filter_or_a_sentence(text: str) -> None:
    with suppress(StoreError):
        assert parse_query(text, lambda _: SETTINGS)(ROW) in {True, False}


@given(st.sampled_from(["status:failed", "epoch>7", "tuned", "note:much", "regularizers.mixup.alpha>0"]))
def test_a_minus_turns_a_term_round(text: str) -> None:
    assert passes(f"-{text}") is not passes(text)


def test_every_field_can_be_asked_for_and_sorted_by() -> None:
    for field in FIELDS:
        assert value_of(field)(ROW) is not None
    assert value_of("goal")(replace(ROW, reached=None)) == "none"
    assert value_of("optimizer.lr", lambda _: SETTINGS)(ROW) == 0.003
    assert value_of("optimizer.lr")(ROW) is None


def test_settings_are_flat_and_tables_are_on(tmp_path: Path) -> None:
    settings = flat_settings(add_run(tmp_path, config={"network": {"name": "mlp"}, "regularizers": {"sam": {}}}))
    assert settings == {
        "network": "on",
        "network.name": "mlp",
        "regularizers": "on",
        "regularizers.sam": "on",
    }


@pytest.mark.parametrize("content", ["{", "{}", '{"config": 3}'])
def test_a_damaged_record_has_no_settings(tmp_path: Path, content: str) -> None:
    run = add_run(tmp_path)
    (run.folder / "config.json").write_text(content)
    assert flat_settings(run) == {}
