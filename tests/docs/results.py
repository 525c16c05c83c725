"""Put what comes in (the demo's tables) into README, as the part `results`; headings become lines of bold text."""

import re
import sys

from tests.docs.generate import replace_part
from tests.layers.imports import ROOT


def main() -> None:
    """Read Markdown from stdin and write README."""
    file = ROOT / "README.md"
    tables = re.sub(r"^#+ (.*)$", r"**\1**", sys.stdin.read().strip(), flags=re.MULTILINE)
    file.write_text(replace_part(file.read_text("utf-8"), "results", f"\n{tables}\n"), "utf-8")


if __name__ == "__main__":
    main()
