"""Runs that are done, in folders as a store keeps them, for what comes after training."""

from pathlib import Path
from typing import Any

from store.files import write_json
from trainer.engine.run import train
from trainer.plan.config import Config
from trainer.plan.parse import dump_config, parse_config


def configuration(**sections: dict[str, Any]) -> Config:
    """Return one short epoch on the CPU, with what is given."""
    raw: dict[str, Any] = {"training": {"epochs": 1, "device": "cpu", "batch_size": 64}, "optimizer": {"name": "adam"}}
    for name, section in sections.items():
        raw[name] = raw.get(name, {}) | section
    return parse_config(raw)


def finished(folder: Path, **sections: dict[str, Any]) -> Path:
    """Do a run in a folder with a record, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", {"id": folder.name, **record(**sections)})
    do(folder)
    return folder


def record(**sections: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a run that is to be done."""
    return {"experiment": "e", "variant": "v", "seed": 3, "config": dump_config(configuration(**sections))}


def do(folder: Path) -> None:
    """Do the run in a folder."""
    outcome = train(folder)
    assert outcome.status == "finished", outcome.reason
