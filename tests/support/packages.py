"""A package that is installed for the time of a test and names a module with components."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import invalidate_caches
from pathlib import Path

import pytest

from trainer.metrics.base import Metric
from trainer.plan.parse import FAMILIES
from trainer.regularizers.base import Regularizer
from trainer.settings import component

OPTIMIZER = "from trainer.plan.sections.optimizer import Optimizer\nclass Lion(Optimizer):\n    pass\n"
_FAMILIES = [*dict.fromkeys(family for family, _ in FAMILIES.values()), Regularizer, Metric]


@contextmanager
def installed(folder: Path, files: dict[str, str], name: str = "extra", value: str = "") -> Iterator[None]:
    """Install files below a folder that Python looks into; the entry point names `NAME_components` unless `value`."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{component.ENTRY_POINTS}]\nmine = {value or f'{name}_components'}\n")
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    known = [dict(family.registry()) for family in _FAMILIES]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        invalidate_caches()
        component.import_installed.cache_clear()
        yield
    _forget(known, {path.stem for path in folder.iterdir()})


def _forget(known: list[dict[str, type[component.Component]]], modules: set[str]) -> None:
    """Put back what was known before, so that installed packages are looked for anew."""
    for module in [name for name in sys.modules if name.partition(".")[0] in modules]:
        del sys.modules[module]
    for family, before in zip(_FAMILIES, known, strict=True):
        family.members.clear()
        family.members.update(before)
    component.import_installed.cache_clear()
