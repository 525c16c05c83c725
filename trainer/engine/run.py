"""One run in its folder, from its record to its end."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from store.errors import StoreError
from store.run import BEST, CODE, LAST, STATE, Run, weights_of
from store.status import NON_FINITE, OUT_OF_MEMORY
from trainer.data.examples import DataError
from trainer.data.fingerprint import DATA_CHANGED, has_changed
from trainer.engine.build import build
from trainer.engine.device import choose_device, device_name, set_up_process
from trainer.engine.failures import NonFinite, explain, is_out_of_memory
from trainer.engine.finish import finish
from trainer.engine.idle import idle_methods, idle_settings
from trainer.engine.keeping import ALL, Keep
from trainer.engine.loop import Loop
from trainer.engine.measuring import Measurer
from trainer.engine.others import Others
from trainer.engine.prepare import prepare
from trainer.engine.reporter import Reporter
from trainer.engine.start import find_start, load, start_preprocessing
from trainer.plan.parse import parse_config
from trainer.plan.plugins import load_plugins
from trainer.settings.problems import PlanError

if TYPE_CHECKING:
    from trainer.engine.measuring import Figures
    from trainer.engine.others import Folders
    from trainer.plan.config import Config


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `finished`, `stopped` or `failed`, why, and what was measured."""

    status: str
    reason: str = ""
    advice: str = ""
    metrics: "Figures" = field(default_factory=dict)
    """Figures of the newest epoch."""
    measured: "dict[str, Figures]" = field(default_factory=dict)
    """Of a finished run, by `best` and `last`: the figures on every split."""


@dataclass(frozen=True)
class Job:
    """What to train, where to put it, and when to stop."""

    config: "Config"
    seed: int
    folder: Path
    weights: "Folders" = field(default_factory=dict)
    """Folders of the runs that references in the settings mean."""
    stop_after: int | None = None
    """Steps after which this process stops as if it had been asked to."""
    asked: Callable[[], bool] = bool
    """Says whether someone has asked the run to stop."""
    batch_parts: int = 1
    """Parts in which each batch passes through the network, where memory is short."""
    keep: Keep = ALL
    """Which weights stay once it has finished."""

    def stopped(self, taken: int) -> bool:
        """Say whether to stop, after so many steps of this process."""
        return self.asked() or (self.stop_after is not None and taken >= self.stop_after)


def train(folder: Path, *, stop_after: int | None = None, asked: Callable[[], bool] = bool) -> Outcome:
    """Do the run that a folder's config.json describes; go on where its last checkpoint stands."""
    record = Run(folder).whole_record()
    with closing(Reporter(folder)) as reporter:
        try:
            load_plugins(record, folder.parent / CODE)
            config = parse_config(record["config"])
            problem, weights = _changed_data(record, config), _folders(record, folder)
            terms = Run(folder).state()
        except PlanError as error:
            return _fail(reporter, str(error), "queue the run again: its plug-in or the program has changed since")
        except StoreError as error:
            return _fail(reporter, str(error), "")
        if problem:
            return _fail(reporter, problem, "put the data back and resume it, or retry it with the data as it is")
        parts, keep = terms["batch_parts"], Keep.of(terms["keep"])
        config = _measured_in_parts(config, parts)
        return _execute(Job(config, record["seed"], folder, weights, stop_after, asked, parts, keep), reporter)


