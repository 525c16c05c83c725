"""The line that explains a row: cut where it is too long, and then seen to be cut."""

from textual.app import App, ComposeResult

from tests.tui.screens import text_of
from tui.widgets.detail import DetailLine, shortened

LONG = "one word after another " * 9


class Explained(App[None]):
    """A detail line of two lines, and nothing else."""

    CSS = "DetailLine { height: 2; }"

    def compose(self) -> ComposeResult:
        yield DetailLine()


async def test_a_text_that_is_too_long_ends_in_an_ellipsis_and_one_that_fits_does_not() -> None:
    async with Explained().run_test(size=(40, 8)) as pilot:
        detail = pilot.app.query_one(DetailLine)
        detail.text = LONG
        await pilot.pause()
        assert text_of(pilot.app).splitlines()[1].endswith("…")
        detail.text = LONG[:60]
        await pilot.pause()
        assert "…" not in text_of(pilot.app)


async def test_a_problem_takes_the_lines_that_it_needs_but_no_more_than_three() -> None:
    async with Explained().run_test(size=(40, 8)) as pilot:
        detail = pilot.app.query_one(DetailLine)
        detail.styles.height = "auto"
        detail.add_class("-problem")
        for text, lines in ((LONG[:60], 2), (LONG[:100], 3), (LONG, 3)):
            detail.text = text
            await pilot.pause()
            assert detail.size.height == lines
        assert text_of(pilot.app).splitlines()[2].endswith("…")


def test_an_ending_takes_the_place_of_no_more_than_it_needs() -> None:
    assert shortened(["one two", "three", "four"], 2, 10, "…") == ["one two", "three…"]
    assert shortened(["one two three"], 1, 10, "… i") == ["one two… i"]
    assert shortened([], 1, 10, "…") == ["…"]


def test_a_long_word_that_the_line_has_room_for_is_begun() -> None:
    path = "/home/somebody/runs/2026-11-24-k3f9q2x/run.json"
    assert shortened(["damaged:", path], 1, 40, "… i") == [f"damaged: {path[:28]}… i"]
