"""Queue an experiment and follow it to its result table."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import call, open_store, print_table, say, wants_colour
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.commands.terms import GpuMemory, Gpus, HalveBatch, Keep, Notify, Priority, Retries, TimeLimit, terms_of
from tui.commands.trusting import require_trust
from tui.commands.waiting import others_with_devices, tell_hold_up
from tui.formats import plural
from tui.guard import INTERRUPTED, CommandError, complain
from tui.launching.renamed import hashes_queued, renamed_by, told_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.run import Run
    from store.store import Store
    from trainer.launch.queue import Queued
    from trainer.launch.terms import Terms
    from trainer.plan.experiment import Experiment
    from trainer.plan.runs import PlannedRun
    from tui.following.tellers import Teller

MOST_SEEDS = 1000
"""So many seeds may be given at once; more are a slip of the hand."""

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="The experiment file.")]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="VARIANT",
        show_default=False,
        help="Only this variant, and what it starts from; may be repeated.",
    ),
]
Seeds = Annotated[
    str | None,
    typer.Option("--seeds", metavar="LIST", show_default=False, help="Other seeds than the file's: 1,2,3 or 6-10."),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", show_default=False, help="Lay a setting over the file; may be repeated."
    ),
]
Detach = Annotated[bool, typer.Option("--detach", "-d", help="Queue the runs and return at once.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show the runs, in order, with what each changes; do nothing.")
]
Trust = Annotated[bool, typer.Option("--trust", help="Run the experiment's plug-ins without asking.")]
Again = Annotated[bool, typer.Option("--again", help="Do runs anew that the store has already.")]


def command(  # noqa: PLR0913 - each is an option
    file: File,
    only: Only = None,
    seeds: Seeds = None,
    sets: Sets = None,
    *,
    detach: Detach = False,
    dry_run: DryRun = False,
    trust: Trust = False,
    again: Again = False,
    priority: Priority = 0,
    retries: Retries = 0,
    halve_batch: HalveBatch = 0,
    time_limit: TimeLimit = None,
    gpus: Gpus = None,
    gpu_memory: GpuMemory = None,
    keep: Keep = "best",
    notify: Notify = None,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> int:
    """Queue an experiment's runs, follow them with progress bars, and print the result table.

    Runs that the store has already, done or on their way, are not done again; those that were stopped or lost go on.
    Training goes on when this command ends: with Ctrl-C, with the terminal, or with the connection.
    """
    planned = _plan(file, sets or (), only or (), seeds, trust=trust)
    opened = open_store(store)
    terms = terms_of(priority, retries, halve_batch, time_limit, gpus, gpu_memory, keep, notify)
    if dry_run:
        return _show_plan(opened, planned, format_, again=again)
    rows = opened.rows()
    queued = _queue(opened, planned, terms, again=again)
    renamed = told_of(renamed_by(hashes_queued(queued.new), rows))
    experiment = planned[0].experiment.name
    ways = _ways([str(file), *_choice(only or (), sets or (), seeds)], experiment, store)
    _tell(opened, queued, format_, (renamed, ways if detach else ""))
    return 0 if detach else _follow(opened, queued.runs, experiment, format_, ways)


def _show_plan(store: "Store", planned: "Sequence[PlannedRun]", format_: Format, *, again: bool) -> int:
    from trainer.launch.foresight import equal_runs
    from trainer.plan.dry_run import dry_run_table
    from tui.launching.estimate import foretold

    equal = [""] * len(planned) if again else equal_runs(store, planned)
    table = dry_run_table(planned, () if again else equal)
    print_table(table.without_empty() if format_ is Format.TEXT else table, format_)
    new = [run for run, id_ in zip(planned, equal, strict=True) if not id_]
    if format_ is Format.TEXT and (told := foretold(store, new).told):
        say(told)
    return 0


def _choice(only: "Sequence[str]", sets: "Sequence[str]", seeds: str | None) -> "Iterator[str]":
    """Yield the options that choose the runs, as they were said."""
    yield from (f"--only={name}" for name in only)
    yield from (f"--set={one}" for one in sets)
    if seeds:
        yield f"--seeds={seeds}"


def _ways(choice: "Sequence[str]", experiment: str, store: Path) -> str:
    """Return what to type to see, follow and stop the very runs that were queued."""
    return (
        f"`{call(store=store)}` shows them, `{call('run', *choice, store=store)}` follows them, "
        f"`{call('stop', experiment, store=store)}` stops them"
    )


def _tell(store: "Store", queued: "Queued", format_: Format, more: "Iterable[str]") -> None:
    """Say what became of the runs; where a script reads the table, on stderr."""
    tell = say if format_ is Format.TEXT else complain
    tell(_summary(queued))
    tell_hold_up(store, tell)
    for line in filter(None, more):
        tell(line)


def _plan(
    file: Path, sets: "Sequence[str]", only: "Sequence[str]", seeds: str | None, *, trust: bool
) -> "Sequence[PlannedRun]":
    from trainer.plan.runs import plan_runs

    return plan_runs(_load(file, sets, only, trust=trust), only, parse_seeds(seeds))


def parse_seeds(text: str | None) -> list[int] | None:
    """Return the seeds that `1,2,3` or `6-10` means."""
    if text is None:
        return None
    seeds: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        numbers = [first, last] if dash else [first]
        if not all(number.isascii() and number.isdigit() and int(number) < 2**31 for number in numbers):
            raise CommandError(f"--seeds {text}: whole numbers are expected, as in 1,2,3 or 6-10")
        span = range(int(first), int(numbers[-1]) + 1)
        if not 0 < len(seeds) + len(span) <= MOST_SEEDS:
            raise CommandError(f"--seeds {text}: these are {len(seeds) + len(span)} seeds; 1 to {MOST_SEEDS} can be")
        seeds += span
    return list(dict.fromkeys(seeds))


def _load(file: Path, sets: "Sequence[str]", only: "Sequence[str]", *, trust: bool) -> "Experiment":
    """Read the file; its plug-ins run only if somebody said so, now or before."""
    from trainer.plan.experiment import load_experiment
    from trainer.plan.plugins import is_trusted

    experiment = load_experiment(file, sets, look=only)
    if not experiment.plugins:
        return experiment
    require_trust(str(file), [plugin for plugin in experiment.plugins if not is_trusted(plugin)], trust=trust)
    return load_experiment(file, sets, run_plugins=True, look=only)


def _queue(store: "Store", planned: "Sequence[PlannedRun]", terms: "Terms", *, again: bool) -> "Queued":
    from trainer.launch.dispatcher import ensure_dispatcher
    from trainer.launch.queue import queue_runs

    queued = queue_runs(store, planned, again, terms)
    if any(not run.standing().status.ended for run in queued.runs):
        ensure_dispatcher(store)
    return queued


def _summary(queued: "Queued") -> str:
    done = sum(run.standing().status.ended for run in queued.reused)
    resumed = len(queued.resumed)
    parts = [f"{plural(len(queued.new), 'run')} queued"]
    if done:
        parts.append(f"{done} done before (--again does them anew)")
    if resumed:
        parts.append(f"{resumed} that had been stopped, lost or skipped going on (--again does them anew)")
    if len(queued.reused) > done + resumed:
        parts.append(f"{len(queued.reused) - done - resumed} on their way")
    return ", ".join(parts)


def _follow(store: "Store", runs: "Sequence[Run]", experiment: str, format_: Format, ways: str) -> int:
    from store.status import Status
    from tui.following.follow import follow

    left = [run for run in runs if not run.standing().status.ended]
    try:
        if left:
            follow(left, teller(left, format_), lambda: care(store))
    except KeyboardInterrupt:
        complain(f"training goes on; {ways}")
        return INTERRUPTED
    _print_results(runs, experiment, format_)
    return 0 if all(run.standing().status is Status.FINISHED for run in runs) else 1


def care(store: "Store") -> str:
    """See to it that the runs are being done, and return who else has the devices."""
    from trainer.launch.dispatcher import ensure_dispatcher, is_alive

    if not is_alive(store.root):
        ensure_dispatcher(store)
    others = others_with_devices(store)
    return f"waiting for a free device; runs of {', '.join(others)} have some" if others else ""


def teller(runs: "Sequence[Run]", format_: Format) -> "Teller":
    """Return who tells: where a script reads the table, the news go to stderr."""
    from tui.following.tellers import BarTeller, PlainTeller

    if format_ is not Format.TEXT:
        return PlainTeller(complain, runs)
    if not sys.stdout.isatty():
        return PlainTeller(say, runs)
    from rich.console import Console

    return BarTeller(Console(no_color=not wants_colour(), highlight=False), runs)


def _print_results(runs: "Sequence[Run]", experiment: str, format_: Format) -> None:
    from store.compare.export import result_document
    from store.compare.groups import group_of
    from store.compare.results import result_table

    variants: dict[str, list[Run]] = {}
    for run in runs:
        variants.setdefault(str(run.record["variant"]), []).append(run)
    print_table(result_document(result_table([group_of(found) for found in variants.values()]), experiment), format_)
