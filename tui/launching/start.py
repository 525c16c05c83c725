"""The start of a launch: trust in plug-ins, the queue, the dispatcher. What goes wrong is told in a sentence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError, sentence
from store.store import Store
from trainer.data.examples import DataError
from trainer.launch.errors import LaunchError
from trainer.plan.plugins import trust
from trainer.settings.problems import PlanError
from tui.formats import plural
from tui.launching.renamed import hashes_queued, renamed_by, told_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainer.plan.plugins import Plugin
    from trainer.plan.runs import PlannedRun


@dataclass(frozen=True)
class Answer:
    """What became of a start."""

    text: str
    queued: bool
    new: int = 0
    """How many runs are to be done that were not before."""


def start(root: "Path", runs: "Sequence[PlannedRun]") -> Answer:
    """Queue runs and make sure that they are done."""
    from trainer.launch.dispatcher import ensure_dispatcher
    from trainer.launch.queue import queue_runs

    try:
        store = Store(root)
        rows = store.rows()
        queued = queue_runs(store, runs)
        ensure_dispatcher(store)
    except (StoreError, DataError, LaunchError, PlanError, OSError) as error:
        return Answer(sentence(error), queued=False)
    reused = f", {plural(len(queued.reused), 'equal run')} reused" if queued.reused else ""
    names = told_of(renamed_by(hashes_queued(queued.new), rows))
    told = "; ".join(filter(None, (f"{plural(len(queued.new), 'run')} queued{reused}", names)))
    return Answer(told, queued=True, new=len(queued.new) + len(queued.resumed))


def trust_all(plugins: "Sequence[Plugin]") -> str:
    """Remember that these files may run; return what keeps that from being remembered, or nothing."""
    try:
        for plugin in plugins:
            trust(plugin)
    except (PlanError, OSError) as error:
        return sentence(error)
    return ""
