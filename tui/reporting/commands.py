"""What to type to have runs, comparison and report again; the experiment's file, where it is not there any more."""

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from store.compare.table import Listing
from tui.reporting.culprits import searched, terms_of
from tui.reporting.kept import Kept, shown_path

if TYPE_CHECKING:
    from store.compare.groups import Group
    from tui.reporting.culprits import Searches
    from tui.reporting.cures import Cures
    from tui.reporting.findings import Findings

ITS_NAME = "Runs are known by the name of their file: called so, this file stands for the runs that the store has."
NO_FILE = "Its file does not say any more what was run, and TOML cannot: `backslide show RUN --all` has the settings."


def listings(found: "Findings", kept: Kept | str, searches: "Searches", cures: "Cures") -> Iterator[Listing]:
    """Yield the commands, and the file that says what was run where the one that it was queued from does not."""
    text = None if isinstance(kept, str) or kept.origin.serves else _file(found, kept)
    lost = not isinstance(kept, str) and not kept.origin.serves and text is None
    runs = [] if isinstance(kept, str) or lost else list(_runs(found, kept))
    commands = "\n".join(_lines(found, runs, searches, cures))
    yield Listing("To have it again", commands, "commands", "sh", (NO_FILE,) if lost else ())
    if text is not None:
        name = f"{found.wish.experiment}.toml"
        yield Listing(f"{name}, as it was run", text, "experiment_file", "toml", (ITS_NAME,))


def _lines(found: "Findings", runs: Sequence[list[str]], searches: "Searches", cures: "Cures") -> Iterator[str]:
    if runs:
        yield "# train it; what the store has is not done anew"
        yield from (_typed(found, "run", *words) for words in runs)
    yield "# compare"
    yield _typed(found, "table", found.wish.experiment)
    if found.baseline and len(found.groups) > 1:
        yield _typed(found, "diff", *(group.name for _, group in found.in_order))
    for label, one in searches.replays.items():
        goes_on = "; it goes on from what there is" if one.is_begun and not one.confirmation else ""
        yield f"# what made {label} worse{goes_on}"
        yield _typed(found, "bisect", *searched(one), *terms_of(one))
        if label in cures.documents:
            yield f"# what brings {label} back{'; it tries the first five' if cures.untried(label) else ''}"
            yield _typed(found, "remedies", *searched(one), *(("--try", "5") if cures.untried(label) else ()))
    yield "# this report"
    yield _typed(found, "report", *_report_words(found))


def _runs(found: "Findings", kept: Kept) -> Iterator[list[str]]:
    """Yield the words after `run`: a call for all variants that have the same seeds."""
    now = kept.origin.experiment if kept.origin.serves else None
    file = shown_path(kept.experiment.file) if now else f"{found.wish.experiment}.toml"
    by_seeds: dict[tuple[int, ...], list[str]] = {}
    for group in found.groups:
        if group.variant in kept.variants:
            by_seeds.setdefault(_seeds(group), []).append(group.variant)
    everything = set(now.variant_names if now else kept.variants)
    usual = set(now.seeds if now else _all_seeds(found))
    for seeds, names in by_seeds.items():
        only = [] if everything <= set(names) else [f"--only={name}" for name in names]
        own = [] if set(seeds) == usual else [f"--seeds={','.join(map(str, seeds))}"]
        yield [file, *only, *own, *(f"--set={one}" for one in kept.origin.sets)]


def _seeds(group: "Group") -> tuple[int, ...]:
    return tuple(member.seed for member in group.members)


def _all_seeds(found: "Findings") -> list[int]:
    return sorted({seed for group in found.groups for seed in _seeds(group)})


def _report_words(found: "Findings") -> list[str]:
    wish = found.wish
    words = [wish.experiment]
    words += [] if wish.figure == type(wish).figure else ["--metric", wish.figure]
    words += [] if wish.margin == type(wish).margin else ["--margin", f"{wish.margin:g}"]
    return words if wish.output is None else [*words, "-o", str(wish.output), "--yes"]


def _file(found: "Findings", kept: Kept) -> str | None:
    from trainer.plan.origin import kept_toml

    return kept_toml(kept.experiment, kept.variants, _all_seeds(found))


def _typed(found: "Findings", *words: str) -> str:
    """Return a call of backslide on the store, from the folder that the report is made in."""
    root = shown_path(found.store.root)
    where: Sequence[str] = () if root == "runs" else ("--store", root)
    return shlex.join(("backslide", *words, *where))
