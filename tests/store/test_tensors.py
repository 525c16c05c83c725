from pathlib import Path

import pytest

from store.errors import StoreError
from store.tensors import read_header

HEADER = b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"x":"y"}}'


def written(path: Path, header: bytes = HEADER, values: int = 8) -> Path:
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(values))
    return path


def test_a_whole_file_has_a_header(tmp_path: Path) -> None:
    header = read_header(written(tmp_path / "last.safetensors"))
    assert header["__metadata__"] == {"x": "y"}


@pytest.mark.parametrize(
    ("header", "values", "told"),
    [
        (HEADER, 7, "it has 7 bytes of values where 8 are to be"),
        (b"[]", 0, "its header is no table"),
        (b"{", 0, "its header is no JSON"),
        (HEADER.replace(b"F32", b"F64"), 8, "entry of 'a' is damaged"),
        (HEADER.replace(b"F32", b"E32"), 8, "entry of 'a' is damaged"),
        (HEADER.replace(b"[0,8]", b"[1,9]"), 9, "do not lie one behind the other"),
        (HEADER.replace(b'"y"', b"3"), 8, "'__metadata__' is to be a table of texts"),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, header: bytes, values: int, told: str) -> None:
    path = written(tmp_path / "last.safetensors", header, values)
    with pytest.raises(StoreError) as raised:
        read_header(path)
    assert str(raised.value).startswith(f"{path}: is no whole safetensors file")
    assert told in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"\0" * 5, b"\xff" * 100])
def test_a_file_that_ends_within_its_header_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "last.safetensors").write_bytes(content)
    with pytest.raises(StoreError, match="ends within its header"):
        read_header(tmp_path / "last.safetensors")
