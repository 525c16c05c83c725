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
    config = configuration(**sections)
    record = {"id": folder.name, "experiment": "e", "variant": "v", "seed": 3, "config": dump_config(config)}
    write_json(folder / "config.json", record)
    outcome = train(folder)
    assert outcome.status == "finished", outcome.reason
    return folder
