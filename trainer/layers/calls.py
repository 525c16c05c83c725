"""Calls of functions inside modules (`F.relu(x)` in a `forward`), and putting another function in their place."""

import dis
import inspect
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import Any

from torch import nn

Function = Callable[..., Any]


def replace_calls(model: nn.Module, old: Collection[Function], new: Function) -> int:
    """Let the methods of a network's own module classes call `new` where they call one of the `old` functions.

    Changes this model only: its modules get a subclass of their class, whose methods see other globals; no parameter is
    renamed, and copies of the model keep the change. Gives the number of calls, counted for each module.
    Torch's own classes are left alone. A helper function outside the classes, or a method of a tensor, is out of reach.
    """
    known: dict[type, tuple[type, int]] = {}
    count = 0
    for module in model.modules():
        kind = type(module)
        if kind not in known:
            known[kind] = _subclass(kind, old, new)
        replacement, calls = known[kind]
        if calls:
            module.__class__ = replacement
            count += calls
    return count


def tensor_methods(model: nn.Module, names: Collection[str]) -> int:
    """Count calls such as `x.relu()` on what is not a submodule, which `replace_calls` cannot reach."""
    functions = [function for module in model.modules() for function in _methods(type(module)).values()]
    return sum(_called_on_values(code, names) for function in functions for code in _codes(function.__code__))


def _subclass(kind: type, old: Collection[Function], new: Function) -> tuple[type, int]:
    changed: dict[str, Any] = {}
    count = 0
    for name, function in _methods(kind).items():
        paths = list(_calls(function, old))
        if paths:
            changed[name] = _rebound(function, paths, new)
            count += len(paths)
    return (type(kind.__name__, (kind,), {"__module__": kind.__module__, **changed}) if changed else kind), count


def _methods(kind: type) -> dict[str, FunctionType]:
    """Return the methods that a class has of its own or inherits, without those of torch and of Python."""
    methods: dict[str, FunctionType] = {}
    for base in reversed(kind.__mro__):
        if base is not object and not base.__module__.startswith("torch."):
            methods |= {name: value for name, value in vars(base).items() if inspect.isfunction(value)}
    return {name: value for name, value in methods.items() if name != "__init__"}


def _calls(function: FunctionType, wanted: Collection[Function]) -> Iterator[tuple[str, ...]]:
    """Yield the names through which a method reaches the wanted functions, once a call: ("F", "relu")."""
    for code in _codes(function.__code__):
        for path in _global_paths(code):
            value = function.__globals__.get(path[0])
            depth = 1
            while depth < len(path) and isinstance(value, ModuleType):
                value = getattr(value, path[depth], None)
                depth += 1
            if any(value is one for one in wanted):
                yield path[:depth]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _global_paths(code: CodeType) -> Iterator[tuple[str, ...]]:
    """Yield every global that a function reads, with the attributes that it then takes of it."""
    path: list[str] = []
    for step in dis.get_instructions(code):
        if path and step.opname in {"LOAD_ATTR", "LOAD_METHOD"}:
            path.append(step.argval)
            continue
        if path:
            yield tuple(path)
        path = [step.argval] if step.opname == "LOAD_GLOBAL" else []


def _rebound(function: FunctionType, paths: list[tuple[str, ...]], new: Function) -> FunctionType:
    """Return the same function with globals in which these paths lead to `new`."""
    scope: dict[str, Any] = dict(function.__globals__)
    for path in set(paths):
        _point(scope, path, new)
    copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__, copy.__qualname__ = function.__kwdefaults__, function.__qualname__
    return copy


def _point(scope: dict[str, Any], path: tuple[str, ...], new: Function) -> None:
    """Set a dotted name in a scope, in copies of the modules on the way."""
    for name in path[:-1]:
        module = ModuleType(scope[name].__name__)
        module.__dict__.update(scope[name].__dict__)
        scope[name] = module
        scope = module.__dict__
    scope[path[-1]] = new


def _called_on_values(code: CodeType, names: Collection[str]) -> int:
    steps = list(dis.get_instructions(code))
    return sum(
        step.opname in {"LOAD_METHOD", "LOAD_ATTR"} and step.argval in names and _is_value(before)
        for before, step in pairwise(steps)
    )


def _is_value(step: dis.Instruction) -> bool:
    """Say whether an instruction loads a computed value, rather than `self`, a global or an attribute."""
    return step.opname.startswith("CALL") or (step.opname.startswith("LOAD_FAST") and step.argval != "self")
