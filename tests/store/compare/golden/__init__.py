"""Texts as they are printed: what a change does to them is seen in review."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def assert_is_golden(text: str, name: str, folder: Path = FOLDER) -> None:
    """Compare a text with the one that is kept; with GOLDEN=write in the environment, keep it instead."""
    path = folder / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
