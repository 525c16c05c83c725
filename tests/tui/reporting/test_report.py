"""Reports of stores with fixed figures, as texts to be read in review."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.compare.formats import FORMATS
from store.compare.table import Document
from store.errors import StoreError
from store.store import Store
from tests.store.compare.golden import assert_is_golden
from tests.tui.reporting.scene import FILE, finish, keep_wrong_answers, queued, remedied, searched, trained, write_file
from tui.reporting.findings import Wish
from tui.reporting.report import report_document

WHEN = datetime(2026, 11, 24, 17, 3, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(store: Store, **wish: object) -> Document:
    return report_document(store, Wish("why", **wish), WHEN)  # type: ignore[arg-type]


def as_text(store: Store, document: Document, form: str) -> str:
    """Return a report in a format, without hashes, which change with every setting that there is."""
    text = FORMATS[form](document)
    for row in store.rows():
        text = text.replace(row.config_hash[:6], f"h{row.variant[:5]}")
    return text


def everything(folder: Path) -> Store:
    """Make a store in which everything is known."""
    store = trained(folder)
    keep_wrong_answers(store)
    searched(store)
    return Store(store.root)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return everything(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def whole(made: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store in which everything is known, looked at from its folder; nobody changes it."""
    monkeypatch.chdir(made.root.parent)
    return made


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("latex", "tex"), ("html", "html")])
def test_a_report_of_a_variant_whose_culprit_is_confirmed(whole: Store, form: str, ending: str) -> None:
    document = replace(report(whole), pictures=())  # which have a golden of their own
    assert_is_golden(as_text(whole, document, form), f"why.{ending}", GOLDEN)


def test_the_first_sentence_is_the_answer(whole: Store) -> None:
    first = report(whole).about[0]
    assert first.startswith("tuned is worse than baseline by 0.2")
    assert first.endswith("; dropout does it (confirmed over 5 fresh seeds).")


def test_nothing_is_queued_or_written_for_a_report(whole: Store) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in whole.root.rglob("*") if path.is_file()}

    before = files()
    report(Store(whole.root))
    assert files() == before


def test_a_search_that_was_never_made_is_told_with_its_command(tmp_path: Path) -> None:
    document = report(trained(tmp_path))
    assert document.about[0].endswith("; what did it has not been searched.")
    assert "# what made tuned worse\nbackslide bisect why/tuned\n" in document.listings[0].text
    assert not [table.name for table in document.tables if table.name.startswith("tuned.")]


def test_a_search_that_is_unfinished_is_told_with_the_command_that_goes_on(tmp_path: Path) -> None:
    store = trained(tmp_path)
    searched(store)
    for row in store.rows():
        if row.variant == "~baseline+dropout" and row.seed < 100:
            (store.root / row.id).rename(tmp_path / row.id)
    document = report(Store(store.root))
    assert document.about[0].endswith("; what did it is not found yet: the search is unfinished.")
    assert "worse; it goes on from what there is\nbackslide bisect why/tuned" in document.listings[0].text


def test_an_answer_that_lacks_its_fresh_seeds_is_told_so(tmp_path: Path) -> None:
    store = trained(tmp_path)
    searched(store, confirmed=False)
    assert "dropout does it (not held against fresh seeds yet" in report(Store(store.root)).about[0]


def test_a_remedy_that_was_tried_is_told_with_what_fresh_seeds_say_of_it(tmp_path: Path) -> None:
    store = trained(tmp_path)
    remedied(store)
    document = report(Store(store.root))
    (told,) = [sentence for sentence in document.about if "remedy" in sentence]
    assert told.startswith("For tuned: ")
    assert " is a remedy: on fresh seeds it wins 0.1" in told
    assert {"tuned.tried", "tuned.cure"} <= {table.name for table in document.tables}
    assert "\nbackslide remedies why/tuned\n" in document.listings[0].text


def test_where_nothing_was_tried_there_is_no_empty_section_but_the_command(whole: Store) -> None:
    document = report(whole)
    assert not [table.name for table in document.tables if not table.rows]
    assert not [table.name for table in document.tables if table.name.endswith((".tried", ".cure"))]
    assert "backslide remedies why/tuned --try 5" in document.listings[0].text


def test_the_curves_are_drawn_on_the_validation_set(whole: Store) -> None:
    (picture,) = report(whole).pictures
    assert (picture.name, picture.title) == ("val.accuracy", "val accuracy over training")
    assert "tuned" in picture.svg


def test_a_search_by_another_figure_is_replayed_by_that_one(whole: Store) -> None:
    document = report(whole, figure="test.loss")
    assert "dropout does it" in document.about[0]
    assert "backslide bisect why/tuned --metric test.loss" in document.listings[0].text
    assert "--metric" not in report(whole).listings[0].text


