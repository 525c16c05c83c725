"""Runs on the digits with made-up answers, whose pictures are the real ones."""

from pathlib import Path
from typing import Any

import psutil

from store.run import Run
from tests.support.answers import keep_answers
from tests.support.stores import CONFIG, add_run
from trainer.data.assemble import assemble
from trainer.data.base import chosen_source
from trainer.data.fingerprint import data_fingerprint


def add_shown_runs(
    root: Path, data: dict[str, Any] | None = None, variants: tuple[str, ...] = ("baseline", "tuned"), **record: Any
) -> list[Run]:
    """Write two runs a variant: the baseline's are right, the others take every fifth example for the next class."""
    section = data or {"name": "digits", "test_share": 0.02}
    source = chosen_source(section)
    assembled = assemble(source)
    labels, classes = [int(label) for label in assembled.test.labels], list(assembled.class_names)
    wrong = [(label + (place % 5 == 0)) % len(classes) for place, label in enumerate(labels)]
    runs = []
    for variant in variants:
        for seed in (1, 2):
            about = {"data_fingerprint": data_fingerprint(source, None)} | record
            run = add_run(root, variant=variant, seed=seed, config=CONFIG | {"data": section}, **about)
            keep_answers(run.folder, labels, labels if variant == "baseline" else wrong, classes)
            runs.append(run)
    return runs


def readers() -> list[psutil.Process]:
    """Return the processes that read examples for this one."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "examples" in child.cmdline()]
