"""What every module of the product imports, read from its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("store", "trainer", "tui")


@dataclass(frozen=True)
class Import:
    """One import of a module: what it names, on which line, and whether a function holds it until it is called."""

    module: str
    target: str
    line: int
    deferred: bool

    @property
    def top(self) -> str:
        return self.target.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.module} (line {self.line}) imports {self.target}{' when called' if self.deferred else ''}"


@cache
def modules() -> dict[str, Path]:
    """Return every module of the three packages by dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    """Return what a module imports, but for what only type checkers read."""
    tree = ast.parse(modules()[module].read_text("utf-8"))
    return tuple(_imports(module, tree, deferred=False))


def _imports(module: str, node: ast.AST, *, deferred: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (Import(module, alias.name, child.lineno, deferred) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(module, target, child.lineno, deferred) for target in _targets(child))
        else:
            inside = deferred or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(module, child, deferred=inside)


def _targets(node: ast.ImportFrom) -> Iterator[str]:
    """Yield `a.b` for each name that is a module of `a`, else `a`."""
    assert node.level == 0, "relative imports hide where a thing lives"
    origin = str(node.module)
    for alias in node.names:
        inner = f"{origin}.{alias.name}"
        yield inner if inner in modules() else origin
