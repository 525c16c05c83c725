"""The code of components that installed packages bring, as part of what makes two runs the same."""

import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from types import ModuleType

from trainer.metrics.base import Metric
from trainer.plan.config import Config
from trainer.regularizers.early_stopping import EarlyStopping
from trainer.settings.component import Component
from trainer.settings.reading import nested_families

OWN = "trainer"
"""The package whose sources count for every run (`code_identity`)."""


def component_code(configs: Iterable[Config], goal: str = "") -> dict[str, str]:
    """Return a hash over the sources of each installed package that these configurations have a component of.

    `goal` is the figure that the experiment's goal speaks of. The package counts whole, as a component may call its
    neighbours; packages of which nothing is used do not count, so that one which is installed or mended for another
    experiment makes no finished run be done again. Plug-ins are left out: their experiment names them, with hashes of
    their own.
    """
    configs = list(configs)
    used = {type(component) for config in configs for component in _components(config)}
    used |= _metrics(filter(None, [goal, *(name for config in configs for name in _chosen_metrics(config))]))
    classes = {kind for component in used for kind in component.__mro__}
    roots = dict(filter(None, map(_package, {kind.__module__ for kind in classes if issubclass(kind, Component)})))
    return {name: _hash(root) for name, root in sorted(roots.items())}


def _components(config: Config) -> Iterator[Component]:
    """Yield every component of a configuration, with those inside of others (`extra` of a data source)."""
    own = (config.data, config.source, config.network, config.optimizer, config.schedule)
    waiting: list[Component | None] = [*own, *config.regularizers.values()]
    while waiting:
        component = waiting.pop()
        if component is not None:
            yield component
            waiting += [getattr(component, name) for name in nested_families(type(component))]


def _chosen_metrics(config: Config) -> Iterator[str]:
    """Yield the figures that a configuration selects and stops by."""
    yield config.training.select_metric
    for method in config.methods():
        if isinstance(method, EarlyStopping):
            yield method.metric


def _metrics(figures: Iterable[str]) -> set[type[Component]]:
    known = Metric.registry()
    return {known[name] for figure in figures if (name := figure.rpartition(".")[2]) in known}


def _package(module: str) -> tuple[str, Path] | None:
    """Return the outermost package or module with a file, and where it lies; None for our own and for plug-ins."""
    for name in accumulate(module.split("."), "{}.{}".format):
        known = sys.modules.get(name)
        if name == OWN or (known is not None and "__sha256__" in known.__dict__):
            return None
        if known is not None and getattr(known, "__file__", None):
            return name, _place(known)
    return None


def _place(module: ModuleType) -> Path:
    file = Path(str(module.__file__))
    return file.parent if hasattr(module, "__path__") else file


def _hash(root: Path) -> str:
    """Return a hash over the Python files of a package, or over a module's single file."""
    digest = blake2b(digest_size=8)
    for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
