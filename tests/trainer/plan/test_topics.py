import tomllib

import pytest

from trainer.plan.catalogue import catalogue
from trainer.plan.topics import Topic, all_topics, find_topics, toml
from trainer.plan.variants import Variants, read_variants
from trainer.settings.problems import PlanError
from trainer.settings.reading import Reader


def titles(name: str) -> list[str]:
    return [topic.title for topic in find_topics(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("optimizer", ["optimizer", "adam", "adamw", "sgd"]),
        ("adamw", ["adamw"]),
        ("dropout", ["dropout"]),
        ("regularizers.dropout", ["dropout"]),
        ("stopping", ["early_stopping"]),
        ("training", ["training"]),
        ("source", ["source"]),
        ("googlenet", ["googlenet"]),
        ("timm/resnet18", ["timm/NAME"]),
        ("variant", ["variant"]),
        ("optimizer.momentum", ["sgd"]),
        ("dropout.rate", ["dropout"]),
        ("regularizers.dropout.rate", ["dropout"]),
        ("epochs", ["training", "linear_probing"]),
        ("seeds", ["experiment"]),
        ("extends", ["variant"]),
        ("data.name", ["data"]),
    ],
)
def test_a_name_finds_what_it_stands_for(name: str, expected: list[str]) -> None:
    assert titles(name) == expected


def test_a_setting_is_shown_alone() -> None:
    assert [info.path for topic in find_topics("lr") for info in topic.settings] == ["optimizer.lr"] * 3
    (topic,) = find_topics("dropout.rate")
    assert [info.path for info in topic.settings] == ["regularizers.dropout.rate"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dropuot", "nothing is called 'dropuot' (did you mean 'dropout'?)"),
        ("optimizer.lrr", "(did you mean 'optimizer.lr'?)"),
        ("batchsize", "(did you mean 'batch_size'?)"),
        ("\x1b[2J", "nothing is called '\\x1b[2J'; a section would be one of data, source"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, expected: str) -> None:
    with pytest.raises(PlanError) as caught:
        find_topics(name)
    assert expected in str(caught.value)


def test_all_topics_together_hold_the_whole_catalogue() -> None:
    topics = all_topics()
    held = {info.path.replace("source.", "data.") for topic in topics for info in topic.settings}
    assert {info.path.replace("source.", "data.") for info in catalogue() if info.type != "table"} <= held
    assert all(topic.help for topic in topics)


@pytest.mark.parametrize("topic", [topic for topic in all_topics() if topic.place], ids=lambda topic: topic.names[0])
def test_every_example_can_be_put_into_a_file(topic: Topic) -> None:
    table = tomllib.loads(f"{topic.example()}\n[base.x]\n[variants.baseline]\n")
    base = {"data": {"name": "digits"}, "network": {"name": "mlp"}} | table["base"]
    del base["x"]
    reader = Reader()
    assert read_variants(Variants(base, table["variants"]), reader).keys() == {"baseline"}, reader.problems


def test_values_are_written_as_toml() -> None:
    for value in (True, 3, 1e-8, 0.5, "é\n\"'\\", [1, 2], [], {"a": "é", "b": {"c": False}}):
        assert tomllib.loads(f"x = {toml(value)}") == {"x": value}
