"""What a person says of runs, beside what they did: a note, and tags."""

import re
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from store.store import Store

LONGEST_TAG = 40
_TAG = re.compile(r"[^\s,\"()]+")


def check_tags(tags: "Iterable[str]") -> None:
    """Refuse what a filter could not ask for; a StoreError says what is wrong with it."""
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise StoreError(
                f"tag {tag[:LONGEST_TAG]!r}…: a tag has at most {LONGEST_TAG} letters; use a note for more"
            )
        if not _TAG.fullmatch(tag) or tag[0] in "-!":
            raise StoreError(f"tag {tag!r}: a tag is one word, without commas, quotes and brackets, such as good-start")


def set_note(store: "Store", ids: "Sequence[str]", note: str) -> None:
    """Give runs a note in the place of the one that they have; an empty one takes it away."""
    _change(store, ids, note=" ".join(note.split()))


def change_tags(
    store: "Store", ids: "Sequence[str]", add: "Collection[str]" = (), drop: "Collection[str]" = ()
) -> None:
    """Give runs tags, and take others away; those that stay keep their order."""
    check_tags(add)
    _change(store, ids, add=list(dict.fromkeys(add)), drop=frozenset(drop))


def _change(
    store: "Store",
    ids: "Sequence[str]",
    *,
    note: str | None = None,
    add: "Sequence[str]" = (),
    drop: "Collection[str]" = (),
) -> None:
    runs = [store.run(id_) for id_ in dict.fromkeys(ids)]
    for run in runs:
        with run.change_state() as state:
            if note is not None:
                state["note"] = note
            state["tags"] = list(dict.fromkeys([*(tag for tag in state["tags"] if tag not in drop), *add]))
    for run in runs:
        run.history()  # which may be long: before others wait for the index
    with store.index.change() as table:
        table.put([summarize_whatever(run) for run in runs])
