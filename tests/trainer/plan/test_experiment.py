from pathlib import Path

import pytest

from tests.trainer.plan.files import BASE, FULL, mistakes, write
from trainer.networks.small_cnn import SmallCnn
from trainer.plan.experiment import load_experiment
from trainer.plan.sections.optimizer import SGD, Adam
from trainer.regularizers.dropout import Dropout


def test_a_file_is_resolved_whole() -> None:
    experiment = load_experiment(FULL)
    assert (experiment.name, experiment.title, experiment.baseline) == ("full", "Everything at once", "baseline")
    assert experiment.goal == "test.accuracy >= 0.8"
    assert experiment.seeds == (1, 2, 3)
    assert experiment.note.startswith("A file that uses")
    assert (
        list(experiment.variants) == ["source", "baseline", "tuned", "calmer", "bare"] == list(experiment.variant_names)
    )
    assert experiment.notes == {"source": "Learns some of the classes."}
    assert (experiment.plugins, experiment.unchecked) == ((), ())
    assert experiment.file == FULL.absolute()


def test_a_variant_inherits_what_it_does_not_change() -> None:
    tuned = load_experiment(FULL).variants["tuned"]
    assert isinstance(tuned.network, SmallCnn)
    assert tuned.network.width == 8
    assert tuned.optimizer == Adam(lr=0.03)
    assert (tuned.training.epochs, tuned.training.batch_size) == (4, 256)
    assert set(tuned.regularizers) == {"weight_decay", "mixup"}


def test_a_variant_that_extends_another_says_only_what_it_changes() -> None:
    calmer = load_experiment(FULL).variants["calmer"]
    assert calmer.training.batch_size == 256
    assert calmer.optimizer == SGD(lr=0.03, momentum=0.5)
    assert calmer.regularizers["dropout"] == Dropout(rate=0.2)
    assert set(load_experiment(FULL).variants["bare"].regularizers) == {"dropout", "ema"}


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    said = mistakes(Path(__file__).with_name("mistakes.toml"))
    begins = [sentence.split(": ")[:2] for sentence in said]
    assert begins == [
        ["mistakes.toml:1", "titel"],
        ["mistakes.toml:2", "goal"],
        ["mistakes.toml:3", "seeds"],
        ["mistakes.toml:4", "baseline"],
        ["mistakes.toml:8", "base.data.name"],
        ["mistakes.toml:13", "base.optimizer.lr"],
        ["mistakes.toml:14", "base.optimizer.beta3"],
        ["mistakes.toml:18", "base.network.width"],
        ["mistakes.toml:19", "base.network.start"],
        ["mistakes.toml:22", "base.regularizers.dropuot"],
        ["mistakes.toml:23", "base.regularizers.dropout.rate"],
        ["mistakes.toml:26", "variants.baseline.optimiser"],
        ["mistakes.toml:27", "variants.baseline.training.epochs"],
        ["mistakes.toml:27", "variants.baseline.training.batch_size"],
        ["mistakes.toml:30", "variants.a.extends"],
        ["mistakes.toml:31", "variants.a.note"],
        ["mistakes.toml:34", "variants.b.network.start"],
        ["mistakes.toml:35", "variants.b.training.when"],
    ]


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    assert mistakes(write(tmp_path, "optimizer.nmae = 'adam'\n[variants.baseline]\n")) == [
        "trial.toml:4: base.optimizer.nmae: is no setting of optimizer 'adam' (did you mean 'name'?)"
    ]


def test_a_mistake_of_the_base_is_told_once_however_many_inherit_it(tmp_path: Path) -> None:
    text = "training.epochs = -1\n[variants.baseline]\n[variants.a]\n[variants.b]\nextends = 'a'\n"
    assert mistakes(write(tmp_path, text)) == ["trial.toml:4: base.training.epochs: must be at least 0, not -1"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("network.widths = [8, 99999999]", "network.widths.1: must be at most 65536"),
        ("data.shape = [0, 2]", "data.shape.0: must be at least 1"),
        ("data.ignore = [3]", "data.ignore.0: must be a text in quotes"),
        ("regularizers.model_soup.of = [3]", "regularizers.model_soup.of.0: must be a text in quotes"),
    ],
)
def test_a_wrong_entry_of_a_list_is_told_where_its_variant_has_it(line: str, place: str, tmp_path: Path) -> None:
    base = "[base]\ndata = { name = 'csv', path = 'a.csv' }\nnetwork.name = 'mlp'\n"
    (sentence,) = mistakes(write(tmp_path, f"[variants.baseline]\n[variants.v]\n{line}\n", base))
    assert sentence.startswith(f"trial.toml:6: variants.v.{place}")


def test_what_fits_some_variants_only_is_told_with_the_names_of_the_others(tmp_path: Path) -> None:
    text = (
        "regularizers.random_flip = true\n[variants.baseline]\n"
        "[variants.a]\ndata = { name = 'csv', path = 'a.csv' }\n[variants.b]\nextends = 'a'\n"
        "[variants.c]\nextends = 'a'\nregularizers.random_flip = false\nnetwork.name = 'small_cnn'\n"
    )
    flip, cnn = mistakes(write(tmp_path, text))
    assert flip.startswith("trial.toml:4: base.regularizers.random_flip: variants a, b: acts on images only, and data")
    assert cnn.startswith("trial.toml:13: variants.c.network.name: takes images, and data gives features")


