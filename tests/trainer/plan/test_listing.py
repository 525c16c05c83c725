from store.compare.formats import FORMATS, to_text
from trainer.metrics.base import known
from trainer.plan.catalogue import catalogue, defaults
from trainer.plan.listing import (
    allowed,
    regularizers_reference,
    settings_reference,
    settings_table,
    topic_document,
    topics_document,
)
from trainer.plan.topics import all_topics, find_topics


def test_every_setting_stands_once_in_the_table_under_its_group() -> None:
    table = settings_table()
    assert [row.key for row in table.rows] == [info.path for info in catalogue()]
    assert len({row.key for row in table.rows}) == len(table.rows)
    groups = [group for group, _ in table.sections()]
    assert groups[:6] == ["data", "source", "network", "optimizer", "schedule", "training"]
    assert len(groups) == len(set(groups))


def test_a_topic_says_what_it_does_its_bounds_default_and_an_example() -> None:
    text = to_text(topic_document(find_topics("dropout")[0], described=False), 80)
    for words in (
        "dropout: regularizer (layers)",
        "Srivastava",
        "> 0 and < 1",
        "0.5",
        "rate = 0.5",
        "rate: Probability",
    ):
        assert words in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    assert text.index("Srivastava") < text.index("regularizers.dropout.rate")


def test_what_serves_many_names_lists_them() -> None:
    topic = next(topic for topic in all_topics() if "googlenet" in topic.names)
    text = to_text(topic_document(topic))
    assert text.startswith("alexnet, convnext_base, convnext_large, … (")
    assert "wide_resnet50_2." in text


def test_the_references_name_every_setting_with_its_description() -> None:
    page = f"{settings_reference()}\n{regularizers_reference()}"
    plain = page.replace("\\", "")
    for info in catalogue():
        if not info.path.startswith("source."):
            assert info.path in plain
            assert info.help in plain
    assert page.count("\n## ") == len(all_topics()) + 1, "one each, but for the first; one for metrics, one for methods"
    assert all(metric.help() in plain for metric in known())


def test_scripts_get_a_table_a_topic_with_plain_values() -> None:
    printed = topics_document(find_topics("optimizer"))
    assert [table.name for table in printed.tables] == ["optimizer", "adam", "adamw", "sgd"]
    row = printed.tables[3].rows[0]
    assert (row.cells[0].value, row.cells[1].value) == ("optimizer.lr", 0.01)
    for print_as in FORMATS.values():
        assert "optimizer.momentum" in print_as(printed)


def test_what_is_allowed_is_said_in_words() -> None:
    said = {info.path: allowed(info) for info in catalogue()}
    assert said["training.epochs"] == "int ≥ 0 and ≤ 100,000"
    assert said["training.select"] == "best | last"
    assert said["network.widths"] == "list of int, at most 32 entries and each ≥ 1 and ≤ 65,536"
    assert said["data.path"] == "path"
    assert said["network.name"].endswith("in all)")


def test_a_component_has_its_own_defaults() -> None:
    assert defaults("optimizer", "sgd")["optimizer.lr"] == 0.01
    assert defaults("optimizer", "adam")["optimizer.lr"] == 0.001
    assert defaults("regularizers", "dropout") == {
        "regularizers.dropout.rate": 0.5,
        "regularizers.dropout.where": "head",
    }


def test_a_method_tells_where_it_acts_what_it_needs_and_what_it_excludes() -> None:
    text = " ".join(to_text(topic_document(find_topics("replay")[0])).split())
    assert "Needs a start (network.start)." in text
    assert "Needs the data of the source task (section source)." in text
    assert "In the loop, penalty: each batch: return a scalar that is added to the loss." in text
    text = " ".join(to_text(topic_document(find_topics("mixup_or_cutmix")[0])).split())
    assert "Acts on pictures." in text
    assert "Not together with mixup: " in text
