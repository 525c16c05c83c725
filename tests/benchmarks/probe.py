"""A linear probe over kept features against full fine-tuning of one network: seconds an epoch, measuring included."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from store.events import EventReader
from trainer.engine.run import train_config
from trainer.plan.parse import parse_config

NETWORKS: dict[str, dict[str, Any]] = {
    "small_cnn 28×28": {"network": {"name": "small_cnn"}, "data": {"size": 28}},
    "resnet18 32×32": {"network": {"name": "resnet18"}, "data": {"size": 32}},
}
EPOCHS = 3
WAYS: dict[str, dict[str, Any]] = {"full": {}, "probe": {"freezing": {}}}


def epochs(sections: dict[str, Any], methods: dict[str, Any], folder: Path) -> list[float]:
    """Return the seconds that each epoch of a run takes."""
    training = {"epochs": EPOCHS, "batch_size": 32, "device": "cpu"}
    data = {"name": "digits", **sections["data"]}
    config = parse_config({**sections, "data": data, "training": training, "regularizers": methods})
    with redirect_stdout(StringIO()):
        outcome = train_config(config, 1, folder)
    assert outcome.status == "finished", outcome.reason
    return [event["seconds"] for event in EventReader(folder / "events.jsonl").read_new() if event["kind"] == "epoch"]


def main() -> None:
    """Print the table; of a probe's epochs the first makes the features."""
    print("seconds an epoch    full   probe, first   probe, later   full over later")
    for name, sections in NETWORKS.items():
        with TemporaryDirectory() as folder:
            taken = {way: epochs(sections, methods, Path(folder, way)) for way, methods in WAYS.items()}
        full, first, later = min(taken["full"]), taken["probe"][0], min(taken["probe"][1:])
        print(f"{name:<16} {full:>7.2f} {first:>14.2f} {later:>14.3f} {full / later:>17.1f}")


if __name__ == "__main__":
    main()