def test_what_a_choice_asks_for_is_missing_where_the_choice_was_made(tmp_path: Path) -> None:
    text = "[variants.baseline]\n[variants.own]\ndata.size = 8\ndata.name = 'csv'\n"
    (sentence,) = mistakes(write(tmp_path, text))
    assert sentence.startswith("trial.toml:6: variants.own.data.path: is missing, and data source 'csv' needs it")


def test_what_nobody_wrote_is_missing_in_the_base(tmp_path: Path) -> None:
    said = mistakes(write(tmp_path, "[variants.baseline]\n[variants.b]\n", base=""))
    assert [sentence.split(": ")[1] for sentence in said] == ["base.data.name", "base.network.name"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("seeds = [1, 1]", "seeds: must differ from one another; 1 stands there more than once"),
        ("seeds = []", "seeds: must have at least 1 entry"),
        ("seeds = [-1]", "seeds.0: must be at least 0, not -1"),
        ("seeds = true", "seeds: must be a whole number or must be a list in brackets, not true"),
        ("goal = 'test.acc > 0.9'", "goal: 'test.acc' is no metric"),
        ("goal = 'test.accuracy > 90'", "for 90 % write 0.9"),
        ("baseline = 'zzz'", "baseline: no variant is called 'zzz'; it would be one of baseline"),
        ("base = 3", "base: must be a table, not 3"),
    ],
)
def test_the_top_of_a_file_is_checked(line: str, expected: str, tmp_path: Path) -> None:
    said = mistakes(write(tmp_path, f"{line}\n[variants.baseline]\n", base=""))
    assert any(expected in sentence for sentence in said), said


def test_a_section_at_the_top_is_told_where_it_belongs(tmp_path: Path) -> None:
    said = mistakes(write(tmp_path, "[variants.baseline]\n[optimizer]\nlr = 0.1\n"))
    assert said == ["trial.toml:5: optimizer: is a section, so it stands in the base or in a variant: base.optimizer"]


def test_a_number_of_seeds_counts_from_one(tmp_path: Path) -> None:
    file = write(tmp_path, f"seeds = 4\n{BASE}[variants.baseline]\n", base="")
    assert load_experiment(file).seeds == (1, 2, 3, 4)


def test_variants_that_are_no_tables_are_told(tmp_path: Path) -> None:
    said = mistakes(write(tmp_path, "[variants]\nbaseline = {}\nother = 3\n"))
    assert said == ["trial.toml:6: variants.other: must be a table, not 3"]


def test_starts_and_extends_are_followed(tmp_path: Path) -> None:
    text = """
    [variants.baseline]
    extends = "nobody"
    [variants.a]
    extends = "b"
    [variants.b]
    extends = "a"
    [variants.c]
    network.start = "variant:c"
    [variants.d]
    network.start = "variant:baselin"
    """
    said = mistakes(write(tmp_path, text))
    assert [sentence.split(": ", 1)[1] for sentence in said] == [
        "variants.baseline.extends: no variant is called 'nobody'; it would be one of baseline, a, b, c, d",
        "variants.a.extends: a → b → a is a circle: no variant can extend itself, not even through others",
        "variants.c.network.start: c → c is a circle: no variant can build on itself, not even through others",
        "variants.d.network.start: no variant is called 'baselin' (did you mean 'baseline'?)",
    ]


def test_relative_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    text = "[variants.baseline]\ndata = { name = 'csv', path = 'rows', extra = { name = 'csv', path = '../more' } }\n"
    text += "network.start = 'file:weights.safetensors'\n"
    config = load_experiment(write(tmp_path, text)).variants["baseline"]
    assert config.data.model_dump()["path"] == tmp_path / "rows"
    assert config.data.extra is not None
    assert config.data.extra.model_dump()["path"] == tmp_path.parent / "more"
    assert config.network.start == f"file:{tmp_path}/weights.safetensors"


def test_paths_given_beside_the_file_are_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    file = write(tmp_path, "[variants.baseline]\n")
    config = load_experiment(file, ["data.name=csv", "data.path=rows.csv"]).variants["baseline"]
    assert config.data.model_dump()["path"] == work / "rows.csv"
    start = load_experiment(file, ["variants.baseline.network.start=file:w.pt"]).variants["baseline"].network.start
    assert start == f"file:{work}/w.pt"


def test_home_stands_for_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    text = "[variants.baseline]\ndata = { name = 'image_folder', path = '~/pictures' }\n"
    config = load_experiment(write(tmp_path, text)).variants["baseline"]
    assert config.data.model_dump()["path"] == tmp_path / "pictures"
    assert mistakes(write(tmp_path, text.replace("~", "~nobody-of-this-name"))) == []
