"""Looking through a console for the nearest line that has a pattern, block by block."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from tui.literal import console_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.run.console.log import ConsoleLog
    from tui.run.console.pattern import Pattern

Way = Literal["near", "down", "up"]


class Search(NamedTuple):
    """What is looked for, from which line, and which way; `near` takes that line itself or the nearest to it."""

    pattern: "Pattern"
    line: int
    way: Way


class Hit(NamedTuple):
    """A line that has it; whether the search had to go on from the other end."""

    line: int
    wrapped: bool = False


def look_for(log: "ConsoleLog", search: Search) -> "Iterator[float | Hit]":
    """Yield the share that has been looked through, after each part, and at last a hit, if there is one."""
    stages = _near(log, search) if search.way == "near" else _onward(log, search)
    count = log.index.blocks - log.index.edge
    for done, hit in enumerate(stages, 1):
        if hit is not None:
            yield hit
            return
        yield min(1.0, done / count)


def _near(log: "ConsoleLog", search: Search) -> "Iterator[Hit | None]":
    index, at = log.index, log.index.block_of(search.line)
    for distance in range(index.blocks - index.edge):
        ring = [block for block in dict.fromkeys((at - distance, at + distance)) if index.edge <= block < index.blocks]
        found = [line for block in ring for line in lines_with(log, search.pattern, block)]
        if found:
            yield Hit(min(found, key=lambda line: abs(line - search.line)))
        yield from (None for _ in ring)


def _onward(log: "ConsoleLog", search: Search) -> "Iterator[Hit | None]":
    """Go one way to the end, and then on from the other end as far as the line itself."""
    index, at = log.index, log.index.block_of(search.line)
    step = 1 if search.way == "down" else -1
    to_end = range(at, index.blocks) if step > 0 else range(at, index.edge - 1, -1)
    from_start = range(index.edge, at + 1) if step > 0 else range(index.blocks - 1, at - 1, -1)
    for wrapped, blocks in ((False, to_end), (True, from_start)):
        for block in blocks:
            found = lines_with(log, search.pattern, block)[::step]
            hits = [line for line in found if wrapped or (line - search.line) * step > 0]
            yield Hit(hits[0], wrapped) if hits else None


def lines_with(log: "ConsoleLog", pattern: "Pattern", block: int) -> list[int]:
    """Return the numbers of the lines that start in a block and have it."""
    around = log.around(block)
    if around is not None and not pattern.may_be_in(around):
        return []
    first, lines = log.lines_of(block)
    texts = (console_line(line.decode("utf-8", "replace")) for line in lines)
    return [number for number, text in enumerate(texts, first) if pattern.matches(text)]
