"""Settings as tables and documents: what `settings` prints and what the reference page holds."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from inspect import getdoc

from store.compare.markdown import to_markdown
from store.compare.numbers import shown_setting
from store.compare.table import Cell, Column, Document, Row, Table
from trainer.metrics.base import known
from trainer.plan.catalogue import catalogue, methods_by_group
from trainer.plan.methods import Cost, first_line, measured_costs
from trainer.plan.metrics import SETS
from trainer.plan.topics import Topic, all_topics
from trainer.regularizers.base import Regularizer
from trainer.settings.describe import SettingInfo

_DESCRIPTION = Column("description")
_MOST_CHOICES = 8
_HOW_MEASURED = (
    "step: the time of a training step as a multiple of one without any method (a small convolutional network, 28×28 "
    "pixels, batch 64; an MLP for tables; what the method needs else), on one CPU thread; of methods on pictures also "
    "the microseconds that each picture takes more. Measured by `python -m tests.benchmarks methods --write`."
)


def settings_table() -> Table:
    """Return every setting in one table, grouped."""
    notes = (
        "paths of regularizers begin with `regularizers.`; `backslide settings methods` says what each of them does",
        "`backslide settings NAME` explains a section, a component or one setting, with an example",
    )
    return replace(_table("Settings", catalogue(), grouped=True), notes=notes)


def topic_document(topic: Topic, *, described: bool = True) -> Document:
    """Return a topic as people read it: its help, its settings, an example.

    Unless `described`, descriptions follow the table as sentences, which a narrow terminal breaks instead of cutting.
    """
    paragraphs = [" ".join(paragraph.split()) for paragraph in topic.help.split("\n\n")]
    names = [f"Names: {', '.join(topic.names)}."] if topic.title != ", ".join(topic.names) else []
    example = topic.example()
    tables = (_topic_table(topic, "", described=described),) if topic.settings else ()
    about = (*paragraphs, *topic.facts, *names, *([f"Example: {example}"] if example else []))
    return Document(f"{topic.title}: {topic.kind}", tables, about=about)


def topics_document(topics: Iterable[Topic]) -> Document:
    """Return topics as scripts read them: a table a topic, by name."""
    return Document("Settings", tuple(_topic_table(topic, topic.help) for topic in topics))


def settings_reference() -> str:
    """Return the reference of all settings but those of regularizers as Markdown."""
    topics = [topic for topic in all_topics() if not topic.place.startswith("regularizers")]
    documents = [*map(topic_document, topics), metrics_document()]
    return "\n".join(map(to_markdown, documents))


def regularizers_reference() -> str:
    """Return all methods as Markdown: one table of them, then each with its settings."""
    topics = [topic for topic in all_topics() if topic.place.startswith("regularizers")]
    printed: list[Table | Document] = [methods_table(), *map(topic_document, topics)]
    return "\n".join(map(to_markdown, printed))


def methods_speaking_of(word: str) -> list[str]:
    """Return the methods in whose name or help a word occurs, whatever its case."""
    found = re.compile(rf"(\b|_){re.escape(word)}", re.IGNORECASE)
    return [name for name, method in methods_by_group() if found.search(f"{name} {getdoc(method)}")]


def methods_table(only: Collection[str] | None = None) -> Table:
    """Return a row a method, or for some, by groups: what it does, where it is from, what it costs."""
    costs = measured_costs()
    rows = tuple(
        Row(
            (
                Cell(name, name),
                Cell(first_line(method)),
                Cell(_step_cost(method, costs.get(name)), costs[name].step if name in costs else None),
                Cell(_picture_cost(costs.get(name))),
            ),
            name,
            method.group,
        )
        for name, method in methods_by_group()
        if only is None or name in only
    )
    columns = (
        Column("method", whole=True),
        Column("what", title="what it does"),
        Column("step", "right", "step"),
        Column("picture", "right", "µs a picture"),
    )
    return Table("Regularizers", columns, rows, (_HOW_MEASURED,), "regularizers")


def _step_cost(method: type[Regularizer], cost: Cost | None) -> str:
    if cost is None:
        return ""
    usual = method.group == "images" or cost.step <= method.usual_cost
    return f"{cost.step:.2f}" if usual else f"{cost.step:.2f}, more than {method.usual_cost:g}"


def _picture_cost(cost: Cost | None) -> str:
    return "" if cost is None or cost.picture is None else f"{cost.picture:.0f}"


def metrics_document() -> Document:
    """Return what is measured, for goals, `select_metric` and tables: each metric with its direction."""
    rows = tuple(
        Row((Cell(metric.component_name), Cell(metric.better), Cell(metric.help())), metric.component_name)
        for metric in known()
    )
    columns = (Column("metric", whole=True), Column("better"), _DESCRIPTION)
    sets = "; ".join(f"`{name}.` {what}" for name, what in SETS.items())
    about = (f"Measured on every set, whose name stands before theirs ({sets}): `test.accuracy`.",)
    return Document("metrics: what is measured", (Table("", columns, rows, name="metrics"),), about=about)


def _topic_table(topic: Topic, title: str, *, described: bool = True) -> Table:
    sentences = () if described else tuple(f"{info.path.rpartition('.')[2]}: {info.help}" for info in topic.settings)
    return replace(_table(title, topic.settings, described=described), notes=sentences, name=topic.names[0])


def _table(title: str, infos: Iterable[SettingInfo], *, grouped: bool = False, described: bool = True) -> Table:
    columns = (Column("setting", whole=True), Column("default"), Column("allowed"), Column("unit", drop=1))
    rows = tuple(_row(info, grouped=grouped, described=described) for info in infos)
    return Table(title, (*columns, _DESCRIPTION) if described else columns, rows)


def _row(info: SettingInfo, *, grouped: bool, described: bool) -> Row:
    cells = (
        Cell(info.path.removeprefix("regularizers.") if grouped else info.path, info.path),
        Cell(_default(info), info.default),
        Cell(allowed(info), list(info.choices) or allowed(info)),
        Cell(info.unit, info.unit or None),
        Cell(info.help, info.help),
    )
    shown = cells if described else cells[:-1]
    return Row(shown, info.path, _group(info) if grouped else "", info.unit, info.help)


def _group(info: SettingInfo) -> str:
    """Return the heading that a setting stands under; a group of methods may be called like a section."""
    return f"regularizers: {info.group}" if info.path.startswith("regularizers.") else info.group


def _default(info: SettingInfo) -> str:
    if info.required:
        return "required"
    return "" if info.type == "table" else shown_setting(info.default)


def allowed(info: SettingInfo) -> str:
    """Return what a setting may be: its choices, cut where there are many, or its type with its bounds."""
    if not info.choices:
        comma = "," if info.bounds and info.type.startswith("list") else ""
        return f"{info.type}{comma} {info.bounds}".rstrip()
    more = f" | … ({len(info.choices)} in all)" if len(info.choices) > _MOST_CHOICES else ""
    return " | ".join(map(str, info.choices[:_MOST_CHOICES])) + more
