"""What the dry run of the launch screen says of each run."""

from pathlib import Path

from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from tui.widgets.launchtables import Planned

FILE = """
seeds = [1]
[base]
data = { name = "digits", classes = ["0", "1"] }
source = { name = "digits" }
network = { name = "mlp", start = "pretrained" }
regularizers = { dropout = { rate = 0.3 }, ema = true }
[variants.baseline]
[variants.bare]
source = false
regularizers = { dropout = false, ema = { decay = 0.9 }, mixup = true }
"""


def test_what_is_off_as_a_whole_is_told_by_its_name_alone(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_text(FILE)
    baseline, bare = (Planned(0, run).changes for run in plan_runs(load_experiment(file)))
    assert baseline == "the baseline"
    assert bare == "source = off, dropout = off, ema.decay = 0.9, mixup.alpha = 0.2"
