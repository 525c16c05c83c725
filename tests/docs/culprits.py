"""`make culprits`: bisect real training in which the guilty settings are known beforehand; write what came of it.

Writes docs/culprits.md; on two cores it takes five to ten minutes.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from store.names import PROBE, is_fresh
from store.store import Store
from tests.docs.statistics import markdown_table
from tests.layers.imports import ROOT
from tests.planted.culprits import FOLDER, PLANTS, changed, experiment
from trainer.diagnose.bisection import Finding
from trainer.launch.devices import cpu_slots

PAGE = ROOT / "docs/culprits.md"
ABOUT = """# Which setting did it: real training

Experiments on digits ([the files](../experiments/culprits)), in which what is guilty was planted. In each, a baseline
does well, and in `tuned` several settings were changed at once, each to a value that people use. Neither the files nor
`backslide bisect` know which of them did it. Each is trained in a fresh store: `backslide run` (three seeds), then
`backslide bisect NAME/tuned`, with `--metric val.calibration_error` for *unsure*. `make culprits` writes this page.

An answer is **right** if it names what was planted, no more and no less. It is **confirmed** if it holds on the test
set with fresh seeds: *alone* is how much of the decline the guilty bring when the baseline has them, *put back* how
much of it goes when tuned does without them; more than all of it, where other changes did good. How often bisections
of thousands of simulated worlds are right is in [bisection.md](bisection.md).
"""
COST = """## What it took

Runs to the answer are those of baseline, tuned, a start where there is one, and probes, which are mixtures of baseline
and tuned; further runs confirm it. Seconds are those of all runs, on {slots}, {a_run:.1f} a run, most of which goes by
while a process starts.
"""
STORIES = "## What was changed, and what was planted\n"


@dataclass(frozen=True)
class Examined:
    """What a bisection answered, and what it took. `shares`: brought alone and put back, if anybody was accused."""

    name: str
    finding: Finding
    guilty: tuple[str, ...]
    shares: tuple[float, ...]
    confirmed: bool
    runs: Mapping[str, int]
    seconds: float

    @property
    def right(self) -> bool:
        """Whether it says what was planted."""
        planted = PLANTS[self.name].guilty
        expected = Finding.GUILTY if planted else Finding.NO_DECLINE
        return self.finding is expected and frozenset(self.guilty) == planted


def examine(name: str, store: Path) -> Examined:
    """Train an experiment in a new store and bisect it, by the commands."""
    began = monotonic()
    _call(store, "run", str(FOLDER / f"{name}.toml"))
    status, document = _call(store, "bisect", f"{name}/tuned", "--metric", PLANTS[name].figure)
    seconds = monotonic() - began
    guilty = tuple(row["key"].removeprefix("regularizers.") for row in _rows(document, "guilty"))
    shares = tuple(row["values"]["share"] for row in _rows(document, "confirmation")[1:])
    holds = status == 0  # so says the command of an answer that is confirmed, and of no decline
    finding = Finding.GUILTY if guilty else Finding.NO_DECLINE if holds else Finding.UNDECIDED
    return Examined(name, finding, guilty, shares, bool(guilty) and holds, _runs(store), seconds)


def _call(store: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Return a command's exit status and what it prints as JSON; what it tells meanwhile goes to stderr."""
    call = [sys.executable, "-m", "tui", *words, "--store", str(store), "--format", "json"]
    done = subprocess.run(call, stdout=subprocess.PIPE, cwd=ROOT, check=False)
    if not done.stdout:
        raise SystemExit(f"{' '.join(words)} ended with status {done.returncode}")
    return done.returncode, json.loads(done.stdout)


def _rows(document: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    return list(document.get(table, {}).get("rows", ()))


def _runs(store: Path) -> dict[str, int]:
    rows = Store(store).rows()
    searched = [row for row in rows if not is_fresh(row.seed)]
    probes = [row for row in searched if row.variant.startswith(PROBE)]
    return {"probes": len(probes), "answer": len(searched), "all": len(rows)}


def page(found: Sequence[Examined], slots: int) -> str:
    """Return the page."""
    answers = ["experiment", "changes", "planted", "found", "answer", "alone", "put back", "confirmed"]
    costs = ["experiment", "changes", "probes", "runs to the answer", "runs in all", "seconds"]
    a_run = sum(one.seconds for one in found) / sum(one.runs["all"] for one in found)
    parts = [
        ABOUT,
        _score(found),
        markdown_table(answers, [_answer(one) for one in found]),
        COST.format(slots=f"{slots} CPU slots" if slots > 1 else "one CPU slot", a_run=a_run),
        markdown_table(costs, [_cost(one) for one in found]),
        STORIES,
        *(_story(one.name) for one in found),
    ]
    return "\n".join([*parts, ""])


def _score(found: Sequence[Examined]) -> str:
    right = [one for one in found if one.right]
    accused = [one for one in found if PLANTS[one.name].guilty]
    confirmed = [one for one in accused if one.right and one.confirmed]
    told = f"of {len(accused)} planted culprits {len(confirmed)} are confirmed"
    return f"**{len(right)} of {len(found)} answers are right**; {told}.\n"


def _answer(one: Examined) -> list[str]:
    shares = [f"{share:.0%}" for share in one.shares] or ["–", "–"]
    found = _named(one.guilty) if one.guilty else str(one.finding)
    right = "right" if one.right else "**open**" if one.finding is Finding.UNDECIDED else "**wrong**"
    planted = _named(sorted(PLANTS[one.name].guilty)) or "nothing"
    confirmed = ("yes" if one.confirmed else "**no**") if one.guilty else "–"
    return [one.name, str(len(changed(one.name))), planted, found, right, *shares, confirmed]


def _cost(one: Examined) -> list[str]:
    return [one.name, str(len(changed(one.name))), *map(str, one.runs.values()), f"{one.seconds:.0f}"]


def _story(name: str) -> str:
    link = f"[{name}](../experiments/culprits/{name}.toml)"
    return f"- **{link}**: {experiment(name).title}: {', '.join(changed(name))}. {PLANTS[name].why}"


def _named(changes: Sequence[str]) -> str:
    return " and ".join(changes)


def examine_all(folder: Path) -> Iterator[Examined]:
    """Examine one experiment after another, each in a store of its own."""
    for name in PLANTS:
        one = examine(name, folder / name)
        sys.stderr.write(f"{' | '.join([*_answer(one), *_cost(one)[2:]])}\n")
        yield one


if __name__ == "__main__":
    with TemporaryDirectory(prefix="culprits-", ignore_cleanup_errors=True) as work:
        PAGE.write_text(page(list(examine_all(Path(work))), cpu_slots()), "utf-8")
