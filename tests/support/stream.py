"""What a program sends to a terminal: its own control sequences, and whatever else there is."""

import re
from collections.abc import Iterable

from rich.cells import cell_len

COLOUR = r"\x1b\[[0-9;]*m"
BARS = rf"{COLOUR}|\x1b\[\?25[hl]|\x1b\[\d*[AK]"
"""What rich's progress bars are drawn by."""
APP = rf"{COLOUR}|\x1b\[\d+;\d+H|\x1b\[\?\d+(;\d+)?[hl]|\x1b\[\?\d+\$p|\x1b\[[<>]\d*u|\x1b\]22;\w+\x07"
"""What Textual draws by: colours, places, modes, and the shape of the pointer."""
COPY = r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07"
_SEQUENCES = re.compile(r"(\x1b[\]P][^\x07\x1b\x9c]*(\x07|\x1b\\)|\x1b\[[0-9;?]*[A-Za-z])")


def foreign(sent: bytes, own: str) -> set[str]:
    """Return the characters of a stream, beside sequences of one's own and ends of lines, that do not print."""
    return {char for char in re.sub(own, "", sent.decode()) if not (char.isprintable() or char in "\r\n")}


def obeyed(sent: bytes, texts: Iterable[str]) -> set[str]:
    """Return the control sequences of texts that got into a stream."""
    sequences = {found[0] for text in texts for found in _SEQUENCES.findall(text)}
    return {sequence for sequence in sequences if sequence.encode() in sent}


def widest(sent: bytes, own: str) -> int:
    """Return the cells of the longest line of a stream."""
    return max(cell_len(line) for line in re.split(r"[\r\n]", re.sub(own, "", sent.decode())))
