"""The handwritten digits that come with scikit-learn."""

from importlib.util import find_spec
from pathlib import Path

from trainer.data.base import DataSource
from trainer.data.examples import DataError, Examples, Splits
from trainer.data.fingerprint import hash_files

_CLASSES = tuple(str(digit) for digit in range(10))


class Digits(DataSource):
    """1,797 handwritten digits, 8×8 grey (Alpaydin and Kaynak 1998), that scikit-learn brings: no network is needed.

    They have no test set of their own: `test_share` and `validation_share` cut it, per class.
    """

    def read(self) -> Splits:
        """Return the digits with their grey levels 0…16 spread over 0…255."""
        import numpy as np

        table = np.loadtxt(_file(), delimiter=",", dtype=np.float32)
        levels = np.rint(table[:, :64] * (255 / 16)).astype(np.uint8).reshape(-1, 8, 8, 1)
        return Splits("images", _CLASSES, Examples(levels, table[:, 64].astype(np.int64)))

    def check(self) -> None:
        """Look for the file."""
        _file()

    def class_names(self) -> tuple[str, ...]:
        return _CLASSES

    def example_shape(self) -> tuple[int, ...]:
        return 1, 8, 8

    def fingerprint(self) -> str:
        file = _file()
        return hash_files([file], file.parent)


def _file() -> Path:
    """Return the file inside scikit-learn, which is not imported: that alone would take a second of every run."""
    spec = find_spec("sklearn")
    for folder in (spec and spec.submodule_search_locations) or ():
        file = Path(folder) / "datasets" / "data" / "digits.csv.gz"
        if file.is_file():
            return file
    raise DataError("data 'digits' come with scikit-learn, which is not installed: pip install 'backslide[demo]'")
