"""The variants of a file: what each inherits from where, and where each of its settings was written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from store.errors import did_you_mean
from trainer.plan.config import SECTIONS, Config
from trainer.plan.conflicts import find_conflicts
from trainer.plan.form import VariantForm
from trainer.plan.links import Links, check_links
from trainer.plan.looks import Looks
from trainer.plan.merging import inherit
from trainer.plan.parse import read_sections
from trainer.plan.references import written_references
from trainer.settings.problems import Problem, one_of
from trainer.settings.reading import Reader

Table = dict[str, Any]


@dataclass(frozen=True)
class Variants:
    """The base and the tables of the variants, as they stand in a file."""

    base: Table
    own: Mapping[str, Table]

    def chain(self, name: str) -> list[str]:
        """Return the variant, the one that it extends, and so on; an unknown one or a circle ends it."""
        chain = [name]
        while (parent := self.parents.get(chain[-1], "")) in self.own and parent not in chain:
            chain.append(parent)
        return chain

    @cached_property
    def parents(self) -> dict[str, str]:
        """The variant that each builds on, where it names one."""
        return {name: table["extends"] for name, table in self.own.items() if isinstance(table.get("extends"), str)}

    def merged(self, name: str) -> Table:
        """Return the sections of a variant with all that it inherits."""
        steps = [self.own[step] for step in reversed(self.chain(name))]
        return inherit(_sections(table) for table in (self.base, *steps))

    def needs(self) -> Links:
        """Return the variants whose weights each refers to, by the settings that do."""
        return {name: list(written_references(self.merged(name))) for name in self.own}

    def with_needed(self, names: Iterable[str]) -> list[str]:
        """Return these variants, all if none is named, and those whose weights they need; without unknown ones."""
        needs = self.needs()
        found = list(names) or list(self.own)
        for name in found:  # grows meanwhile
            found += [target for _, target in needs.get(name, ()) if target not in found]
        return [name for name in dict.fromkeys(found) if name in self.own]

    def written(self, name: str, place: str) -> str:
        """Return where in the file a setting of a variant was written, or the choice that asks for it, or the base."""
        keys = tuple(place.split("."))
        tables = [(f"variants.{step}", self.own[step]) for step in self.chain(name)] + [("base", self.base)]
        outer = [keys[:length] for length in range(len(keys) - 1, 0, -1)]
        for wanted in (keys, *((*part, "name") for part in outer), *outer[:-1]):
            for head, table in tables:
                if _holds(table, wanted):
                    return f"{head}.{place}"
        return f"base.{place}"


def read_variants(variants: Variants, reader: Reader, look: Iterable[str] | None = None) -> dict[str, Config]:
    """Return the configurations that could be read. Mistakes gather in the reader, at their places.

    Those to `look` at, all if it is empty, are held against the data and the files that they name.
    """
    _check_entries(variants, reader)
    sections, whole = {}, []
    for name in variants.own:
        own = Reader(foreign_names=reader.foreign_names)
        sections[name] = read_sections(variants.merged(name), own)
        reader.problems += _placed(own.problems, name, variants)
        reader.unchecked += _placed(own.unchecked, name, variants)
        whole += [] if own.problems or own.unchecked else [name]
    reader.problems += _of_some({name: list(find_conflicts(variants.merged(name))) for name in sections}, variants)
    if look is not None:
        looks, names = Looks(sections), variants.with_needed(look)
        reader.problems += _of_some({name: list(looks.problems(name)) for name in names}, variants)
    return {name: Config(**sections[name]) for name in whole}


def _of_some(found: Mapping[str, list[Problem]], variants: Variants) -> Iterator[Problem]:
    """Yield what does not go together, each once; where others share the place, the variants are named."""
    about: dict[Problem, list[str]] = {}
    for name, problems in found.items():
        for problem in dict.fromkeys(_placed(problems, name, variants)):
            about.setdefault(problem, []).append(name)
    for problem, names in about.items():
        own = len(names) == len(found) or (len(names) == 1 and problem.place.startswith(f"variants.{names[0]}."))
        about_whom = "" if own else f"variant{'s' * (len(names) > 1)} {', '.join(names)}: "
        yield Problem(problem.place, f"{about_whom}{problem.text}")


def _check_entries(variants: Variants, reader: Reader) -> None:
    """Check what stands in base and variants beside their settings, and the links from variant to variant."""
    _check_names(variants.base, "base", SECTIONS, reader)
    for name, table in variants.own.items():
        _check_names(table, f"variants.{name}", (*SECTIONS, *VariantForm.model_fields), reader)
        entries = {key: value for key, value in table.items() if key in VariantForm.model_fields}
        reader.settings(VariantForm, entries, f"variants.{name}", "a variant")
    parents = {name: [("extends", parent)] for name, parent in variants.parents.items()}
    for problem in check_links(parents, variants.own, "extend"):
        reader.wrong(f"variants.{problem.place}", problem.text)
    for problem in check_links(variants.needs(), variants.own, "build on"):
        name, _, place = problem.place.partition(".")
        reader.wrong(variants.written(name, place), problem.text)


def _check_names(table: Table, place: str, known: tuple[str, ...], reader: Reader) -> None:
    for name in table.keys() - set(known):
        reader.wrong(f"{place}.{name}", f"is no section{did_you_mean(name, known) or f'; {one_of(known)}'}")


def _placed(problems: list[Problem], name: str, variants: Variants) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(variants.written(name, problem.place), problem.text)


def _sections(table: Table) -> Table:
    return {key: value for key, value in table.items() if key in SECTIONS}


def _holds(table: Any, keys: tuple[str, ...]) -> bool:
    """Say whether a table has an entry at these keys; a list that has been reached has all its entries."""
    for key in keys:
        if isinstance(table, list):
            return True
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True
