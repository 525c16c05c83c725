"""Who may import whom, read from the sources: the table of ARCHITECTURE.md."""

import sys
from collections.abc import Iterator

import pytest

from tests.layers.imports import Import, imports_of, modules

HEAVY = frozenset({"torch", "torchvision", "safetensors"})
SCREEN = frozenset({"textual", "textual_plot", "rich", "typer"})

ALLOWED: dict[str, frozenset[str]] = {
    "store": frozenset({"tinydb", "msgspec", "orjson", "numpy", "scipy", "store"}),
    "store.exchange": frozenset({"orjson", "numpy", "mlflow", "sqlalchemy", "tensorboard", "store"}),
    "trainer": frozenset(
        {"pydantic", "pydantic_core", "orjson", "tomlkit", "psutil", "pynvml", "numpy", "optuna", "PIL"}
    )
    | frozenset({"store", "trainer"}),
    "trainer.engine": HEAVY | frozenset({"numpy", "PIL", "psutil", "store", "trainer"}),
    "trainer.layers": HEAVY | frozenset({"trainer"}),
    "trainer.__main__": frozenset({"store", "trainer"}),
    "tui": SCREEN | frozenset({"psutil", "orjson", "store", "trainer", "tui"}),
}
"""By the longest prefix: the packages beside the standard library that a module may import."""

ONLY_WHEN_CALLED = frozenset({"numpy", "scipy", "PIL", "optuna", "tensorboard", "mlflow", "sqlalchemy"})
"""Outside `trainer.engine` and `trainer.layers`, these are imported inside functions only: they cost start-up time."""

NEVER: dict[str, tuple[str, ...]] = {
    "store": ("trainer", "tui"),
    "store.exchange": ("trainer", "tui"),
    "trainer": ("tui", "trainer.engine", "trainer.layers"),
    "trainer.engine": ("tui", "trainer.launch", "store.store", "store.index"),
    "trainer.layers": ("tui", "store", "trainer.engine", "trainer.plan", "trainer.launch"),
    "trainer.__main__": ("tui",),
    "tui": ("trainer.engine", "trainer.layers"),
}
"""The layers of our own that a module never asks, not even when called."""

TORCH_INSIDE_METHODS = ("trainer.regularizers.", "trainer.networks.", "trainer.data.", "trainer.metrics.")
"""The exception: what these declare is read without torch, and does its work with it."""


def area(module: str) -> str:
    return max((prefix for prefix in ALLOWED if module == prefix or module.startswith(f"{prefix}.")), key=len)


def foreign(module: str) -> Iterator[Import]:
    return (found for found in imports_of(module) if found.top not in sys.stdlib_module_names)


def test_a_module_imports_only_what_its_layer_may() -> None:
    assert not [str(found) for name in modules() for found in foreign(name) if not _allowed(found)]


def _allowed(found: Import) -> bool:
    excepted = found.deferred and found.module.startswith(TORCH_INSIDE_METHODS)
    return found.top in ALLOWED[area(found.module)] or (excepted and found.top in HEAVY | {"timm", "huggingface_hub"})


def test_what_is_slow_to_import_waits_until_it_is_needed() -> None:
    lean = [name for name in modules() if area(name) not in ("trainer.engine", "trainer.layers")]
    early = [found for name in lean for found in foreign(name) if found.top in ONLY_WHEN_CALLED and not found.deferred]
    assert not list(map(str, early))


def test_nothing_looks_into_a_layer_above_it() -> None:
    """`trainer.engine` and `trainer.layers` are reached by the child alone; methods reach the layers when called."""
    assert not [str(found) for name in modules() for found in imports_of(name) if _looks_up(found)]


def _looks_up(found: Import) -> bool:
    excepted = found.deferred and found.module.startswith(TORCH_INSIDE_METHODS)
    above = [name for name in NEVER[area(found.module)] if not (excepted and name == "trainer.layers")]
    return any(found.target == name or found.target.startswith(f"{name}.") for name in above)


@pytest.mark.parametrize(
    ("module", "target"),
    [("store.run", "torch"), ("trainer.plan.parse", "rich"), ("trainer.launch.queue", "torch"), ("tui.app", "tinydb")],
)
def test_the_rules_catch_what_they_are_for(module: str, target: str) -> None:
    assert not _allowed(Import(module, target, 1, deferred=True))


def test_no_module_imports_itself_by_a_detour() -> None:
    """Cycles count even where a function defers an import."""
    graph = {name: {found.target for found in imports_of(name)} & modules().keys() - {name} for name in modules()}
    order: list[str] = []
    state: dict[str, int] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert state.get(name) != 1, " → ".join([*path[path.index(name) :], name])
        if state.get(name) == 2:
            return
        state[name] = 1
        for other in sorted(graph[name]):
            visit(other, (*path, name))
        state[name] = 2
        order.append(name)

    for name in sorted(graph):
        visit(name, ())
    assert len(order) == len(graph)
