"""Put the demo's first table, which comes in as Markdown, into README, with its notes and the demo's answers."""

import re
import sys

from tests.docs.generate import replace_part
from tests.layers.imports import ROOT


def main() -> None:
    """Read Markdown from stdin and write README."""
    file = ROOT / "README.md"
    demo = sys.stdin.read()
    first = demo.partition("\n## ")[2].partition("\n## ")[0].splitlines()
    table = [line for line in first if line.startswith("|")]
    notes = [line for line in first if line.startswith("*")]
    content = "\n".join(["", *table, "", *(f"{note}\\" for note in notes[:-1]), *notes[-1:], "", *answers(demo), ""])
    file.write_text(replace_part(file.read_text("utf-8"), "results", content), "utf-8")


ASKED = {"What did it?": "## decline: what made tuned", "What brings it back?": "## decline: what may bring tuned back"}


def answers(demo: str) -> list[str]:
    """Return what did it, and what brings it back, as the demo says it; the first with what fresh seeds say of it."""
    return [f"- **{question}** {_answer(demo.partition(heading)[2])}" for question, heading in ASKED.items()]


def _answer(text: str) -> str:
    note, held = (re.search(pattern, text) for pattern in (r"> \*\*Note:\*\* (.*)", r"### (Held against .*)"))
    if not (note and held):
        raise ValueError("the demo has not run to its end")
    return f"{note[1]} {held[1]}."


if __name__ == "__main__":
    main()
