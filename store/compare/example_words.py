"""What may come next in a filter of examples that is being typed."""

from typing import TYPE_CHECKING

from store.compare.example_filter import FIELDS
from store.query.completions import Candidate, Option, candidates, quoted
from store.query.places import place_at

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = ("what it is", "what a run of the variant takes it for", "what a run of the baseline takes it for")


def complete_examples(text: str, cursor: int, classes: "Sequence[str]", *, asked: bool = False) -> list[Candidate]:
    """Return the fields and classes that fit where the cursor stands; between words only if `asked`."""
    place = place_at(text, cursor)
    names = [Option(quoted(name), "a class") for name in classes]
    if place.sign:
        return candidates(place, names) if place.sign == ":" else []
    if not place.typed and not asked:
        return []
    fields = [Option(f"{field}:", help_) for field, help_ in zip(FIELDS, _HELP, strict=True)]
    return candidates(place, [*fields, *names])
