"""What `run --dry-run` shows: the runs in their order, and what each variant changes against the baseline."""

from collections.abc import Sequence

from store.compare.numbers import shown_setting
from store.compare.table import Cell, Column, Row, Table
from trainer.plan.catalogue import defaults
from trainer.plan.runs import PlannedRun

_COLUMNS = (
    Column("number", "right", "run"),
    Column("variant", whole=True),
    Column("seed", "right"),
    Column("start", title="takes weights of", drop=2),
    Column("changes", title="against the baseline", drop=1),
    Column("there", title="there already", drop=3),
)


ANEW = " (--again does them anew)"


def dry_run_table(planned: Sequence[PlannedRun], there: Sequence[str] = (), anew: str = ANEW) -> Table:
    """Return a row a run, in order; the notes spell out once a variant what it changes.

    `there` holds for each run the id of the equal one that the store has, or nothing; `anew` says what else can be
    done with those.
    """
    there = there or [""] * len(planned)
    reused = sum(map(bool, there))
    count = len(planned) - reused
    title = f"{count} run{'' if count == 1 else 's'} to do, in this order"
    title += f"; {reused} there already{anew}" if reused else ""
    rows = tuple(_row(number, run, id_) for number, (run, id_) in enumerate(zip(planned, there, strict=True), 1))
    firsts = {run.variant: run for run in planned}
    return Table(title, _COLUMNS, rows, tuple(_sentence(run) for run in firsts.values() if run.changes), "runs")


def _row(number: int, run: PlannedRun, there: str) -> Row:
    start = _start(run)
    cells = (
        Cell(str(number), number),
        Cell(run.variant, run.variant),
        Cell(str(run.seed), run.seed),
        Cell(start, start or None),
        Cell(_summary(run), changes_in_words(run)),
        Cell(there, there or None),
    )
    return Row(cells, f"{run.variant}/{run.seed}")


def _start(run: PlannedRun) -> str:
    start = run.config.network.start
    own = [start] if run.start is None and start != "none" else []
    needed = [f"{variant}/{seed}" for nodes in run.needs.values() for variant, seed in nodes]
    return ", ".join(dict.fromkeys([*own, *needed]))


def _summary(run: PlannedRun) -> str:
    if run.variant == run.experiment.baseline:
        return "is the baseline"
    count = len(changes_in_words(run))
    return f"{count} change{'' if count == 1 else 's'}" if count else "equal to it"


def _sentence(run: PlannedRun) -> str:
    return f"{run.variant} changes: {', '.join(changes_in_words(run))}"


def changes_in_words(run: PlannedRun) -> list[str]:
    """Return each change as `optimizer.lr 0.2 → 0.5`; a method that is off says so once, as one with defaults does."""
    words = []
    for path, (before, after) in run.changes.items():
        section, _, rest = path.partition(".")
        method = rest.partition(".")[0]
        if section == "regularizers" and method not in run.config.regularizers:
            words.append(f"{section}.{method} on → off")
        elif section == "regularizers" and _is_off(method, run):
            usual = defaults(section, method)
            own = [name for name in run.changes if name in usual and run.changes[name][1] != usual[name]]
            words.append(f"{path} off → {shown_setting(after)}" if path in own else "")
            words.append("" if own else f"{section}.{method} off → on")
        else:
            words.append(f"{path} {shown_setting(before)} → {shown_setting(after)}")
    return list(dict.fromkeys(filter(None, words)))


def _is_off(method: str, run: PlannedRun) -> bool:
    """Say whether the baseline does without a method."""
    baseline = run.experiment.variants[run.experiment.baseline]
    return method not in baseline.regularizers
