"""What a person can set from outside stands in the documents."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_variable_that_launching_reads_is_explained_and_no_other() -> None:
    files = [*(ROOT / "trainer" / "launch").glob("*.py"), ROOT / "store/room.py"]
    sources = [path.read_text("utf-8") for path in files]
    read = set(re.findall(r'"(BACKSLIDE_\w+|CUDA_VISIBLE_DEVICES)"', "\n".join(sources)))
    explained = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "launching.md").read_text("utf-8"), re.MULTILINE)
    )
    assert explained == read
