from pathlib import Path

from store.query import parse_query
from store.query.doubts import sentence_on, unknown
from store.query.reading import SettingsReader
from store.query.vocabulary import vocabulary_of, with_declared, with_settings
from tests.support.stores import add_run, make_store


def told(text: str, root: Path) -> list[str]:
    store = make_store(root, 8)
    rows = store.rows()
    known = with_settings(vocabulary_of(rows), store.settings.of_all(rows))
    known = with_declared(known, {"regularizers.cutmix.alpha": "How much."})
    return [sentence_on(one, known) for one in unknown(parse_query(text).asked, known)]


def test_a_name_that_nothing_goes_by_is_told_with_what_may_be_meant(tmp_path: Path) -> None:
    near = "(did you mean 'regularizers.dropout.rate'?)"
    assert told("regularizers.dropuot.rate>0.2 seed:1", tmp_path) == [
        f"no run has a setting or a figure 'regularizers.dropuot.rate' {near}"
    ]
    assert told("has:mixpu", tmp_path / "b")[0].endswith("'mixpu' (did you mean 'mixup'?)")
    assert told("has:nte", tmp_path / "c")[0].endswith("(did you mean 'note'?)")
    assert "`backslide settings`" in told("qqqq.zzzz.jjjj:1", tmp_path / "d")[0]


def test_what_a_run_or_the_catalogue_has_is_no_doubt(tmp_path: Path) -> None:
    text = "test.accuracy>0 optimizer.lr:1 has:mixup regularizers.cutmix:off has:cutmix has:regularizers data.name:x"
    assert told(text, tmp_path) == []


def test_values_are_those_of_the_runs_newest_first(tmp_path: Path) -> None:
    store = make_store(tmp_path, 4)
    add_run(tmp_path, experiment="late", variant="x", created=2e9)
    rows = store.rows()
    known = with_settings(vocabulary_of(rows), store.settings.of_all(rows))
    assert known.values["experiment"] == ("late", "decline")
    assert known.values["variant"][0] == "x"
    assert known.values["device"] == ("CPU",)
    assert "failed" in known.values["status"]
    assert known.settings["regularizers.mixup"] == ("on",)
    assert set(known.settings["regularizers.dropout.rate"]) == {"0.2", "0.6"}
    assert "val.accuracy" in known.figures


def test_each_configuration_is_read_once_and_a_copy_remembers_it(tmp_path: Path) -> None:
    store = make_store(tmp_path, 8)
    rows = store.rows()
    reader = SettingsReader(tmp_path)
    assert len(reader.of_all(rows)) == 4
    for row in rows:
        (tmp_path / row.id / "config.json").unlink()
    assert reader.copy()(rows[7])["optimizer.name"] == "adamw"


def test_a_damaged_file_says_nothing_of_other_runs_of_its_configuration(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2, variants=["baseline"])
    first, second = store.rows()
    (tmp_path / first.id / "config.json").write_text("{")
    reader = SettingsReader(tmp_path)
    assert reader(first) == {}
    assert reader(second)["optimizer.name"] == "adamw"
    assert len(SettingsReader(tmp_path).of_all([first, second])) == 1