def test_an_experiment_of_one_variant_says_that_nothing_is_compared(tmp_path: Path) -> None:
    document = report(trained(tmp_path, only=["baseline"]))
    assert document.about[0] == "Nothing is compared: baseline is the only variant that has runs."
    assert "diff" not in document.listings[0].text
    assert "backslide run why.toml --only=baseline\n" in document.listings[0].text


def test_an_experiment_without_its_baseline_says_so(tmp_path: Path) -> None:
    document = report(trained(tmp_path, only=["tuned"], text=FILE + "[variants.other]\n"))
    assert document.about[0] == "Nothing is compared: tuned is the only variant that has runs."
    both = report(trained(tmp_path, only=["tuned", "other"], text=FILE + "[variants.other]\n"))
    assert both.about[0] == "Nothing is compared: no run is of the baseline, baseline."


def test_what_has_not_finished_or_has_failed_is_told_above_everything(tmp_path: Path) -> None:
    store = queued(tmp_path)
    assert report(store).about[0].startswith("Nothing is compared: test accuracy is not known")
    for row in store.rows():
        if row.seed < 4:
            finish(store.run(row.id), lambda run: 0.9)
    (failed,) = (store.run(row.id) for row in store.rows() if row.name == "why/tuned/4")
    with failed.change_state() as state:
        state["launched"] = {"t": 1.0}
    (failed.folder / "events.jsonl").write_text('{"t":2.0,"kind":"failed","reason":"the loss is no longer finite"}\n')
    document = report(Store(store.root))
    assert "tuned: 3 of 4 runs finished (failed: seed 4); only finished runs are counted." in document.notes
    runs = next(table for table in document.tables if table.name == "runs")
    assert runs.notes == ("why/tuned/4 failed: the loss is no longer finite",)


def test_an_experiment_without_runs_is_told_with_the_nearest(whole: Store) -> None:
    with pytest.raises(StoreError, match=r"no run is of an experiment 'wyh' \(did you mean 'why'\?\)"):
        report_document(whole, Wish("wyh"))


def test_the_file_is_given_only_where_the_one_that_was_run_does_not_say_it_any_more(tmp_path: Path) -> None:
    whole = trained(tmp_path)
    assert [one.name for one in report(whole).listings] == ["commands"]
    file = write_file(tmp_path, FILE.replace("0.6", "0.7"))
    assert "backslide run why.toml --set=variants.tuned.regularizers.dropout.rate=0.6\n" in (
        report(whole).listings[0].text
    )
    file.unlink()
    commands, text = report(whole).listings
    assert "backslide run why.toml\n" in commands.text
    assert "dropout = { rate = 0.6 }, mixup = true" in text.text
    file.write_text("[variants")
    assert len(report(whole).listings) == 2


def test_settings_that_this_version_does_not_know_are_told_and_leave_the_figures(tmp_path: Path) -> None:
    whole = trained(tmp_path)
    for row in whole.rows():
        path = whole.root / row.id / "config.json"
        path.write_text(path.read_text().replace('"mlp"', '"gone"'))
    document = report(Store(whole.root))
    assert any("its settings are not known here" in note and "gone" in note for note in document.notes)
    assert document.about[0].startswith("tuned is worse than baseline")
    assert "backslide table why" in document.listings[0].text


def test_the_keys_of_json_stay(whole: Store) -> None:
    """What scripts rely on; columns named after variants stand for themselves."""
    import json

    found = json.loads(FORMATS["json"](report(whole)))
    assert list(found) == [
        "title", "about", "notes", "listings", "results", "tuned.guilty", "tuned.confirmation", "tuned.steps",
        "tuned.classes", "tuned.confusions", "settings", "figures", "runs", "experiment",
    ]  # fmt: skip
    assert found["results"]["columns"] == ["variant", "test.accuracy", "difference", "verdict", "p", "goal", "note"]
    assert found["figures"]["columns"] == ["variant", "n", "figure", "difference", "verdict"]
    assert found["settings"]["columns"] == ["setting", "baseline", "tuned", "tuned.difference"]
    assert found["runs"]["columns"] == [
        "variant", "seeds", "status", "settings", "queued", "device", "host", "code", "data",
    ]  # fmt: skip
    worse = next(
        row for row in found["figures"]["rows"] if row["key"] == "test.accuracy" and "difference" in row["values"]
    )
    assert worse["values"]["verdict"] == {"verdict": "worse", "seeds": None}
    assert set(worse["values"]["difference"]) == {"mean", "half", "n", "method"}


def test_a_figure_that_no_run_has_is_answered_with_those_that_there_are(whole: Store) -> None:
    with pytest.raises(StoreError, match=r"no run of why has a figure 'val.acuracy' \(did you mean 'val.accuracy'\?\)"):
        report(whole, figure="val.acuracy")
