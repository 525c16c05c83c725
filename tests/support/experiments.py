"""A small experiment file on the digits, for tests: a source, a baseline that starts from it, and a tuned variant."""

from pathlib import Path

SMALL = """\
title = "Three digits, a small network"
goal = "test.accuracy >= 0.5"
seeds = [1, 2]

[base]
data = { name = "digits", classes = ["0", "1", "2"] }
network = { name = "small_cnn", width = 4, depth = 2, start = "variant:source" }
optimizer = { name = "adam", lr = 0.003 }
training = { epochs = 3, batch_size = 64, device = "cpu" }
regularizers = { dropout = { rate = 0.2 } }

[variants.source]
note = "what the others start from"
network = { start = "none" }

[variants.baseline]

[variants.tuned]
note = "what somebody thought better"
optimizer = { lr = 0.02 }
regularizers = { label_smoothing = { amount = 0.3 } }
"""


QUICK = """\
[base]
data = {name = "digits"}
network = {name = "mlp"}
training = {epochs = 1, device = "cpu"}
[variants.baseline]
[variants.tuned]
optimizer = {lr = 0.1}
"""
"""A baseline and a tuned variant, to which tests put seeds in front, and more of the tuned one behind."""


def write_small(folder: Path, name: str = "small.toml", **replaced: str) -> Path:
    """Write the file; `replaced` maps words of it to others."""
    text = SMALL
    for old, new in replaced.items():
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text)
    return file
