"""What a person says of runs, beside what they did: a note, and tags."""

import re
from typing import TYPE_CHECKING, NamedTuple

from store.errors import StoreError
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from store.store import Store

LONGEST_TAG = 40
_TAG = re.compile(r"[^\s,\"()]+")


class Said(NamedTuple):
    """What is said of a run."""

    note: str
    tags: tuple[str, ...]


def check_tags(tags: "Iterable[str]") -> None:
    """Refuse what a filter could not ask for; a StoreError says what is wrong with it."""
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise StoreError(
                f"tag {tag[:LONGEST_TAG]!r}…: a tag has at most {LONGEST_TAG} letters; use a note for more"
            )
        if not _TAG.fullmatch(tag) or tag[0] in "-!":
            raise StoreError(f"tag {tag!r}: a tag is one word, without commas, quotes and brackets, such as good-start")


def annotations_of(store: "Store", ids: "Iterable[str]") -> dict[str, Said]:
    """Return what is said of each of these runs."""
    states = {id_: store.run(id_).state() for id_ in ids}
    return {id_: Said(str(state["note"]), tuple(state["tags"])) for id_, state in states.items()}


def set_note(store: "Store", ids: "Sequence[str]", note: str) -> None:
    """Give runs a note in the place of the one that they have; an empty one takes it away."""
    words = " ".join(note.split())
    _change(store, ids, lambda _, said: said._replace(note=words))


def change_tags(
    store: "Store", ids: "Sequence[str]", add: "Collection[str]" = (), drop: "Collection[str]" = ()
) -> None:
    """Give runs tags, and take others away; those that stay keep their order."""
    check_tags(add)
    dropped = frozenset(drop)

    def changed(_: str, said: Said) -> Said:
        return said._replace(tags=tuple(dict.fromkeys([*(tag for tag in said.tags if tag not in dropped), *add])))

    _change(store, ids, changed)


def restore(store: "Store", before: "Mapping[str, Said]") -> None:
    """Say again of each run what was said of it before."""
    _change(store, list(before), lambda id_, _: before[id_])


def _change(store: "Store", ids: "Sequence[str]", changed: "Callable[[str, Said], Said]") -> None:
    runs = [store.run(id_) for id_ in dict.fromkeys(ids)]
    for run in runs:
        with run.change_state() as state:
            said = changed(run.id, Said(str(state["note"]), tuple(state["tags"])))
            state["note"], state["tags"] = said.note, list(said.tags)
    for run in runs:
        run.history()  # which may be long: before others wait for the index
    with store.index.change() as table:
        table.put([summarize_whatever(run) for run in runs])
