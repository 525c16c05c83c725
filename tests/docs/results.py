"""Put the demo's result table, which comes in as Markdown, into README: its rows and notes, without the heading."""

import sys

from tests.docs.generate import replace_part
from tests.layers.imports import ROOT


def main() -> None:
    """Read Markdown from stdin and write README."""
    file = ROOT / "README.md"
    lines = [line for line in sys.stdin.read().splitlines() if line.startswith(("|", "*"))]
    table = [line for line in lines if line.startswith("|")]
    notes = [line for line in lines if not line.startswith("|")]
    content = "\n".join(["", *table, "", *(f"{note}\\" for note in notes[:-1]), *notes[-1:], ""])
    file.write_text(replace_part(file.read_text("utf-8"), "results", content), "utf-8")


if __name__ == "__main__":
    main()
