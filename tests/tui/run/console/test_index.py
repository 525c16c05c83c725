"""Where lines are, counted from the end and from the beginning."""

import random

import pytest

from tui.run.console.index import BLOCK, LineIndex


def content_of(seed: int, size: int) -> bytes:
    """Return lines of very different lengths, some longer than blocks."""
    chance, parts = random.Random(seed), list[bytes]()
    while sum(map(len, parts)) < size:
        parts.append(b"x" * chance.choice((0, 3, 60, 500, BLOCK - 1, 3 * BLOCK)) + b"\n")
    return b"".join(parts)[: size - seed % 3]


def indexed(content: bytes, anchor: int, pieces: int = 1) -> LineIndex:
    index = LineIndex(anchor)
    rest = content[anchor * BLOCK :]
    for start in range(0, len(rest), max(1, len(rest) // pieces)):
        index.grow(rest[start : start + max(1, len(rest) // pieces)])
    return index


def counts(content: bytes, edge: int) -> list[int]:
    return [content.count(b"\n", block * BLOCK, (block + 1) * BLOCK) for block in reversed(range(edge))]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("anchor", [0, 1, 7])
def test_every_line_is_in_the_block_that_holds_the_newline_before_it(seed: int, anchor: int) -> None:
    content = content_of(seed, 10 * BLOCK)
    index = indexed(content, anchor, pieces=3 + seed)
    index.prepend(counts(content, anchor))
    newlines = [-1, *(place for place, sign in enumerate(content) if sign == 10)]
    if newlines[-1] == len(content) - 1:
        newlines.pop()
    assert index.last - index.first + 1 == len(newlines)
    for number, newline in enumerate(newlines, index.first):
        assert index.block_of(number) == max(0, newline) // BLOCK


def test_numbers_stay_when_what_lies_before_is_counted_and_when_the_file_grows() -> None:
    content = b"a line\n" * 60_000
    index = indexed(content, 3)
    last, first = index.last, index.first
    assert (index.edge, index.share) == (3, 0)
    index.prepend(counts(content, 3)[:2])
    assert (index.last, index.edge, round(index.share, 2)) == (last, 1, 0.67)
    assert index.first < first
    index.prepend(counts(content, 3)[2:])
    index.grow(b"one more\nand a pa")
    assert (index.last, index.edge, index.share) == (last + 2, 0, 1)
    assert index.last - index.first + 1 == 60_002


def test_an_empty_file_has_no_line_and_one_newline_makes_one() -> None:
    index = LineIndex()
    assert index.last - index.first + 1 == 0
    index.grow(b"\n")
    assert index.last - index.first + 1 == 1


def test_a_copy_stays_as_it_is() -> None:
    index = indexed(b"one\ntwo\n", 0)
    copy = index.copy()
    index.grow(b"three\n" * 50_000)
    assert (copy.last, copy.size, copy.blocks) == (1, 8, 1)
