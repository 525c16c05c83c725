"""Whatever stands in an experiment file is read or told; nothing else ever happens."""

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomlkit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.trainer.plan.files import FULL
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from trainer.settings.problems import PlanError

TABLE = tomllib.loads(FULL.read_text("utf-8"))
KEYS = st.sampled_from(
    ["name", "lr", "start", "extends", "extra", "data", "regularizers", "dropout", "variants", "é.x", ""]
)
SCALARS = st.one_of(
    st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=5), st.dates(), st.just("variant:tuned")
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def all_paths(value: Any, place: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = value.items() if isinstance(value, dict) else ()
    return [place, *(path for key, one in inner for path in all_paths(one, (*place, key)))]


def replaced(table: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    return table | {path[0]: replaced(table[path[0]], path[1:], value)}


def outcome(text: str, sets: tuple[str, ...] = ()) -> str:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "any.toml"
        file.write_text(text, "utf-8", "surrogatepass")
        try:
            return f"{len(plan_runs(load_experiment(file, sets)))} runs"
        except PlanError as error:
            return str(error)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(all_paths(TABLE)[1:]), VALUES)
@example(("variants", "tuned"), {"extends": ["calmer"], "network": []})
@example(("base",), {"data": {"extra": {"extra": {"name": []}}}})
def test_any_value_at_any_place(path: tuple[str, ...], value: Any) -> None:
    said = outcome(tomlkit.dumps(replaced(TABLE, path, value)))
    assert said
    assert all(line.isprintable() for line in said.splitlines())


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_any_text_as_a_file(text: str) -> None:
    assert outcome(text)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([".".join(path) for path in all_paths(TABLE)[1:]]), st.text(max_size=20) | st.sampled_from("[{=")
)
def test_any_override(path: str, value: str) -> None:
    said = outcome(FULL.read_text("utf-8"), (f"{path.removeprefix('base.')}={value}",))
    assert all(line.isprintable() for line in said.splitlines())
