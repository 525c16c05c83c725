"""Families of named classes (regularizers, data sources, networks, …): one class, one name, found by itself."""

import re
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules
from typing import Any, ClassVar, Self, TypeVar, get_args

from trainer.settings.base import Settings
from trainer.settings.problems import Problem

C = TypeVar("C")
ENTRY_POINTS = "backslide.components"
"""The entry-point group under which an installed package names modules that hold components."""


def snake_case(name: str) -> str:
    """Return `label_smoothing` for `LabelSmoothing`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


ANY = "NAME"
"""What stands in the name of a class that serves every name with its beginning: `timm/NAME`."""


class Names(dict[str, C]):
    """Classes by name; one that is called `timm/NAME` is found by every name that begins with `timm/`."""

    def __missing__(self, name: str) -> C:
        """Return the class that serves the beginning of a name."""
        for known in self:
            if known.endswith(f"/{ANY}") and name.startswith(known.removesuffix(ANY)) and len(name) > len(known) - 4:
                return super().__getitem__(known)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return self.get(name) is not None

    def get(self, name: Any, default: Any = None) -> Any:
        """Return the class that serves a name, or the default."""
        try:
            return self[name]
        except (KeyError, TypeError, AttributeError):
            return default


class Component(Settings):
    """A class that a configuration chooses by name; a subclass of a family registers itself when it is defined.

    A direct subclass that is declared with `family=…` opens a family; its package is searched for members.
    A member may serve several names (`names=`): then it has a field `name` that says which is meant.
    """

    family: ClassVar[str] = ""
    component_name: ClassVar[str] = ""
    members: ClassVar[dict[str, type["Component"]]] = {}

    def __init_subclass__(cls, **_: Any) -> None:
        """Let class arguments through to pydantic's own hook, which runs when the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, *, family: str = "", names: tuple[str, ...] = (), **_: Any) -> None:
        """Open a family, or enter the class into the family that it inherits."""
        if family:
            cls.family, cls.members = family, {}
            return
        _require_bounds(cls)
        cls.component_name = names[0] if len(names) == 1 else snake_case(cls.__name__)
        for name in names or (cls.component_name,):
            known = cls.members.get(name)
            if known is not None and known.__module__ != cls.__module__:
                raise TypeError(f"{cls.family} {name!r} of {cls.__module__} exists already in {known.__module__}")
            cls.members[name] = cls

    @classmethod
    def registry(cls) -> Names[type[Self]]:
        """Return the family's members by name, after importing every module of the family's package."""
        package = cls.family_package()
        _import_members(package, tuple(import_module(package).__path__))
        import_installed()
        return Names(sorted(cls.members.items()))  # type: ignore[arg-type]  # members of cls's own family

    @classmethod
    def family_package(cls) -> str:
        """Return the package that holds the family: the one of the class that opened it."""
        opener = next(base for base in reversed(cls.__mro__) if base.__dict__.get("family"))
        return opener.__module__.rpartition(".")[0]


def _require_bounds(cls: type[Component]) -> None:
    """Refuse a number that could be anything: forms, checks and tests go by what is allowed."""
    for name, field in cls.model_fields.items():
        kinds = {kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)}
        told = {type(bound).__name__ for bound in field.metadata}
        if kinds & {int, float} and not (told & {"Ge", "Gt"} and told & {"Le", "Lt"}):
            raise TypeError(f"{cls.__name__}.{name}: a number needs a lower and an upper bound (ge or gt, le or lt)")


def members(family: type[Component]) -> list[type[Component]]:
    """Return the classes of a family, each once, however many names it serves."""
    return list(dict.fromkeys(family.registry().values()))


@cache
def _import_members(package: str, folders: tuple[str, ...]) -> None:
    for module in iter_modules(folders):
        import_module(f"{package}.{module.name}")


@cache
def import_installed() -> tuple[Problem, ...]:
    """Import what installed packages add, once, and return what could not be imported.

    It is other people's code, so whatever it raises is told, not passed on: most experiments do without it.
    """
    return tuple(filter(None, map(_import_entry, entry_points(group=ENTRY_POINTS))))


def broken_entries() -> tuple[Problem, ...]:
    """Return which installed components could not be imported, if any were looked for."""
    return import_installed() if import_installed.cache_info().currsize else ()


def _import_entry(entry: EntryPoint) -> Problem | None:
    try:
        entry.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it is told
        for family in Component.__subclasses__():
            gone = [name for name, member in family.members.items() if member.__module__ not in sys.modules]
            for name in gone:  # classes that a module defined before it failed
                del family.members[name]
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return Problem(
            f"entry point {entry.name} = {entry.value}", f"cannot be loaded: {reason}; mend or uninstall its package"
        )
    return None
