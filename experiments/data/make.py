"""Make train.csv, val.csv and test.csv from a table that scikit-learn brings: python experiments/data/make.py DIR."""

import csv
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.utils import Bunch

from trainer.data.split import cut


def main(folder: Path) -> None:
    """Write a stratified split: 60 % training, 20 % validation, 20 % test."""
    table = load_breast_cancer()
    rest, test = cut(table.target, 0.2, 0, "test")
    train, val = cut(table.target[rest], 0.25, 0, "validation")
    for name, places in (("train", rest[train]), ("val", rest[val]), ("test", test)):
        write(folder / f"{name}.csv", table, places)


def write(file: Path, table: Bunch, places: np.ndarray) -> None:
    """Write the rows at some places, the class in the last column."""
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*(name.replace(" ", "_") for name in table.feature_names), "diagnosis"])
        for place in places:
            writer.writerow([*(f"{value:g}" for value in table.data[place]), table.target_names[table.target[place]]])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
