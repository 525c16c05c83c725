"""How many lines of each section find room."""

from store.status import Status
from tests.tui.rows import row
from tui.home.lines import DEVICES, ENDED, RUNNING, HomeLine, Section, lay_out
from tui.listing.lines import line_of


def section(name: str, count: int, **changes: str) -> Section:
    lines = [HomeLine(f"{name}-{number}", "run", name) for number in range(count)]
    return Section(name, name.title(), lines, count, **changes)


def kinds(lines: list[HomeLine]) -> list[str]:
    return [line.kind for line in lines]


def test_what_fits_is_shown_whole_under_headings_that_count() -> None:
    lines = lay_out([section(RUNNING, 2), section(ENDED, 1)], 20)
    assert kinds(lines) == ["heading", "run", "run", "heading", "run"]
    assert [line.text for line in lines if line.kind == "heading"] == ["Running  2", "Ended  1"]


def test_of_a_section_that_is_empty_one_line_says_so() -> None:
    lines = lay_out([Section(RUNNING, "Nothing runs"), section(ENDED, 1)], 20)
    assert [(line.kind, line.text) for line in lines[:2]] == [("note", "Nothing runs"), ("heading", "Ended  1")]


def test_a_long_section_shows_its_first_lines_and_how_many_more_there_are() -> None:
    lines = lay_out([section(ENDED, 40, filter="status:failed")], 11)
    assert len(lines) == 11
    assert (lines[-1].text, lines[-1].filter) == ("… 31 more: enter lists them", "status:failed")
    assert lay_out([section(DEVICES, 40)], 11)[-1].text == "… 31 more", "what no filter lists promises nothing"


def test_what_went_wrong_is_not_hidden_behind_what_ended_later() -> None:
    def ended(place: int) -> HomeLine:
        status = Status.FAILED if place in {0, 7, 8, 9} else Status.FINISHED
        return HomeLine(str(place), "run", ENDED, line=line_of(row(seed=place, status=status), {}))

    lines = lay_out([Section(ENDED, "Ended", [ended(place) for place in range(10)], 10)], 6)
    assert [line.key for line in lines[1:-1]] == ["0", "1", "2", "7"]


def test_where_room_is_short_each_section_has_a_few_lines_and_what_ended_the_rest() -> None:
    sections = [section(RUNNING, 10), section(ENDED, 10), section(DEVICES, 2)]
    shown = [line.section for line in lay_out(sections, 13)]
    assert [shown.count(name) for name in (RUNNING, ENDED, DEVICES)] == [1 + 4, 1 + 4, 1 + 2]
    shown = [line.section for line in lay_out(sections, 1)]
    assert [shown.count(name) for name in (RUNNING, ENDED, DEVICES)] == [4, 4, 3], "the rest is scrolled to"


def test_on_a_high_screen_sections_stand_apart() -> None:
    lines = lay_out([section(RUNNING, 60), section(ENDED, 60)], 40)
    assert kinds(lines).count("gap") == 1
    assert len(lines) == 40


def test_a_line_takes_in_how_its_run_stands_now() -> None:
    line = HomeLine("key", "run", RUNNING, line=line_of(row(epoch=1), {}))
    line.put(row(epoch=2))
    line.put(row(seed=9))
    assert [one.epoch for one in line.rows] == [2]
