from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.row import Row, row_of
from store.run import EVENTS, RECORD, STATE
from store.status import Status
from store.store import Store
from store.summary import summarize, summarize_whatever
from tests.support.stores import add_run, make_config

TEXT = st.sampled_from(["", "ü" * 100, "\x1b[31m" * 40, '"' * 300, "short"])
FIGURES = st.dictionaries(
    st.sampled_from([f"test.figure_{number}" for number in range(12)]),
    st.floats(allow_nan=False, allow_infinity=False),
    max_size=12,
)
ROWS = st.builds(
    Row,
    id=st.just("2026-11-24-abcdefg"),
    experiment=st.text(max_size=40),
    variant=st.text(max_size=40),
    seed=st.integers(0, 2**31),
    config_hash=st.just("0123456789abcdef"),
    created=st.floats(0, 4e9),
    status=st.sampled_from(Status),
    reason=TEXT,
    last=FIGURES,
    best=FIGURES,
    figures=FIGURES,
    note=TEXT,
    tags=st.lists(st.text(max_size=20), max_size=8).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(ROWS)
def test_a_document_is_small_and_reads_back_as_a_row_of_the_same_run(row: Row) -> None:
    document = row.document()
    assert len(orjson.dumps(document)) <= 600 + 2 * 40 * 6  # names may be long, and escaped
    back = row_of(row.id, orjson.loads(orjson.dumps(document)))
    assert (back.id, back.name) == (row.id, row.name)
    assert back.status in (row.status, Status.UNKNOWN)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_what_a_document_keeps_is_what_the_row_had(row: Row) -> None:
    back = row_of(row.id, row.document())
    for name, value in back.figures.items():
        assert value == pytest.approx(row.figures[name], rel=1e-5)
    if back.status is row.status is not Status.UNKNOWN:
        assert back.tags == row.tags
        for whole, kept in ((row.note, back.note), (row.reason, back.reason)):
            assert kept == whole or (len(kept) == 80 and kept.endswith("…") and whole.startswith(kept[:-1]))


def test_a_usual_row_loses_nothing_that_a_list_shows(tmp_path: Path) -> None:
    row = summarize(add_run(tmp_path, epochs=20))
    back = row_of(row.id, row.document())
    assert (back.name, back.epoch, back.curve, back.goal, back.reached) == (row.name, 20, row.curve, row.goal, True)
    assert back.last == pytest.approx(row.last, rel=1e-5)
    assert back.best == pytest.approx(row.best, rel=1e-5)
    assert list(back.figures)[:4] == list(row.figures)[:4]
    assert back.seconds == pytest.approx(row.seconds, abs=0.1)
    assert back.ended == pytest.approx(row.ended, abs=0.1)
    assert back.ended > back.created


def test_a_crowded_row_keeps_the_goals_figure_and_the_test_accuracy(tmp_path: Path) -> None:
    row = summarize(add_run(tmp_path, experiment="x" * 60, variant="y" * 40))
    names = ["test.worst_class_recall", "test.accuracy", *(f"test.another_figure_{number}" for number in range(9))]
    row.figures = dict.fromkeys(names, 0.123456789)
    row.last = dict.fromkeys(["val.worst_class_recall", "val.accuracy", "val.loss", "train.accuracy"], 0.123456789)
    assert len(orjson.dumps(row.document())) <= 600
    back = row_of(row.id, row.document())
    assert list(back.figures)[:2] == names[:2]
    assert list(back.last)[:1] == ["val.worst_class_recall"]


def test_what_a_person_said_of_a_run_is_never_cut_off_the_list(tmp_path: Path) -> None:
    run = add_run(tmp_path, experiment="x" * 60, variant="y" * 60)
    store = Store(tmp_path)
    with run.change_state() as state:
        state |= {"note": "note " * 40, "tags": [f"a-longer-tag-{number}" for number in range(8)]}
    store.summarize(run)
    assert store.index.rows()[run.id].status is Status.UNKNOWN
    (row,) = Store(tmp_path).rows()
    assert (row.status, row.tags[-1], row.note, row.epoch) == (Status.FINISHED, "a-longer-tag-7", "note " * 40, 5)
    assert [found.id for found in store.select("tag:a-longer-tag-3 note:note")] == [run.id]


@pytest.mark.parametrize("baseline", ["baseline", "plain"])
def test_a_row_knows_what_its_experiment_compares_with(tmp_path: Path, baseline: str) -> None:
    row = summarize(add_run(tmp_path, baseline=baseline))
    assert row.baseline == row_of(row.id, row.document()).baseline == baseline


def test_a_row_finds_figures_of_the_end_before_those_of_the_newest_epoch() -> None:
    row = Row(
        id="i",
        experiment="e",
        variant="v",
        seed=0,
        config_hash="h",
        created=0.0,
        status=Status.FINISHED,
        last={"val.accuracy": 0.5, "val.loss": 1.0},
        figures={"val.accuracy": 0.6},
    )
    assert (row.figure("val.accuracy"), row.figure("val.loss"), row.figure("x")) == (0.6, 1.0, None)


def test_a_row_tells_a_run_in_short(tmp_path: Path) -> None:
    row = summarize(add_run(tmp_path, variant="tuned", seed=2, epochs=6))
    assert (row.name, row.status, row.epoch, row.epochs) == ("decline/tuned/2", Status.FINISHED, 6, 6)
    assert row.reached is False
    assert row.goal == "test.accuracy >= 0.9"
    assert row.best["epoch"] in range(1, 7)
    assert row.best["val.accuracy"] >= row.last["val.accuracy"]
    assert row.figures["start.test.accuracy"] == 0.1
    assert len(row.spark) == 6
    assert row.device == "CPU"
    assert row.seconds == pytest.approx(6 * 1.5 + 0.5)


def test_a_run_that_selects_by_the_last_weights_tells_their_figures(tmp_path: Path) -> None:
    config = make_config("baseline", 3)
    config["training"] |= {"select": "last", "select_metric": "val.loss"}
    run = add_run(tmp_path, config=config, epochs=3)
    with (run.folder / EVENTS).open("ab") as file:
        file.write(
            orjson.dumps({"t": 1.8e9, "kind": "measured", "of": "last", "metrics": {"test.accuracy": 0.42}}) + b"\n"
        )
    row = summarize(run)
    assert row.figures["test.accuracy"] == 0.42
    assert "val.loss" in row.best


def test_a_run_of_which_nothing_was_measured_reached_no_goal_and_missed_none(tmp_path: Path) -> None:
    row = summarize(add_run(tmp_path, status=Status.QUEUED))
    assert (row.reached, row.figures, row.spark, row.epoch) == (None, {}, [], 0)


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        (RECORD, b"", "this is no JSON"),
        (RECORD, b"[]", "a JSON object"),
        (RECORD, None, "this is no run"),
        (RECORD, b'{"config": 3, "seed": {"a": 1}}', "'seed' is to be a whole number, not {'a': 1}"),
        (RECORD, b'{"seed": null}', "'seed' is to be a whole number, not None"),
        (RECORD, b'{"created": "x"}', "'created' is to be a unix time, not 'x'"),
        (
            RECORD,
            b'{"config": {"training": {"epochs": "x"}}}',
            "'config.training.epochs' is to be a whole number from 0, not 'x'",
        ),
        (RECORD, b'{"config": 3}', "'config' is to be a table, not 3"),
        (STATE, b'{"launched": "yesterday"}', "'launched' is to be a table of a launch or null"),
        (STATE, b"{", "this is no JSON"),
        (STATE, b'{"tags": 3}', "'tags' is to be a list of texts, not 3"),
    ],
)
def test_a_damaged_folder_is_a_row_that_says_so(tmp_path: Path, file: str, content: bytes | None, reason: str) -> None:
    run = add_run(tmp_path)
    (run.folder / file).unlink()
    if content is not None:
        (run.folder / file).write_bytes(content)
    row = summarize_whatever(run)
    assert row.id == run.id
    assert row.status is Status.UNKNOWN
    assert row.reason.startswith("damaged: ")
    assert reason in row.reason
    assert isinstance(row.document(), dict)


VALUES = st.sampled_from(
    [None, 3, "x", "epoch", "measured", "resumed", "speed", "started", "finished", [1], {}, {"a": 2}]
)
EVENTS_OF_ANY_SHAPE = st.dictionaries(st.sampled_from(["t", "kind", "epoch", "metrics", "settings", "of"]), VALUES)


@settings(max_examples=40)
@given(events=st.lists(EVENTS_OF_ANY_SHAPE, max_size=6))
def test_whatever_events_hold_a_listing_goes_on(
    tmp_path_factory: pytest.TempPathFactory, events: list[dict[str, Any]]
) -> None:
    run = add_run(tmp_path_factory.mktemp("odd"), epochs=2)
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b"".join(orjson.dumps(event) + b"\n" for event in events))
    assert summarize_whatever(run).id == run.id
