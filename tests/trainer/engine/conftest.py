"""A run on rows, and its export, for the tests of what leaves the store."""

from pathlib import Path

import pytest

from tests.trainer.data.sets import many_rows, write_table
from tests.trainer.engine.trained import finished
from trainer.engine.export import export


@pytest.fixture(scope="module")
def table_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table")
    table = write_table(folder / "trees.csv", many_rows(200))
    network = {"name": "mlp", "widths": [8]}
    return finished(folder / "run", data={"name": "csv", "path": str(table)}, network=network)


@pytest.fixture(scope="module")
def table_export(table_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "model"
    export(table_run, folder)
    return folder
