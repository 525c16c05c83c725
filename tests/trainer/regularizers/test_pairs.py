"""Every two methods: together they take a step and stay finite, or they are refused with the reason."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from tests.trainer.regularizers.contract import IMAGES, TABLE, Place, Sections, configuration, example
from trainer.engine.build import build
from trainer.engine.loop import Loop
from trainer.engine.measuring import Measurer
from trainer.engine.others import Others
from trainer.engine.prepare import Prepared, prepare
from trainer.engine.start import find_start, load
from trainer.plan.config import Config
from trainer.plan.conflicts import find_conflicts
from trainer.plan.identity import digest
from trainer.plan.parse import dump_config
from trainer.regularizers.base import Regularizer

REGISTRY = Regularizer.registry()
CPU = torch.device("cpu")
Prepare = Callable[[Config], Prepared]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return the runs that pairs begin with."""
    return Place(tmp_path_factory.mktemp("pairs"))


@pytest.fixture(scope="module")
def prepared() -> Prepare:
    """Return what prepares data, each kind of it once."""

    @cache
    def by_key(key: str) -> Prepared:
        return prepare(known[key], CPU)

    known: dict[str, Config] = {}

    def prepare_once(config: Config) -> Prepared:
        parts = {name: table for name, table in dump_config(config).items() if name in ("data", "source", "network")}
        key = digest([parts, any(method.needs_source for method in config.methods())])
        known.setdefault(key, config)
        return by_key(key)

    return prepare_once


def excluded(one: str, other: str) -> bool:
    return other in REGISTRY[one].excludes or one in REGISTRY[other].excludes


def pairs(first: str, *, together: bool) -> list[str]:
    """Return the methods behind `first` by name with which it can be on, or cannot."""
    others = [other for one, other in combinations(REGISTRY, 2) if one == first]
    return [other for other in others if excluded(first, other) is not together]


def sections_for(one: str, other: str) -> Sections | None:
    """Return data and a network on which both can act; None where one is for pictures and one for tables."""
    methods = [REGISTRY[one], REGISTRY[other]]
    kinds = set(methods[0].applies_to) & set(methods[1].applies_to)
    if not kinds:
        return None
    needed: Sections = {}
    for method in methods:
        needed |= method.example_sections
    return IMAGES | needed if "images" in kinds else TABLE | {"source": TABLE["data"]}


def meetings() -> dict[str, set[frozenset[str]]]:
    """Return the pairs of methods that may be on together, by the sections on which both can act, as text."""
    found: dict[str, set[frozenset[str]]] = {}
    for one, other in combinations(REGISTRY, 2):
        given = sections_for(one, other)
        if given is not None and not excluded(one, other):
            found.setdefault(json.dumps(given), set()).add(frozenset((one, other)))
    return found


def can_act(name: str, given: Sections) -> bool:
    """Say whether a method can act on such sections, which may be more than it needs."""
    kinds, needed = REGISTRY[name].applies_to, REGISTRY[name].example_sections
    return ("images" if given["data"]["name"] == "digits" else "features") in kinds and needed.items() <= given.items()


def groups() -> Iterator[tuple[Sections, tuple[str, ...]]]:
    """Yield groups of methods in which each pair meets once at least."""
    for told, wanted in meetings().items():
        given, left = json.loads(told), sorted(wanted, key=sorted)
        possible = [name for name in REGISTRY if can_act(name, given)]
        while left:
            group = set(left[0])
            for name in possible:
                met = {frozenset((name, one)) for one in group - {name}}
                if met & set(left) and not any(excluded(name, one) for one in group):
                    group.add(name)
            left = [pair for pair in left if not pair <= group]
            yield given, tuple(name for name in REGISTRY if name in group)


GROUPS = [pytest.param(given, names, id="-".join(names[:2])) for given, names in groups()]


def step(given: Sections, names: tuple[str, ...], place: Place, prepare_once: Prepare, precision: str = "fp32") -> Loop:
    """Take the first step of a run with some methods."""
    plain = configuration({name: example(REGISTRY[name]) for name in names}, place.start(given), given)
    config = plain.model_copy(update={"training": plain.training.model_copy(update={"precision": precision})})
    data = prepare_once(config)
    start = load(config.network, find_start(config.network, None), data.shape)
    parts = build(config, 1, data, CPU, start)
    parts.ctx.others = Others(parts, {"run:other": [place.plain(given)]}, start)
    quiet: Any = SimpleNamespace(**dict.fromkeys(("effective", "warnings", "begin_epoch"), lambda _: None))
    quiet.due = lambda: False
    loop = Loop(parts, Measurer(parts, start), quiet, Path())
    for method in loop.hooks.before_training:
        method.before_training(parts.ctx)
    loop.steps_of_epoch(lambda taken: taken >= 1)
    return loop


def check_they_go_together(given: Sections, names: tuple[str, ...], place: Place, prepare_once: Prepare) -> None:
    told = " with ".join(names)
    try:
        loop = step(given, names, place, prepare_once)
    except Exception as error:
        raise AssertionError(told) from error
    assert torch.isfinite(loop.loss_sum), told
    for name, value in loop.evaluated_model().state_dict().items():
        assert torch.isfinite(value).all(), f"{told}: {name}"


@pytest.mark.parametrize(("given", "names"), GROUPS)
def test_groups_in_which_every_two_methods_meet_take_a_step_and_stay_finite(
    given: Sections, names: tuple[str, ...], place: Place, prepared: Prepare
) -> None:
    check_they_go_together(given, names, place, prepared)


@pytest.mark.stress
@pytest.mark.parametrize("first", REGISTRY)
def test_methods_that_may_be_on_together_take_a_step_and_stay_finite(
    first: str, place: Place, prepared: Prepare
) -> None:
    for other in pairs(first, together=True):
        given = sections_for(first, other)
        if given is not None:
            check_they_go_together(given, (first, other), place, prepared)


@pytest.mark.parametrize("first", [name for name in REGISTRY if pairs(name, together=False)])
def test_methods_that_may_not_be_on_together_are_refused_with_the_reason(first: str) -> None:
    for other in pairs(first, together=False):
        start = {"name": "small_cnn", "start": "pretrained"}
        sections = {"regularizers": {first: {}, other: {}}, "network": start, "source": {"name": "digits"}}
        (problem,) = find_conflicts(sections)
        reason = REGISTRY[first].excludes.get(other) or REGISTRY[other].excludes[first]
        assert problem.text.startswith(f"cannot be on together with {other}: {reason}")


@pytest.mark.parametrize("name", REGISTRY)
def test_every_method_takes_a_step_in_half_precision(name: str, place: Place, prepared: Prepare) -> None:
    given = sections_for(name, name)
    assert given is not None
    assert torch.isfinite(step(given, (name,), place, prepared, "bf16").loss_sum)
