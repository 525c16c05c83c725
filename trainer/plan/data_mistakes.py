"""What a look at the data of an experiment shows, before anything is queued or run."""

from typing import TYPE_CHECKING

from trainer.data.examples import DataError
from trainer.data.fingerprint import data_fingerprint
from trainer.plan.identity import digest
from trainer.plan.parse import dump_config

if TYPE_CHECKING:
    from trainer.plan.config import Config
    from trainer.plan.experiment import Experiment


def data_mistakes(experiment: "Experiment") -> list[str]:
    """Return what a launch would say against the data, each once, with the variants that it is about unless all are.

    Variants that only a launch can check are left out, and so is what has to be downloaded.
    """
    known: dict[str, str] = {}
    about: dict[str, list[str]] = {}
    for name, config in experiment.variants.items():
        table = dump_config(config)
        asked = digest([table.get("data"), table.get("source")])
        if asked not in known:
            known[asked] = _mistake(config)
        about.setdefault(known[asked], []).append(name)
    return [f"{_names(about[text], experiment)}{text}" for text in about if text]


def _mistake(config: "Config") -> str:
    try:
        data_fingerprint(config.data, config.source)
    except DataError as error:
        return str(error)
    return ""


def _names(names: list[str], experiment: "Experiment") -> str:
    if len(names) == len(experiment.variants):
        return ""
    return f"variant{'' if len(names) == 1 else 's'} {', '.join(names)}: "
