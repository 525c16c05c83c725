"""What stands in an experiment file outside of its sections."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator

from trainer.plan.goal import Goal
from trainer.settings.base import Settings, setting
from trainer.settings.problems import shown

Seed = Annotated[int, Field(ge=0, lt=2**31)]
Seeds = Annotated[tuple[Seed, ...], Field(min_length=1, max_length=1000, json_schema_extra={"uniqueItems": True})]
VARIANT_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
"""A variant's name is part of paths and of `experiment/variant/seed`, so it has neither dots nor slashes."""


def _variant_name(name: str) -> str:
    if not re.fullmatch(VARIANT_NAME, name):
        raise ValueError(
            f"{shown(name)} is no name for a variant: it takes up to 64 letters (a to z), digits, - and _, "
            "and begins with a letter or a digit"
        )
    return name


class ExperimentForm(Settings):
    """The entries at the top of an experiment file."""

    title: str = setting("", "What the experiment is about, in a line; the file's name by default.", max_length=200)
    note: str = setting("", "Anything worth keeping with it; may span lines.", max_length=10_000)
    goal: str | None = setting(
        None,
        "Metric and threshold that a variant is to reach.",
        max_length=200,
        examples=["test.accuracy >= 0.8"],
    )
    seeds: Annotated[int, Field(ge=1, le=1000)] | Seeds = setting(
        (1, 2, 3), "The seeds, each a run of every variant; a number n stands for 1, 2, …, n."
    )
    baseline: str = setting("baseline", "The variant that the others are compared with.")
    plugins: tuple[str, ...] = setting(
        (), "Python files with networks, data sources or methods of your own, run at launch, once they are trusted."
    )
    base: dict[str, Any] = setting({}, "Settings of every variant, by section.")
    variants: dict[Annotated[str, AfterValidator(_variant_name)], dict[str, Any]] = setting(
        ..., "The variants by name, each with what differs from the base.", min_length=1, max_length=200
    )

    @field_validator("goal")
    @classmethod
    def _goal_can_be_read(cls, goal: str | None) -> str | None:
        return None if goal is None else str(Goal.parse(goal))

    @field_validator("seeds")
    @classmethod
    def _seeds_differ(cls, seeds: int | tuple[int, ...]) -> tuple[int, ...]:
        if isinstance(seeds, int):
            return tuple(range(1, seeds + 1))
        twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
        if twice:
            raise ValueError(f"must differ from one another; {', '.join(map(str, twice))} stands there more than once")
        return seeds


class VariantForm(Settings):
    """The entries of a variant outside of its sections."""

    note: str = setting("", "What the variant is for; shown beside it.", max_length=10_000)
    extends: str | None = setting(
        None, "Another variant, on whose settings it builds; without one it builds on the base."
    )
