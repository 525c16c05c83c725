"""Files of weights: what is read, what is refused, and that nothing half-written stays."""

import pickle
from pathlib import Path

import pytest
import torch
from torch import Tensor

from trainer.data.preprocessing import read_metadata
from trainer.engine.weights import WeightsError, read_weights, write_weights


@pytest.fixture
def tensors() -> dict[str, Tensor]:
    return {"head.weight": torch.arange(6.0).view(2, 3), "head.bias": torch.ones(2)}


def same(found: dict[str, Tensor], expected: dict[str, Tensor]) -> bool:
    return found.keys() == expected.keys() and all(torch.equal(found[name], expected[name]) for name in expected)


def test_what_was_written_is_read_again_with_its_metadata(tmp_path: Path, tensors: dict[str, Tensor]) -> None:
    write_weights(tmp_path / "best.safetensors", tensors, {"epoch": "3"})
    assert same(read_weights(tmp_path / "best.safetensors"), tensors)
    assert read_metadata(tmp_path / "best.safetensors")["epoch"] == "3"
    assert [path.name for path in tmp_path.iterdir()] == ["best.safetensors"]


def test_tensors_that_share_memory_are_written_apart(tmp_path: Path) -> None:
    whole = torch.arange(6.0)
    write_weights(tmp_path / "a.safetensors", {"whole": whole, "part": whole[2:], "turned": whole.view(2, 3).T}, {})
    assert same(
        read_weights(tmp_path / "a.safetensors"), {"whole": whole, "part": whole[2:], "turned": whole.view(2, 3).T}
    )


@pytest.mark.parametrize("wrapper", [None, "state_dict", "model"])
@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_foreign_file_is_read_whatever_its_trainer_put_round_it(
    tmp_path: Path, tensors: dict[str, Tensor], wrapper: str | None, prefix: str
) -> None:
    named = {f"{prefix}{name}": value for name, value in tensors.items()}
    torch.save({wrapper: named, "epoch": 3} if wrapper else named, tmp_path / "foreign.pth")
    assert same(read_weights(tmp_path / "foreign.pth"), tensors)


class Trap:
    """What an attacker would put into a file of weights."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("/tmp/backslide-trap-was-sprung"),)  # type: ignore[return-value]


def test_a_file_that_would_run_code_is_refused(tmp_path: Path) -> None:
    trap = Path("/tmp/backslide-trap-was-sprung")
    trap.unlink(missing_ok=True)
    with (tmp_path / "trap.pth").open("wb") as file:
        pickle.dump({"weight": Trap()}, file, protocol=2)
    torch.save({"weight": Trap()}, tmp_path / "zipped.pth")
    for name in ("trap.pth", "zipped.pth"):
        with pytest.raises(WeightsError, match=f"{name}.*would run code"):
            read_weights(tmp_path / name)
    assert not trap.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.safetensors", b"\x10\0\0\0\0\0\0\0{}", "no whole safetensors"),
        ("a.safetensors", b"", "no whole safetensors"),
        ("a.pth", b"not a file of PyTorch", "a.pth"),
        ("a.h5", b"", "not from '.h5'"),
    ],
)
def test_what_is_no_file_of_weights_is_told_in_a_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=said):
        read_weights(tmp_path / name)


def test_a_missing_file_and_one_without_tensors_are_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such file"):
        read_weights(tmp_path / "none.safetensors")
    torch.save({"epoch": 3}, tmp_path / "empty.pth")
    with pytest.raises(WeightsError, match="no weights by name"):
        read_weights(tmp_path / "empty.pth")
