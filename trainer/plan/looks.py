"""What a look at data, files of weights and networks shows, without torch, before anything is queued or run."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from trainer.data.base import DataSource
from trainer.data.examples import DataError
from trainer.data.names import listed, unknown_class
from trainer.networks.base import Network, NetworkError
from trainer.plan.parse import dump_settings
from trainer.settings.base import Settings
from trainer.settings.problems import Problem, shown
from trainer.settings.references import references, variant_of

Sections = Mapping[str, Any]
Shape = tuple[int, ...]
T = TypeVar("T")


class Glance:
    """A look at one source, without its `extra`."""

    def __init__(self, source: DataSource) -> None:
        self.source = source

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it; the places are its settings."""
        wanted = self.source.classes or ()
        known = self.known if wanted else None
        strange = ((n, unknown_class([name], known)) for n, name in enumerate(wanted)) if known else ()
        return (*self._missing(), *(Problem(f"classes.{n}", text) for n, text in strange if text))

    @cached_property
    def known(self) -> tuple[str, ...] | None:
        """All classes that the data has, where that can be seen."""
        return _seen(self.source.class_names)

    @cached_property
    def shape(self) -> Shape | None:
        """The shape of an example, where that can be seen."""
        return _seen(self.source.example_shape)

    def _missing(self) -> Iterator[Problem]:
        try:
            self.source.check()
            if type(self.source).check is DataSource.check:
                self.source.fingerprint()
        except DataError as error:
            yield Problem(error.setting, str(error))


class Looks:
    """Looks at the sections of an experiment's variants; what several share is looked at once."""

    def __init__(self, variants: Mapping[str, Sections]) -> None:
        self._variants = variants
        self._glances: dict[str, Glance] = {}

    def problems(self, name: str) -> Iterator[Problem]:
        """Yield what is wrong with a variant."""
        sections = self._variants[name]
        for place, source in _sources(sections):
            for problem in self._glance(source).problems:
                yield Problem(_joined(place, problem.place), problem.text)
        yield from _lost_files(sections)
        yield from self._foreign_classes(sections)
        yield from self._unbuildable(sections.get("network"), sections.get("data"))

    def _glance(self, source: DataSource) -> Glance:
        key = repr(dump_settings(source) | {"extra": None})
        return self._glances.setdefault(key, Glance(source))

    def _foreign_classes(self, sections: Sections) -> Iterator[Problem]:
        """Yield each setting that names a network of other classes than it has to know."""
        own = self._classes(sections)
        for place, value, advice in _of_same_classes(sections):
            others = self._learned(value, sections)
            if own and others and own != others:
                text = f"{shown(value)} is trained for other classes ({listed(others)}) than {listed(own)}"
                yield Problem(place, f"{text}; {advice}")

    def _learned(self, reference: str, sections: Sections) -> tuple[str, ...] | None:
        """Return the classes of the network that a reference of a variant means, where they can be seen."""
        network = sections.get("network")
        named = variant_of(network.start if reference == "start" and network else reference)
        return self._classes(self._variants.get(named or "", {}))

    def _classes(self, sections: Sections) -> tuple[str, ...] | None:
        """Return the classes of a variant's data, in their order, where they can be seen."""
        data = sections.get("data")
        return (data.classes or self._glance(data).known) if data else None

    def _unbuildable(self, network: Network | None, data: DataSource | None) -> Iterator[Problem]:
        """Yield why the network cannot be built; what is of another kind than it takes is told elsewhere."""
        if network is None:
            return
        shape = _input_shape(network, data, self._glance(data).shape) if data else None
        takes = {"images": 3, "features": 1}.get(network.takes)
        try:
            network.check(shape if shape and takes in (None, len(shape)) else None)
        except NetworkError as error:
            yield Problem(error.place, error.text)


def _sources(sections: Sections) -> Iterator[tuple[str, DataSource]]:
    """Yield each source with its place."""
    for section in ("data", "source"):
        place, source = section, sections.get(section)
        while source is not None:
            yield place, source
            place, source = f"{place}.extra", source.extra


def _input_shape(network: Network, data: DataSource, own: Shape | None) -> Shape | None:
    """Return the shape of what the network is given, where all of it is known."""
    if own is not None and len(own) == 1:
        return own
    channels = network.channels or data.channels or (own[0] if own else None)
    sides = (data.size, data.size) if data.size else own[1:] if own else ()
    return (channels, *sides) if channels and sides else None


def _lost_files(sections: Sections) -> Iterator[Problem]:
    """Yield each reference to a file of weights that is not there."""
    for place, component in _referring(sections):
        for setting, values in references(component).items():
            for value in dict.fromkeys(values):
                kind, _, where = value.partition(":")
                if kind == "file" and not Path(where).is_file():
                    yield Problem(f"{place}.{setting}", f"{where}: there is no such file of weights")


def _referring(sections: Sections) -> Iterator[tuple[str, Settings]]:
    """Yield what may refer to weights, with its place."""
    if sections.get("network") is not None:
        yield "network", sections["network"]
    for name, method in sections["regularizers"].items():
        yield f"regularizers.{name}", method


def _of_same_classes(sections: Sections) -> Iterator[tuple[str, str, str]]:
    """Yield each reference that has to know the classes of its variant, with its place and what to do otherwise."""
    for name, method in sections["regularizers"].items():
        for setting, advice in method.same_classes.items():
            for value in references(method)[setting]:
                yield f"regularizers.{name}.{setting}", value, advice


def _seen(look: Callable[[], T | None]) -> T | None:
    """Return what a look shows; what keeps it from being seen is told by the source's `check`."""
    try:
        return look()
    except DataError:
        return None


def _joined(*parts: str) -> str:
    return ".".join(filter(None, parts))
