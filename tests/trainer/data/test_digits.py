import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from trainer.data.digits import Digits
from trainer.data.examples import DataError


def test_the_digits_are_those_of_scikit_learn() -> None:
    found, theirs = Digits().read(), load_digits()
    assert found.class_names == tuple("0123456789")
    assert found.train.labels.tolist() == theirs.target.tolist()
    pixels = np.asarray(found.train.inputs)[..., 0]
    assert np.array_equal(pixels, np.rint(theirs.images * (255 / 16)))
    assert (pixels.dtype, pixels.max()) == (np.uint8, 255)


def test_reading_imports_neither_scikit_learn_nor_torch() -> None:
    code = (
        "import sys; from trainer.data.digits import Digits; Digits().read(); Digits().fingerprint(); "
        "sys.exit(bool({'sklearn', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(sys, "modules", {name: m for name, m in sys.modules.items() if name != "sklearn"})
    with pytest.raises(DataError, match=r"pip install 'backslide\[demo\]'"):
        Digits().fingerprint()