def _measured_in_parts(config: "Config", parts: int) -> "Config":
    """Return the settings with smaller batches for measuring, which changes no figure."""
    size = max(1, config.training.eval_batch_size // parts)
    return config.model_copy(update={"training": config.training.model_copy(update={"eval_batch_size": size})})


def _changed_data(record: dict[str, Any], config: "Config") -> str:
    """Say that the data is not what the run was queued with, or nothing; data that is gone is told when it is read."""
    try:
        changed = has_changed(record.get("data_fingerprint"), config.data, config.source)
    except DataError:
        return ""
    return DATA_CHANGED if changed else ""


def _folders(record: dict[str, Any], folder: Path) -> "Folders":
    """Return the folders of the runs whose weights a record refers to."""
    return {reference: [folder.parent / id_ for id_ in ids] for reference, ids in weights_of(record).items()}


def train_config(
    config: "Config", seed: int, folder: Path, *, weights: "Folders | None" = None, stop_after: int | None = None
) -> Outcome:
    """Do a run that no store knows of, in a folder of its own; go on where its last checkpoint stands."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Reporter(folder)) as reporter:
        return _execute(Job(config, seed, folder, weights or {}, stop_after), reporter)


def _execute(job: Job, reporter: Reporter) -> Outcome:
    """Do a job; whatever goes wrong with it ends as a `failed` event with a reason."""
    try:
        return _train(job, reporter)
    except Exception as error:  # noqa: BLE001 - a run that fails says so on its row, whatever the cause
        return _fail(reporter, *explain(error, job.config.training.batch_size), _cause(error))


def _cause(error: Exception) -> str:
    """Return the word by which others know what ended a run, where there is one."""
    if isinstance(error, NonFinite):
        return NON_FINITE
    return OUT_OF_MEMORY if is_out_of_memory(error) else ""


def _fail(reporter: Reporter, reason: str, advice: str, cause: str = "") -> Outcome:
    reporter.event("failed", reason=reason, advice=advice, **({"cause": cause} if cause else {}))
    reporter.line(f"failed: {reason}" + (f" ({advice})" if advice else ""))
    return Outcome("failed", reason, advice)


def _train(job: Job, reporter: Reporter) -> Outcome:
    """Set up, start or resume, train, measure: the run from top to bottom."""
    config = job.config
    set_up_process(config.training)
    device = choose_device(config.training.device)
    start_file = find_start(config.network, next(iter(job.weights.get(config.network.start, ())), None))
    prepared = prepare(config, device, start_preprocessing(start_file))
    start = load(config.network, start_file, prepared.shape)
    parts = build(config, job.seed, prepared, device, start)
    parts.ctx.others = Others(parts, job.weights, start)
    loop = Loop(parts, Measurer(parts, start), reporter, job.folder, job.batch_parts, job.keep)
    parts.ctx.warnings += prepared.warnings
    parts.ctx.warnings += idle_settings(config, prepared.kind, device.type, loop.batches_per_epoch)
    reporter.event("started", **_facts(loop))
    if (job.folder / LAST).exists():
        loop.resume(job.folder / LAST)
    else:
        loop.begin()
    loop.note_parts()
    unheard = bool(Run(job.folder).state()["stop_requested"])  # whoever would have said so may have been killed
    if not loop.run(lambda taken: unheard or job.stopped(taken)):
        reporter.event("stopped", epoch=loop.ctx.epoch - 1, step=loop.ctx.step)
        return Outcome("stopped", metrics=loop.ctx.metrics)
    parts.ctx.warnings += idle_methods(config, parts.ctx)
    loop.keep = _kept_now(job)
    measured = finish(loop)
    loop.tell_effective()
    if not loop.keep.best:
        loop.files.waiting.pop(BEST, None)
    if not loop.files.settle(job.asked):
        reporter.event("stopped", epoch=loop.ctx.epoch - 1, step=loop.ctx.step)
        return Outcome("stopped", metrics=loop.ctx.metrics)
    reporter.event("finished", epochs=loop.ctx.epoch - 1, reason=loop.ctx.stop_reason)
    if loop.files.settle(job.asked):
        loop.keep.tidy(job.folder)
    return Outcome("finished", loop.ctx.stop_reason, metrics=loop.ctx.metrics, measured=measured)


def _kept_now(job: Job) -> Keep:
    """Return which weights stay as run.json says by now: another run may have been queued that needs them."""
    known = (job.folder / STATE).exists()
    return Keep.of(Run(job.folder).state()["keep"]) if known else job.keep


def _facts(loop: Loop) -> dict[str, Any]:
    """Return what is known of a run before its first step."""
    parts, ctx = loop.parts, loop.ctx
    return {
        "pid": os.getpid(),
        "device": str(ctx.device),
        "device_name": device_name(ctx.device),
        "threads": torch.get_num_threads(),
        "epochs": ctx.epochs,
        "steps_per_epoch": ctx.steps_per_epoch,
        "parameters": sum(p.numel() for p in ctx.model.parameters()),
        "train_examples": len(parts.chosen),
        "validation_examples": len(parts.prepared.validation),
        "test_examples": len(parts.prepared.test),
    }
