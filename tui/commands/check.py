"""Check experiment files, and tell all mistakes at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import say
from tui.formats import plural
from tui.guard import complain

if TYPE_CHECKING:
    from trainer.plan.experiment import Experiment


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", show_default=False, help="Experiment files.")],
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", show_default=False, help="A setting to lay over the files."),
    ] = None,
) -> int:
    """Check experiment files: print one line for each good one, and every mistake of the others.

    Nothing is run, plug-ins included: what only they know is checked at launch. Of data, the names of columns and
    classes are looked at; nothing is downloaded.
    """
    from trainer.plan.experiment import load_experiment
    from trainer.settings.problems import PlanError

    status = 0
    for file in files:
        try:
            experiment = load_experiment(file, sets or (), look=())
        except PlanError as error:
            complain(error)
            status = 2
        else:
            say(f"{file}: {_summary(experiment)}")
    return status


def _summary(experiment: "Experiment") -> str:
    variants, seeds = len(experiment.variant_names), len(experiment.seeds)
    later = (
        f"; {plural(len(experiment.unchecked), 'name')} of plug-ins checked at launch" if experiment.unchecked else ""
    )
    return f"ok: {plural(variants, 'variant')}, {plural(seeds, 'seed')}, {plural(experiment.run_count, 'run')}{later}"
