"""An experiment: a file, read, resolved and checked as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from store.errors import did_you_mean
from trainer.plan.config import SECTIONS, Config
from trainer.plan.document import Document, read_document, without_oddities
from trainer.plan.form import ExperimentForm
from trainer.plan.overrides import Override, apply_overrides, origin, parse_overrides
from trainer.plan.paths import anchor, anchor_sections
from trainer.plan.plugins import Plugin, find_plugin, load_trusted
from trainer.plan.variants import Variants, read_variants
from trainer.settings.problems import PlanError, Problem, one_of, shown
from trainer.settings.reading import Reader

Table = dict[str, Any]


@dataclass(frozen=True)
class Experiment:
    """What a file says, resolved: each variant's whole configuration, the seeds, the goal.

    `unchecked` is what only a launch can tell, because it may come from a plug-in that was not run; the variants that
    it is about are missing from `variants`.
    """

    file: Path
    name: str
    title: str
    note: str
    goal: str | None
    seeds: tuple[int, ...]
    baseline: str
    variants: dict[str, Config]
    notes: dict[str, str]
    variant_names: tuple[str, ...]
    plugins: tuple[Plugin, ...] = ()
    unchecked: tuple[Problem, ...] = ()

    @property
    def run_count(self) -> int:
        """How many runs there are to do, of variants that are still unchecked, too."""
        return len(self.variant_names) * len(self.seeds)


def load_experiment(
    path: Path, sets: Iterable[str] = (), *, run_plugins: bool = False, look: Iterable[str] | None = None
) -> Experiment:
    """Read a file, with `--set` laid over it, or raise a `PlanError` with everything that is wrong with it.

    Plug-ins are code: unless `run_plugins`, nothing of them runs, and what they may hold is left unchecked. And never
    does one run that was not trusted. The data and the files that variants to `look` at name, all
    variants if it is empty, are looked at, too.
    """
    document, folder = read_document(path), path.absolute().parent
    clean, odd = without_oddities(document.table)
    reader = Reader(problems=odd)
    plugins = _plugins(clean.get("plugins"), folder, reader, run=run_plugins)
    overrides = parse_overrides(sets, ExperimentForm.model_fields.keys() - {"plugins"})
    table = _without_stray_sections(apply_overrides(_anchored(clean, folder), overrides), reader)
    reader.foreign_names = bool(plugins) and not run_plugins
    form = reader.settings(ExperimentForm, table, "", "an experiment")
    variants = Variants(_table(table.get("base")), _tables(table.get("variants")))
    configs = read_variants(variants, reader, look)
    _check_baseline(table, variants, reader)
    if reader.problems or form is None:
        raise PlanError(_told(reader.problems, document, overrides))
    unchecked = tuple(_told(reader.unchecked, document, overrides))
    return replace(_experiment(path, form, variants, configs), plugins=tuple(plugins), unchecked=unchecked)


def _experiment(path: Path, form: ExperimentForm, variants: Variants, configs: dict[str, Config]) -> Experiment:
    return Experiment(
        file=path.absolute(),
        name=path.stem,
        title=form.title or path.stem,
        note=form.note,
        goal=form.goal,
        seeds=form.seeds if isinstance(form.seeds, tuple) else (form.seeds,),
        baseline=form.baseline,
        variants=configs,
        notes={name: table["note"] for name, table in variants.own.items() if table.get("note")},
        variant_names=tuple(variants.own),
    )


def _anchored(table: Table, folder: Path) -> Table:
    """Return the file's table with its relative paths made absolute."""
    anchored = dict(table) | {"base": anchor_sections(table.get("base", {}), folder)}
    if isinstance(table.get("variants"), dict):
        anchored["variants"] = {name: anchor_sections(own, folder) for name, own in table["variants"].items()}
    return anchored


def _plugins(named: Any, folder: Path, reader: Reader, *, run: bool) -> list[Plugin]:
    """Return the plug-ins that a file names, after importing them if they are to run."""
    plugins = []
    for path in named if isinstance(named, list) else ():
        try:
            plugins.append(find_plugin(Path(anchor(str(path), folder))))
            if run:
                load_trusted(plugins[-1])
        except PlanError as error:
            reader.problems += error.problems
    return plugins


def _without_stray_sections(table: Table, reader: Reader) -> Table:
    """Return the table without sections at its top, which are told: they belong into the base."""
    for section in SECTIONS:
        if section in table:
            reader.wrong(section, f"is a section, so it stands in the base or in a variant: base.{section}")
    return {key: value for key, value in table.items() if key not in SECTIONS}


def _check_baseline(table: Table, variants: Variants, reader: Reader) -> None:
    name = table.get("baseline", "baseline")
    if isinstance(name, str) and variants.own and name not in variants.own:
        near = did_you_mean(name, variants.own) or f"; it would be {one_of(variants.own)}"
        reader.wrong("baseline", f"no variant is called {shown(name)}{near}")


def _told(problems: Iterable[Problem], document: Document, overrides: Sequence[Override]) -> list[Problem]:
    """Return each problem once, with its line or the `--set` that it came from, in the order of the lines."""
    told = []
    for problem in problems:
        source = origin(problem.place, overrides)
        if source is not None:
            told.append(Problem(source.told(problem.place), problem.text))
        elif problem.file:
            told.append(problem)
        else:
            told.append(replace(problem, file=str(document.path), line=document.line(problem.place)))
    return sorted(dict.fromkeys(told), key=lambda problem: problem.line or 0)


def _table(raw: Any) -> Table:
    return raw if isinstance(raw, dict) else {}


def _tables(raw: Any) -> dict[str, Table]:
    return {name: own for name, own in _table(raw).items() if isinstance(own, dict)}
