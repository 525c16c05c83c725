from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from store.errors import StoreError
from trainer.data.preprocessing import Preprocessing, preprocessing_of, read_metadata

COLOUR = Preprocessing("images", (3, 8, 8), 1, (0.1, 0.2, 0.3), (1.0, 1.0, 2.0), ("Käse", "Brot"))


def test_it_is_kept_beside_weights_and_read_without_torch(tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    save_file({"w": np.zeros(3)}, file, {"preprocessing": COLOUR.to_json(), "epoch": "3"})
    assert preprocessing_of(file) == COLOUR
    assert read_metadata(file)["epoch"] == "3"


def test_weights_from_elsewhere_say_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    save_file({"w": np.zeros(3)}, file)
    assert preprocessing_of(file) is None


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "3",
        "[" * 5000,
        COLOUR.to_json().replace('"kind"', '"knd"'),
        COLOUR.to_json().replace("[0.1", '["x"'),
        COLOUR.to_json().replace("images", "pictures"),
    ],
)
def test_what_is_damaged_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.safetensors"
    save_file({"w": np.zeros(3)}, file, {"preprocessing": text})
    with pytest.raises(StoreError, match="inputs that its weights are for is damaged") as raised:
        preprocessing_of(file)
    assert str(raised.value).startswith(f"{file}: ")
