from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer

from tests.trainer.data.sets import counts
from trainer.data.assemble import assemble
from trainer.data.csv import Csv

FOLDER = Path(__file__).parents[3] / "experiments" / "data"


def test_the_shipped_table_is_the_one_of_scikit_learn() -> None:
    found = assemble(Csv(path=FOLDER, label="diagnosis"))
    theirs = load_breast_cancer()
    parts = [*found.train, found.validation, found.test]
    ours = np.concatenate([np.asarray(part.inputs) for part in parts])
    assert found.class_names == ("benign", "malignant")
    assert sorted(map(tuple, ours.tolist())) == sorted(map(tuple, theirs.data.astype(np.float32).tolist()))
    assert [counts(part, 2) for part in parts] == [[214, 128], [72, 42], [71, 42]]


def test_the_script_makes_the_files_that_are_shipped(tmp_path: Path) -> None:
    spec = spec_from_file_location("make_table", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    for name in ("train", "val", "test"):
        assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes()
