"""A model that backslide exported. `python load.py FILE…` says what it sees in pictures, or in the rows of a CSV file.

It needs torch and torchvision alone. From a program in this folder: `model = load.Model()`, then `model(inputs)`.
"""

import csv
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from trainer.layers.pictures import resized, with_channels

HERE = Path(__file__).parent
TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


class Model(nn.Module):
    """The network, with what is done to its inputs before."""

    def __init__(self, folder: Path = HERE) -> None:
        super().__init__()
        described = json.loads((folder / "config.json").read_text("utf-8"))
        self.preprocessing = json.loads((folder / "preprocessing.json").read_text("utf-8"))
        self.labels = json.loads((folder / "labels.json").read_text("utf-8"))
        self.network = build(described, read_weights(folder / "model.safetensors"))
        mean, deviation = (
            torch.tensor(self.preprocessing[name], dtype=torch.float64) for name in ("mean", "deviation")
        )
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.eval()

    def forward(self, inputs: Tensor) -> Tensor:
        """Return logits (N, classes) for pictures (N, C, H, W) uint8 of any size, or rows of raw features (N, F)."""
        logits: Tensor = self.network(self.prepare(inputs))
        return logits

    def prepare(self, inputs: Tensor) -> Tensor:
        """Return what the network itself takes."""
        mean, deviation = self.get_buffer("mean"), self.get_buffer("deviation")
        if self.preprocessing["kind"] == "features":
            return ((inputs.double() - mean) / deviation).float()
        height, width = self.preprocessing["shape"][1:]
        pixels = resized(with_channels(inputs, self.preprocessing["channels"]), height, width).contiguous() / 255
        mean, deviation = (values.float().view(1, -1, 1, 1) for values in (mean, deviation))
        return torch.addcmul(-mean / deviation, pixels, 1 / deviation)

    def read(self, file: Path) -> Tensor:
        """Return a picture (1, C, H, W), or the rows of a CSV file (N, F)."""
        if self.preprocessing["kind"] == "images":
            return read_picture(file, self.preprocessing["channels"])
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader, names = csv.DictReader(stream), self.preprocessing["columns"]
            rows = [[_number(row[name], name, reader.line_num) for name in names] for row in reader]
        return torch.tensor(rows, dtype=torch.float32)


def _number(text: str, column: str, line: int) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        raise ValueError(f"line {line}: {column} is {text!r}, and a number is expected") from None


def build(described: dict[str, Any], weights: dict[str, Tensor]) -> nn.Module:
    """Return the network that a description says how to build, with its weights."""
    network = described["network"]
    model: nn.Module = getattr(import_module(network["module"]), network["function"])(**network["arguments"])
    for change in described["changes"]:
        getattr(import_module(change["module"]), change["function"])(model, **change["arguments"])
    model.load_state_dict(weights)
    return model.eval()


def read_weights(file: Path) -> dict[str, Tensor]:
    """Return the tensors of a safetensors file: eight bytes of length, a header in JSON, then the values."""
    content = bytearray(file.read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    return {name: _tensor(content, start, entry) for name, entry in header.items()}


def _tensor(content: bytearray, start: int, entry: dict[str, Any]) -> Tensor:
    first, last = entry["data_offsets"]
    kind = TYPES[entry["dtype"]]
    if first == last:
        return torch.empty(entry["shape"], dtype=kind)
    return torch.frombuffer(content[start + first : start + last], dtype=kind).reshape(entry["shape"])


def read_picture(file: Path, channels: int) -> Tensor:
    """Return a picture (1, channels, H, W) uint8 from a file."""
    with Image.open(file) as image:
        whole = image.point(lambda level: level / 256) if image.mode.startswith("I;16") else image
        pixels = np.array(whole.convert("L" if channels == 1 else "RGB")).reshape(image.height, image.width, channels)
    return torch.from_numpy(pixels).permute(2, 0, 1).unsqueeze(0)


@torch.inference_mode()
def main(files: list[str], folder: Path = HERE) -> None:
    """Print the most probable class of every picture or row, and its probability."""
    if not files:
        sys.exit("usage: python load.py FILE...: pictures, or CSV files with the columns that the model was trained on")
    model = Model(folder)
    for file in files:
        for row, probabilities in enumerate(model(_read(model, Path(file))).softmax(1), 1):
            probability, place = probabilities.max(0)
            name = file if model.preprocessing["kind"] == "images" else f"{file} row {row}"
            print(f"{name}: {model.labels[int(place)]} ({probability:.3f})")  # noqa: T201 - that is what it is for


def _read(model: Model, file: Path) -> Tensor:
    try:
        return model.read(file)
    except KeyError as error:
        sys.exit(f"{file}: there is no column {error}")
    except (OSError, ValueError) as error:
        sys.exit(f"{file}: {getattr(error, 'strerror', None) or error}")


if __name__ == "__main__":
    main(sys.argv[1:])
