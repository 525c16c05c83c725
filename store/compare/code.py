"""What is not the same in the code that trained groups: the kept sources, and the states of git."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from store.code import kept_sources
from store.compare.groups import group_asked_for, labels_of
from store.compare.table import Document, Listing

if TYPE_CHECKING:
    from store.run import Run
    from store.store import Store

Sources = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """What trained the newest run of a group. `versions` counts those of the whole group."""

    label: str
    identity: str
    sources: Sources | None
    commit: str
    uncommitted: str
    cut: bool
    versions: int


def code_document(store: "Store", names: Sequence[str]) -> Document:
    """Return how the code of groups differs from the first one's, with the commits and what was not committed."""
    runs = store.find_groups(names)
    labels = labels_of([group_asked_for(members, name) for members, name in zip(runs, names, strict=True)])
    base, *others = [_code(store, members, label) for members, label in zip(runs, labels, strict=True)]
    return Document(
        title=f"{', '.join(labels[1:])} against {labels[0]}: the code that trained them",
        tables=(),
        notes=tuple(_doubts([base, *others])),
        about=(*(_told(base, other) for other in others), *map(_git_told, [base, *others])),
        listings=(*_listings(base, others), *_uncommitted([base, *others])),
    )


def _code(store: "Store", runs: "Sequence[Run]", label: str) -> Code:
    record = max(runs, key=lambda run: (run.record.get("created", 0.0), run.id)).record
    code, git = record.get("code") or {}, record.get("git") or {}
    return Code(
        label=label,
        identity=_identity(code),
        sources=kept_sources(store.root, record),
        commit=str(git.get("commit") or ""),
        uncommitted=str(git.get("diff") or ""),
        cut=bool(git.get("cut")),
        versions=len({_identity(run.record.get("code") or {}) for run in runs}),
    )


def _identity(code: Mapping[str, Any]) -> str:
    return f"{code.get('version', '?')}, {str(code.get('hash', '?'))[:8]}" if code else "not recorded"


def _told(base: Code, other: Code) -> str:
    """Return in a sentence whether two groups were trained by the same code."""
    versions = base.identity, other.identity
    if base.sources is None or other.sources is None:
        same = "the same" if versions[0] == versions[1] != "not recorded" else "not known to be the same"
        return f"{base.label} ({versions[0]}) and {other.label} ({versions[1]}): by their hashes, the code is {same}."
    if base.sources == other.sources:
        return f"{base.label} and {other.label} were trained by the same code ({versions[0]})."
    count = sum(base.sources.get(name) != other.sources.get(name) for name in base.sources.keys() | other.sources)
    files = "1 file is not the same" if count == 1 else f"{count} files are not the same"
    return f"{base.label} ({versions[0]}) and {other.label} ({versions[1]}): {files}."


def _git_told(code: Code) -> str:
    if not code.commit:
        return f"{code.label}: no state of git is recorded."
    changes = "with changes that were not committed" if code.uncommitted else "with nothing uncommitted"
    return f"{code.label}: git commit {code.commit}, {changes}."


def _doubts(codes: Sequence[Code]) -> Iterator[str]:
    for code in codes:
        if code.sources is None:
            yield f"{code.label}: the store has not kept its code."
        if code.versions > 1:
            yield f"{code.label}: its runs were trained by {code.versions} versions of the code; here is the newest."
        if code.cut:
            yield f"{code.label}: what was not committed is longer than what was recorded of it."


def _listings(base: Code, others: Sequence[Code]) -> Iterator[Listing]:
    for other in others:
        lines = list(_diff_lines(base, other))
        if lines:
            yield _listing(f"Code: {base.label} → {other.label}", lines, f"{other.label}.code")


def _listing(title: str, lines: Sequence[str], name: str) -> Listing:
    return Listing(title, "\n".join(line.expandtabs(4) for line in lines), name, "diff")


def _diff_lines(base: Code, other: Code) -> Iterator[str]:
    """Yield the unified diff of two copies, file by file; nothing where one is not kept."""
    if base.sources is None or other.sources is None:
        return
    for name in sorted(base.sources.keys() | other.sources):
        before, after = base.sources.get(name), other.sources.get(name)
        if before != after:
            texts = (before or "").splitlines(), (after or "").splitlines()
            yield from unified_diff(*texts, f"{base.label}/{name}", f"{other.label}/{name}", lineterm="")


def _uncommitted(codes: Sequence[Code]) -> Iterator[Listing]:
    """Yield what was not committed, once where groups share it."""
    shared: dict[str, list[str]] = {}
    for code in codes:
        if code.uncommitted:
            shared.setdefault(code.uncommitted, []).append(code.label)
    for text, labels in shared.items():
        title = f"Not committed: {', '.join(labels)}"
        yield _listing(title, text.splitlines(), f"{labels[0]}.uncommitted")
