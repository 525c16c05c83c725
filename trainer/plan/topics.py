"""What can be looked up about settings: a topic for each component, for training, and for the file as a whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from inspect import getdoc
from typing import Any

from store.errors import did_you_mean
from trainer.plan.catalogue import methods_by_group, names_of, section_settings, settings_of
from trainer.plan.form import ExperimentForm, VariantForm
from trainer.plan.methods import facts
from trainer.plan.parse import FAMILIES
from trainer.plan.sections.training import Training
from trainer.settings.component import Names, members
from trainer.settings.describe import SettingInfo, describe
from trainer.settings.problems import PlanError, Problem, one_of, shown
from trainer.settings.reading import noun, perhaps_installed

_SECTION_HELP = {
    "source": "What the start could do before: data that is measured before the first step and at the end, and never "
    "trained on. It takes the settings of `data`; `source = false` takes an inherited one away."
}


@dataclass(frozen=True)
class Topic:
    """Something that has settings. `kind` says what it is, `place` where its table stands in a variant or the base."""

    names: tuple[str, ...]
    kind: str
    place: str
    group: str
    help: str
    settings: tuple[SettingInfo, ...]
    chosen_by_name: bool = False
    facts: tuple[str, ...] = ()
    """What else there is to know, a sentence each."""

    @property
    def title(self) -> str:
        """The names, cut where there are many."""
        more = f", … ({len(self.names)} in all)" if len(self.names) > 3 else ""
        return ", ".join(self.names[:3]) + more

    def example(self) -> str:
        """Return a line of TOML that sets every setting that has a value by default, or must have one."""
        pairs = {"name": self.names[0]} if self.chosen_by_name else {}
        pairs |= {info.path.rpartition(".")[2]: _sample(info) for info in self.settings}
        inner = ", ".join(f"{key} = {toml(value)}" for key, value in pairs.items() if value is not None)
        return f"base.{self.place} = {{ {inner} }}" if self.place else ""


def toml(value: Any) -> str:
    """Return a plain value as TOML; what JSON writes for it is TOML, too, but for a table."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(inner)}' for key, inner in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def all_topics() -> list[Topic]:
    """Return every topic: the file, a variant, the sections' components, training, the methods group by group."""
    return [*_file_topics(), *_component_topics(), _training(), *_method_topics()]


def find_topics(name: str) -> list[Topic]:
    """Return the topics that a name stands for.

    A name is that of a component, a section, a group of methods, or a setting (its dotted path or the end of it), of
    which the topic then holds nothing else. An unknown one raises `PlanError`.
    """
    topics = all_topics()
    whole = [_narrowed(topic, name) for topic in topics if name in (*topic.names, topic.group, topic.place)]
    whole = whole or [topic for topic in topics if name in Names(dict.fromkeys(topic.names, topic))]
    found = whole or [part for topic in topics if (part := _only(topic, name))]
    if not found:
        raise PlanError([Problem("", f"nothing is called {shown(name)}{_nearest(name, topics)}{perhaps_installed()}")])
    return found


def _narrowed(topic: Topic, name: str) -> Topic:
    """Return a topic about this one of its names, if it is one."""
    return replace(topic, names=(name,)) if name in topic.names else topic


def _only(topic: Topic, name: str) -> Topic | None:
    """Return a topic with nothing but the settings of this path, or of this end of a path."""
    kept = tuple(info for info in topic.settings if f".{info.path}".endswith(f".{name}"))
    return replace(topic, settings=kept) if kept else None


def _nearest(name: str, topics: list[Topic]) -> str:
    paths = [info.path for topic in topics for info in topic.settings]
    ends = [path.rpartition(".")[2] for path in paths]
    names = [name for topic in topics for name in (*topic.names, topic.group)]
    return did_you_mean(name, [*names, *paths, *ends]) or f"; a section would be {one_of([*FAMILIES, 'training'])}"


def _file_topics() -> Iterator[Topic]:
    for name, form in (("experiment", ExperimentForm), ("variant", VariantForm)):
        yield Topic((name,), "part of a file", "", "file", getdoc(form) or "", tuple(describe(form, "", "file")))


def _component_topics() -> Iterator[Topic]:
    for section, (family, _) in FAMILIES.items():
        name = section_settings(section)[0]
        help_text = _SECTION_HELP.get(section) or (getdoc(family) or "").partition(". ")[0]
        yield Topic((section,), "section", "", section, help_text, (name,))
        for member in members(family) if section != "source" else ():
            names = tuple(names_of(member))
            settings = tuple(settings_of(section, names[0]))
            yield Topic(names, noun(family), section, section, getdoc(member) or "", settings, chosen_by_name=True)


def _training() -> Topic:
    settings = tuple(settings_of("training"))
    return Topic(("training",), "section", "training", "training", getdoc(Training) or "", settings)


def _method_topics() -> Iterator[Topic]:
    for name, method in methods_by_group():
        settings = tuple(settings_of("regularizers", name))
        kind = f"regularizer ({method.group})"
        place, told = f"regularizers.{name}", tuple(facts(method))
        yield Topic((name,), kind, place, method.group, getdoc(method) or "", settings, facts=told)


def _sample(info: SettingInfo) -> Any:
    """Return a value for an example: the default, or something in the place of what has none but is needed."""
    if not info.required:
        return info.default
    return info.choices[0] if info.choices else {"path": "path/to/data", "str": "…"}.get(info.type)
