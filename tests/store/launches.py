"""What the processes of a run leave in its folder, written as a test wants it."""

import time
from typing import Any

from store.liveness import this_machine
from store.run import EVENTS, EXIT, Run

HERE = this_machine().as_evidence()
NOW = time.time()


def launch(run: Run, **evidence: Any) -> None:
    with run.change_state() as state:
        state["launched"] = {"t": NOW - 10, "pid": 1, **HERE, **evidence}


def tell(run: Run, kind: str, t: float = NOW - 5, **fields: Any) -> None:
    import orjson

    with (run.folder / EVENTS).open("ab") as file:
        file.write(orjson.dumps({"t": t, "kind": kind, **fields}) + b"\n")


def exits(run: Run, t: float = NOW, **fields: Any) -> None:
    from store.files import write_json

    write_json(run.folder / EXIT, {"status": None, "signal": None, "ended": t, "peak_memory": 1, **fields})
