"""How the components of a layered network are written, and what each makes of the shape that it is given."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from store.errors import did_you_mean
from trainer.networks.base import NetworkError
from trainer.settings.problems import shown

if TYPE_CHECKING:
    from trainer.networks.base import Shape

ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "mish", "hardswish")


@dataclass(frozen=True)
class Number:
    """A number of a component: the name of its argument, what it may be, and its bounds if it is a whole one."""

    name: str
    kind: Literal["whole", "odd", "share"] = "whole"
    low: int = 1
    high: int = 1

    def __str__(self) -> str:
        """Return what it may be."""
        if self.kind == "share":
            return f"{self.name}, a number between 0 and 1"
        return f"{self.name}, {'an odd' if self.kind == 'odd' else 'a whole'} number from {self.low} to {self.high}"

    def read(self, word: str) -> int | float | None:
        """Return the number that a word gives, or None where it is not allowed."""
        if self.kind == "share":
            return float(word) or None if re.fullmatch(r"0?\.[0-9]{1,9}", word) else None
        value = int(word) if re.fullmatch("[0-9]{1,9}", word) else 0
        return value if self.low <= value <= self.high and (self.kind != "odd" or value % 2) else None


@dataclass(frozen=True)
class Form:
    """How components of one kind are written: a number that they need, then options, in this order."""

    number: Number | None = None
    options: tuple[Number, ...] = ()
    norm: bool = False
    activation: bool = False

    def parts(self) -> list[str]:
        """Return the words that stand behind the kind."""
        number = [self.number.name.upper()] if self.number else []
        options = [f"[{option.name} {option.name[0].upper()}]" for option in self.options]
        return [*number, *options, *["[norm]"] * self.norm, *["[ACTIVATION]"] * self.activation]


_CHANNELS, _UNITS = Number("channels", high=4096), Number("units", high=65536)
_KERNEL, _STRIDE = Number("kernel", "odd", high=31), Number("stride", high=8)
_SIZE, _RATE = Number("size", low=2, high=64), Number("rate", "share")
FORMS = {
    "conv": Form(_CHANNELS, (_KERNEL, _STRIDE), norm=True, activation=True),
    "block": Form(_CHANNELS, (_STRIDE,), activation=True),
    "max_pool": Form(_SIZE),
    "avg_pool": Form(_SIZE),
    "global_pool": Form(),
    "flatten": Form(),
    "dense": Form(_UNITS, norm=True, activation=True),
    "dropout": Form(_RATE),
    "norm": Form(),
    **dict.fromkeys(ACTIVATIONS, Form()),
}


def written(kind: str) -> str:
    """Return how components of a kind are written, such as `dense UNITS [norm] [ACTIVATION]`."""
    return " ".join([kind, *FORMS[kind].parts()])


@dataclass(frozen=True)
class Part:
    """A component that was read: its kind, and the arguments that the text gives."""

    kind: str
    arguments: dict[str, Any]


def read_part(text: str) -> Part:
    """Read the text of one component, or raise a `ValueError` that says what would be right."""
    kind, *words = text.split() or [""]
    if kind not in FORMS:
        raise ValueError(f"{shown(text)}: a component begins with {_any_of(FORMS)}{did_you_mean(kind, FORMS)}")
    form = FORMS[kind]
    arguments: dict[str, Any] = {}
    if form.number:
        arguments[form.number.name] = _number(form.number, words, text)
    for option in form.options:
        if words[:1] == [option.name]:
            words.pop(0)
            arguments[option.name] = _number(option, words, text)
    if form.norm and words[:1] == ["norm"]:
        arguments["norm"] = bool(words.pop(0))
    if form.activation and words and words[0] in ACTIVATIONS:
        arguments["activation"] = words.pop(0)
    if words:
        _refuse(text, f"{shown(words[0])} cannot stand there")
    return Part(kind, arguments)


def _number(number: Number, words: list[str], text: str) -> int | float:
    value = number.read(words.pop(0)) if words else None
    if value is None:
        _refuse(text, f"needs its {number}")
    return value


def _refuse(text: str, why: str) -> NoReturn:
    kind = text.split(maxsplit=1)[0]
    form = written(kind)
    known = f", where ACTIVATION is {_any_of(ACTIVATIONS)}" if FORMS[kind].activation else ""
    raise ValueError(f"{shown(text)}: {why}; it would be {form}{known}")


def _any_of(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}"


def fit(part: Part, shape: "Shape", place: str) -> "tuple[dict[str, Any], Shape]":
    """Return all arguments of a component that is given `shape`, and the shape that it gives. Raises `NetworkError`."""
    own = part.arguments
    match part.kind:
        case "conv" | "block":
            channels, *sides = _maps(part, shape, place)
            smaller = (-(-side // own.get("stride", 1)) for side in sides)
            return {"inputs": channels, **own}, (own["channels"], *smaller)
        case "max_pool" | "avg_pool":
            return own, _pooled(part, _maps(part, shape, place), place)
        case "global_pool":
            return own, _maps(part, shape, place)[:1]
        case "flatten":
            return own, (prod(shape),)
        case "dense":
            return {"inputs": prod(shape), **own}, (own["units"],)
        case "norm":
            return {"inputs": shape[0], "maps": len(shape) == 3}, shape
    return own, shape


def _maps(part: Part, shape: "Shape", place: str) -> "Shape":
    if len(shape) == 3:
        return shape
    raise NetworkError(
        f"{place}: {part.kind} takes pictures or maps, and what reaches it is a row of {shape[0]} values", place
    )


def _pooled(part: Part, shape: "Shape", place: str) -> "Shape":
    channels, height, width = shape
    size: int = part.arguments["size"]
    if min(height, width) >= size:
        return channels, height // size, width // size
    text = f"{part.kind} {size} takes maps from {size}×{size} up, not {height}×{width}"
    raise NetworkError(f"{place}: {text}; take it away, or set data.size", place)
