"""What people do with a store of small runs, whose children are stand-ins, and what must hold once they are gone."""

from pathlib import Path
from random import Random

import pytest

from store.health import examine, mend
from store.line import line
from store.run import Run
from store.store import Store
from tests.faults.havoc import Havoc
from tests.faults.truth import check_now, check_rows, check_story, check_whole
from tests.trainer.launch import stand_in
from trainer.launch.line import go_on_all

EPOCHS = 3
EXPERIMENT = f"""\
seeds = [1, 2]
[base]
data = {{ name = "digits", classes = ["0", "1"] }}
network = {{ name = "mlp", start = "variant:source" }}
training = {{ epochs = {EPOCHS}, device = "cpu", threads = 1 }}
[variants.source]
network = {{ start = "none" }}
[variants.baseline]
[variants.tuned]
regularizers = {{ dropout = true }}
"""


class Place:
    """A working folder with one experiment file and a store, and every run that was ever seen there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, chance: Random) -> None:
        monkeypatch.setenv(stand_in.SECONDS, "0.15")
        self.folder, self.chance = folder, chance
        (folder / "experiments").mkdir()
        self.file = folder / "experiments" / "small.toml"
        self.file.write_text(EXPERIMENT)
        self.store = Store(folder / "runs")
        self.known: set[str] = set()

    def check(self) -> None:
        """See to it that the store is whole and says what is so."""
        self.known |= {*self.store.ids(), *self.store.trashed()}
        check_whole(self.store, sorted(self.known))
        check_now(self.store)

    def tidy(self) -> Havoc:
        """Bring everything back that was removed, stopped or paused, and see it done."""
        if self.store.trashed():
            self.store.restore(self.store.trashed())
        if line(self.store.root)["paused"]:
            go_on_all(self.store)
        havoc = Havoc(self.store, self.chance, [self.store.run(id_) for id_ in sorted(self.store.ids())])
        for run in havoc.runs:
            if run.state()["paused"]:
                with run.change_state() as state:
                    state["paused"] = None
        havoc.finish()
        self._check_all(havoc.runs)
        return havoc

    def _check_all(self, runs: list[Run]) -> None:
        for run in runs:
            check_story(run)
        check_rows(self.store)
        assert mend(examine(self.store)) == []
