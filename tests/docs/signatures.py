"""`make signatures`: make runs decline in ways that are known, and count how often the right word is found.

Writes docs/signatures.md; on two cores it takes about ten minutes. With a folder as argument, the runs are kept there.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from store.store import Store
from tests.docs.statistics import markdown_table
from tests.layers.imports import ROOT
from tests.planted.declines import BASELINE_SEEDS, DIGITS, LETTERS, RECIPES, SEEDS, World, variant_of, write_world
from trainer.diagnose.signatures.kinds import Kind
from trainer.diagnose.signatures.signature import signature_of

PAGE = ROOT / "docs/signatures.md"
NONE = "no word"
ABOUT = """# What kind of decline it is: how often the word is right

`backslide remedies` says what a decline looks like, from curves, figures and answers of the declined runs beside the
baseline's. To see how far that can be trusted, runs were made to decline in ways that are known (`make signatures`
trains them anew and writes this page; `tests/planted/declines.py` has what each changes): {recipes} ways of each kind,
with {seeds} seeds each, every run judged by itself beside a baseline of {baselines} seeds.

The thresholds (`trainer/diagnose/signatures/limits.py`) were fixed on the digits of scikit-learn, with a small
convolutional network; three sets of other letters were looked at while the rules were written, and are used no more.
They are judged on ten letters that had not been drawn then (Pillow draws them, turned, moved, faded and with noise),
with a residual network. A row is a kind that was planted, a column the word that was found.
"""
COUNTS = {"recipes": len(RECIPES[Kind.NOISE]), "seeds": len(SEEDS), "baselines": len(BASELINE_SEEDS)}
TITLES = {LETTERS: "Letters: judged", DIGITS: "Digits: where the thresholds were fixed"}


@dataclass(frozen=True)
class Judged:
    """The words that were found, by what was planted."""

    world: World
    found: Counter[tuple[Kind, str]]

    @property
    def right(self) -> int:
        """How many are right."""
        return sum(count for (planted, word), count in self.found.items() if word == planted)

    @property
    def abstained(self) -> int:
        """In how many no word fits."""
        return sum(count for (_, word), count in self.found.items() if word == NONE)


def train(world: World, folder: Path) -> Store:
    """Train a world's baseline and every recipe, as far as that has not been done; return the store."""
    file, store = write_world(world, folder), folder / "runs"
    planted = [variant_of(kind, place) for kind, texts in RECIPES.items() for place, _ in enumerate(texts, 1)]
    for variants, seeds in ((["source", "baseline", "longer"], BASELINE_SEEDS), (planted, SEEDS)):
        only = [word for variant in variants for word in ("--only", variant)]
        asked = ["run", str(file), *only, "--seeds", ",".join(map(str, seeds))]
        subprocess.run([sys.executable, "-m", "tui", "--store", str(store), *asked], check=False, stdout=sys.stderr)
    return Store(store)


def judge(world: World, store: Store) -> Judged:
    """Give every planted run its word."""
    baseline = store.find_group(f"{world.name}/baseline")
    found: Counter[tuple[Kind, str]] = Counter()
    for kind, texts in RECIPES.items():
        for place, _ in enumerate(texts, 1):
            for run in store.find_group(f"{world.name}/{variant_of(kind, place)}"):
                found[kind, str(signature_of([run], baseline).kind or NONE)] += 1
    return Judged(world, found)


def section(judged: Judged, title: str) -> str:
    """Return the confusion table of one world."""
    words = [*(str(kind) for kind in RECIPES), *([NONE] if judged.abstained else [])]
    total = sum(judged.found.values())
    rows = [[str(kind), *(str(judged.found[kind, word] or "") for word in words)] for kind in RECIPES]
    summary = f"{judged.right} of {total} right ({judged.right / total:.0%}), {judged.abstained} without a word."
    return f"## {title}\n\n{summary}\n\n{markdown_table(['planted', *words], rows)}"


def page(folder: Path) -> str:
    """Return the page; what has been trained in the folder is used again."""
    return "\n".join([ABOUT.format(**COUNTS), *_sections(folder)])


def _sections(folder: Path) -> Iterator[str]:
    for world, title in TITLES.items():
        yield section(judge(world, train(world, folder / world.name)), title)


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        PAGE.write_text(page(Path(sys.argv[1] if len(sys.argv) > 1 else temporary)), "utf-8")
