"""Lines at the top of a screen that are too long for it."""

import pytest

from tui.widgets.columns import Cell
from tui.widgets.runhead import fitting
from tui.widgets.titleline import cut

GAP = Cell("   ")
LINE = [Cell("val.accuracy "), Cell("▁▂▃"), Cell(" 0.8226"), GAP, Cell("val.loss "), Cell("▃▂▁"), Cell(" 0.6191")]


@pytest.mark.parametrize("width", range(12, 60))
def test_a_figure_stands_whole_or_is_told_to_be_cut(width: int) -> None:
    text = "".join(cell.text for cell in fitting(LINE, width)).rstrip()

    assert len(text) <= width
    assert text.endswith(("0.8226", "0.6191", "…"))


def test_a_line_that_fits_is_left_alone() -> None:
    assert fitting(LINE, 80) == LINE


def test_a_long_reason_is_cut_where_it_can_still_be_read() -> None:
    line = [Cell("! 2 warnings (5)", "warn"), GAP, Cell("the loss is not finite, at step 12 of epoch 3", "bad")]

    told = "".join(cell.text for cell in fitting(line, 45))

    assert told == "! 2 warnings (5)   the loss is not finite, a…"
    assert "".join(cell.text for cell in fitting(line, 25)).rstrip() == "! 2 warnings (5)"


def test_a_title_that_does_not_fit_says_so() -> None:
    assert cut("diff: baseline against tuned, more_data", 31) == "diff: baseline against tuned…"
    assert cut("diff: baseline", 14) == "diff: baseline"
