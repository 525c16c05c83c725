"""What a look at data and networks shows, each at its place in the file and all at once."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.trainer.data.sets import many_rows, write_pictures, write_table
from tests.trainer.plan.files import BASE, mistakes, write
from trainer.data import csv
from trainer.plan.looks import Glance

TABLE = """
[base]
data = { name = "csv", path = "trees.csv" }
network.name = "mlp"
[variants.baseline]
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a folder with a table of two features and the classes ash, elm and oak."""
    write_table(tmp_path / "trees.csv", many_rows())
    return tmp_path


def looked(folder: Path, text: str, base: str = TABLE, only: Sequence[str] = ()) -> list[str]:
    return mistakes(write(folder, text, base), look=only)


VARIANTS = """
[variants.policy]
regularizers.trivial_augment = true
[variants.blocks]
regularizers.drop_block = true
[variants.growing]
regularizers.growing_size = true
[variants.worse]
training.corruptions = ["noise"]
[variants.attacked]
training.attack_size = 0.1
[variants.cnn]
network.name = "small_cnn"
[variants.convolution]
network = { name = "layered", layers = { first = "conv 8" } }
[variants.pool]
network = { name = "layered", layers = { wide = "dense 8", small = "max_pool 2" } }
[variants.pixels]
data.shape = [2, 2]
[variants.unknown]
data.classes = ["oak", "beech", "elms"]
[variants.twice]
data.classes = ["oak", "elm", "oak"]
"""


TOLD = """
8: policy.regularizers.trivial_augment: acts on images only, and data gives features; turn it off with `= false`
10: blocks.regularizers.drop_block: acts on images only, and data gives features; turn it off with `= false`
12: growing.regularizers.growing_size: acts on images only, and data gives features; turn it off with `= false`
14: worse.training.corruptions: is for images only, and data gives features; leave it out
16: attacked.training.attack_size: is for images only, and data gives features; leave it out
18: cnn.network.name: takes images, and data gives features; these networks take them: layered, mlp
20: convolution.network.layers.first: conv takes pictures or maps, and what reaches it is a row of 2 values
22: pool.network.layers.small: max_pool takes pictures or maps, and what reaches it is a row of 8 values
24: pixels.data.shape: trees.csv: 2 pixel columns, but data.shape 2×2 needs 4
26: unknown.data.classes.1: 'beech' is no class of the data; it has 'ash', 'elm', 'oak'
26: unknown.data.classes.2: 'elms' is no class of the data (did you mean 'elm'?); it has 'ash', 'elm', 'oak'
28: twice.data.classes: 'oak' stands there twice; name each class once
"""


def test_everything_that_does_not_fit_a_table_is_told_at_once_at_its_place(table: Path) -> None:
    said = looked(table, VARIANTS)
    assert [one.removeprefix("trial.toml:").replace("variants.", "", 1) for one in said] == TOLD.strip().splitlines()


def test_other_mistakes_hide_nothing_that_a_look_shows(table: Path) -> None:
    said = looked(table, "optimizer.lr = -1\ndata.classes = ['oak', 'fir']\nsource = { name = 'csv', path = 'a' }\n")
    assert [sentence.split(": ")[1] for sentence in said] == [
        "variants.baseline.optimizer.lr",
        "variants.baseline.data.classes.1",
        "variants.baseline.source.path",
    ]


def test_what_every_variant_inherits_is_told_once_and_names_none(table: Path) -> None:
    (sentence,) = looked(table, "[variants.b]\nnetwork.widths = [2]\n", TABLE.replace("trees.csv", "none.csv"))
    assert sentence.startswith("trial.toml:3: base.data.path: none.csv: no such file or folder")


def test_nothing_is_looked_at_unless_it_is_asked_for(tmp_path: Path) -> None:
    assert mistakes(write(tmp_path, "", TABLE)) == []


def test_only_the_variants_that_are_asked_for_and_those_that_they_need_are_looked_at(table: Path) -> None:
    text = '[variants.lost]\ndata.path = "no.csv"\n[variants.next]\nnetwork.start = "variant:lost"\n'
    assert looked(table, text, only=["baseline"]) == []
    for only in ((), ("lost",), ("next",), ("baseline", "next", "nobody")):
        (sentence,) = looked(table, text, only=only)
        assert sentence.startswith("trial.toml:7: variants.lost.data.path")


def test_the_source_and_more_examples_are_looked_at_too(table: Path) -> None:
    text = 'data.extra = { name = "csv", path = "more.csv" }\nsource = { name = "image_folder", path = "old" }\n'
    said = looked(table, text)
    assert [sentence.split(": ")[1] for sentence in said] == [
        "variants.baseline.data.extra.path",
        "variants.baseline.source.name",
        "variants.baseline.source.path",
    ]


def test_classes_of_folders_and_of_the_digits_are_known(tmp_path: Path) -> None:
    write_pictures(tmp_path / "trees", {"oak": 2, "elm": 2})
    folder = '[base]\nnetwork.name = "mlp"\ndata = { name = "image_folder", path = "trees", classes = ["oak", "el"] }\n'
    (sentence,) = looked(tmp_path, "[variants.baseline]\n", folder)
    assert "base.data.classes.1: 'el' is no class of the data (did you mean 'elm'?)" in sentence
    (sentence,) = looked(tmp_path, '[variants.baseline]\ndata.classes = ["1", "ten"]\n', BASE)
    assert "variants.baseline.data.classes.1: 'ten' is no class of the data; it has '0', '1'" in sentence


def test_labels_of_a_large_table_are_left_to_the_run(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'data.classes = ["oak", "fir"]\n'
    assert len(looked(table, text)) == 1
    monkeypatch.setattr(csv, "LOOKED_AT", 10)
    assert looked(table, text) == []


@pytest.mark.parametrize(
    ("network", "told"),
    [
        ('{ name = "vgg11" }', "name: vgg11 takes pictures from 32×32 up, not 8×8; set data.size"),
        (
            '{ name = "layered", layers = { a = "max_pool 16" } }',
            "layers.a: max_pool 16 takes maps from 16×16 up, not 8×8; take it away, or set data.size",
        ),
    ],
)
def test_a_network_for_larger_pictures_is_told_where_their_size_is_known(
    network: str, told: str, tmp_path: Path
) -> None:
    base = f'[base]\ndata.name = "digits"\nnetwork = {network}\n[variants.baseline]\n[variants.b]\ndata.size = 64\n'
    (sentence,) = looked(tmp_path, "", base)
    assert sentence == f"trial.toml:3: base.network.{told.replace(': ', ': variant baseline: ')}"
    write_pictures(tmp_path / "trees", {"oak": 2, "elm": 2})
    folder = base.replace('data.name = "digits"', 'data = { name = "image_folder", path = "trees" }')
    assert looked(tmp_path, "", folder) == []


def test_equal_data_of_several_variants_are_looked_at_once(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(Glance, "_missing", lambda glance: (seen.append(glance.source), iter(()))[1])
    assert looked(table, "[variants.b]\nnetwork.widths = [2]\n[variants.c]\ndata.split_seed = 1\n") == []
    assert len(seen) == 2


FILES = """
network.start = "file:start.pt"
regularizers.model_soup.of = ["file:kept.pt", "file:one.pt", "file:two.pt"]
[variants.taught]
regularizers.distillation.teacher = "file:teacher.pt"
[variants.anew]
network.start = "pretrained"
"""


def test_files_of_weights_that_are_not_there_are_told_by_the_settings_that_name_them(table: Path) -> None:
    (table / "kept.pt").touch()
    lost = "there is no such file of weights"
    assert [sentence.removeprefix("trial.toml:") for sentence in looked(table, FILES)] == [
        f"7: variants.baseline.network.start: start.pt: {lost}",
        f"8: variants.baseline.regularizers.model_soup.of: one.pt: {lost}",
        f"8: variants.baseline.regularizers.model_soup.of: two.pt: {lost}",
        f"10: variants.taught.regularizers.distillation.teacher: teacher.pt: {lost}",
        "12: variants.anew.network.start: network 'mlp' has no published weights; use another start",
    ]


TASKS = """
[base]
data.name = "digits"
network.name = "mlp"
[variants.source]
data.classes = ["0", "1"]
[variants.baseline]
network.start = "variant:source"
data.classes = ["8", "9"]
regularizers.distillation = DISTILLATION
"""
ADVICE = "take one that knows these, or use learning_without_forgetting or feature_distillation"


@pytest.mark.parametrize(
    ("setting", "told"), [("true", "'start'"), ('{ teacher = "variant:source" }', "'variant:source'")]
)
def test_a_teacher_of_other_classes_is_told_before_it_runs(setting: str, told: str, tmp_path: Path) -> None:
    text = TASKS.replace("DISTILLATION", setting)
    (sentence,) = looked(tmp_path, "", text)
    assert sentence == (
        "trial.toml:10: variants.baseline.regularizers.distillation.teacher: "
        f"{told} is trained for other classes ('0', '1') than '8', '9'; {ADVICE}"
    )
    assert looked(tmp_path, "", text.replace('["8", "9"]', '["0", "1"]')) == []
    (sentence,) = looked(tmp_path, "", text.replace('data.classes = ["0", "1"]\n', ""))
    assert "('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') than '8', '9'" in sentence


def test_nothing_is_said_of_a_teacher_whose_classes_are_not_known(tmp_path: Path) -> None:
    text = TASKS.replace("DISTILLATION", "true").replace("variant:source", "run:elsewhere")
    assert looked(tmp_path, "", text) == []
