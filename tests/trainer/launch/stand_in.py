"""What tests run in place of the trainer: it writes a run's events, and does what its record's `act` says.

It keeps a checkpoint after each epoch, and goes on from it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from store.events import EventReader, EventWriter
from store.files import read_json

SECONDS = "STAND_IN_SECONDS"
"""How long an epoch takes where the record says nothing; there are then as many as its settings say."""


NO_TENSORS = (2).to_bytes(8, "little") + b"{}"
"""A whole safetensors file without any tensor."""
LAW = "STAND_IN_LAW"
"""What settings cost, as JSON: `{"optimizer.lr=0.1": 0.2}` takes so much from every accuracy where it is so.

Several settings with & between cost it only together, one with ! where it is not so; `Infinity` lets the run fail.
"""


def main(folder: Path) -> int:
    """Do a run of `epochs`, each of `seconds`, and end as `end` says."""
    asked: list[int] = []
    act: dict[str, Any] = {"epochs": 1, "seconds": 0.0, "end": "finished"}
    record = read_json(folder / "config.json") or {}
    if SECONDS in os.environ:
        act |= {"epochs": record["config"]["training"]["epochs"], "seconds": float(os.environ[SECONDS])}
    act |= record.get("act", {})
    signal.signal(signal.SIGTERM, signal.SIG_IGN if act["end"] == "deaf" else lambda number, _: asked.append(number))
    done = _epochs_done(folder)
    events = EventWriter(folder / "events.jsonl")
    events.write("started", pid=os.getpid(), visible=os.environ["CUDA_VISIBLE_DEVICES"], path=sys.path[0])
    if act["end"] == "worker":
        worker = subprocess.Popen(["sleep", "600"])
        events.write("worker", pid=worker.pid)
    if done:
        events.write("resumed", epoch=done, step=0)
    for epoch in range(done + 1, act["epochs"] + 1):
        until = time.monotonic() + act["seconds"]
        while time.monotonic() < until and not asked:
            time.sleep(0.005)
        if asked:
            events.write("stopped", epoch=epoch - 1)
            return 0
        events.write("epoch", epoch=epoch, metrics={"val.accuracy": reached(record, epoch), "train.loss": 1.0})
        events.write("checkpoint", epoch=epoch, step=0, what="last")
        print(f"epoch {epoch}", flush=True)
    if act["end"] == "crash_once":
        return _end("finished" if done else "crash", events, folder)
    return _end(_lawful_end(record, events) if LAW in os.environ else act["end"], events, folder)


def _lawful_end(record: dict[str, Any], events: EventWriter) -> str:
    """Tell what a run measures by the law, and return how it ends."""
    figure = reached(record)
    events.write("measured", of="best", metrics={"test.accuracy": figure, "val.accuracy": figure})
    return "failed" if figure == float("-inf") else "lawful"


def reached(record: dict[str, Any], epoch: int = 0) -> float:
    """Return the accuracy that the law gives to a run, where there is one; seeds bring a little."""
    if LAW not in os.environ:
        return 0.5 + epoch / 1000
    return lawful(record, f"{record['config_hash']} {record['seed']}")


def lawful(record: dict[str, Any], chance: str) -> float:
    """Return the accuracy that the law gives to a run, with the noise that a text stands for."""
    law = json.loads(os.environ[LAW])
    lost = sum(cost for places, cost in law.items() if all(_is_so(record["config"], one) for one in places.split("&")))
    return 0.9 + 0.01 * (record["seed"] % 5) + Random(chance).gauss(0, 0.002) - float(lost)


def _is_so(config: dict[str, Any], words: str) -> bool:
    if words.startswith("!"):
        return not _is_so(config, words[1:])
    place, _, value = words.partition("=")
    found: Any = config
    for key in place.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found is not None and (not value or str(found) == value)


def _epochs_done(folder: Path) -> int:
    return sum(event["kind"] == "checkpoint" for event in EventReader(folder / "events.jsonl").read_new())


def _end(end: str, events: EventWriter, folder: Path) -> int:
    if end == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if end == "mute":
        return 3
    if end == "short_of_memory":
        events.write("failed", reason="out of memory", advice="halve it", cause="out of memory")
        return 1
    if end == "failed":
        events.write("failed", reason="the loss is not finite", advice="lower optimizer.lr")
        return 1
    if end != "lawful":
        events.write("measured", of="best", metrics={"test.accuracy": 0.75})
    (folder / "best.safetensors").write_bytes(NO_TENSORS)
    events.write("finished", epochs=1, reason="")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
