"""Curves as drawings for documents."""

import xml.etree.ElementTree as ET
from math import nan

import pytest

from store.compare.curves.chart import chart_of
from store.compare.curves.model import Band, Curve, CurveView
from store.compare.curves.palette import ON_LIGHT
from store.compare.curves.svg import DASHES, curves_svg
from tests.store.compare.golden import assert_is_golden

SVG = "{http://www.w3.org/2000/svg}"
STEPS = range(1, 13)
BASELINE = [1.8 * 0.7**step + 0.02 for step in STEPS]
TUNED = [1.5 * 0.85**step + 0.2 for step in STEPS]
CURVES = (
    Curve("baseline", STEPS, BASELINE, 0, Band([v * 0.9 for v in BASELINE], [v * 1.1 for v in BASELINE])),
    Curve("tuned & <tried>", STEPS, TUNED, 1, Band([v - 0.05 for v in TUNED], [v + 0.05 for v in TUNED])),
    Curve("stopped early", [1, 2, 3, 4], [1.0, nan, 0.8, 0.7], 2),
)


def shapes(drawing: str, name: str) -> list[ET.Element]:
    return list(ET.fromstring(drawing).iter(f"{SVG}{name}"))


def words(drawing: str) -> list[str]:
    return [str(text.text or "") for text in shapes(drawing, "text")]


def test_the_drawing_is_as_it_was_reviewed() -> None:
    chart = chart_of(CURVES, CurveView(log=True))
    notes = (chart.spread, *chart.notes)
    drawing = curves_svg("validation loss", chart.curves, x_title=chart.x_title, log=chart.log, notes=notes)
    assert_is_golden(drawing, "curves.svg")


def test_every_curve_has_its_colour_its_dashes_its_band_and_its_place_in_the_legend() -> None:
    many = [Curve(f"group {tone}", [1, 2], [0.1, 0.2 + tone], tone, Band([0.0, 0.0], [1.0, 1.0])) for tone in range(12)]
    drawing = curves_svg("x", many)
    lines = [path for path in shapes(drawing, "path") if path.get("stroke-width")]
    looks = {(path.get("stroke"), path.get("stroke-dasharray", "")) for path in lines}
    assert len(looks) == 12, "after six curves the colours begin anew, with other dashes"
    assert {colour for colour, _ in looks} == set(ON_LIGHT)
    assert {dashes for _, dashes in looks} == set(DASHES)
    assert sum(path.get("fill-opacity") == "0.15" for path in shapes(drawing, "path")) == 12
    assert [text for text in words(drawing) if text.startswith("group")][:2] == ["group 0 0.2", "group 1 1.2"]


def test_all_that_is_drawn_lies_on_the_paper_however_many_curves_there_are() -> None:
    drawing = curves_svg("x", [Curve(str(tone), [1, 2], [0.1, 0.2 + tone], tone) for tone in range(40)])
    height = float(ET.fromstring(drawing).get("height", "0"))
    assert max(float(text.get("y", "0")) for text in shapes(drawing, "text")) < height


def test_texts_are_shown_literally() -> None:
    drawing = curves_svg("a\x1b[31m<script>\ud800", [Curve('"><g/>\u202e', [1], [0.5])], x_title="&", notes=("<i>",))
    found = words(drawing)
    assert "a\\x1b[31m<script>\\ud800" in found
    assert any(text.startswith('"><g/>\\u202e') for text in found)
    assert {"&", "<i>"} <= set(found)
    assert not shapes(drawing, "script")
    assert not shapes(drawing, "g")


def test_a_long_name_is_cut_and_its_value_is_not() -> None:
    assert any(text.endswith("… 0.5") for text in words(curves_svg("x", [Curve("n" * 60, [1], [0.5])])))


def test_a_gap_breaks_line_and_band_and_a_lonely_point_is_a_dot() -> None:
    band = Band([0.1, 0.2, nan, 0.2, 0.1], [0.5, 0.5, 0.5, 0.5, 0.5])
    drawing = curves_svg("x", [Curve("a", [1, 2, 3, 4, 5], [0.3, 0.3, nan, 0.3, nan], 0, band)])
    assert len(shapes(drawing, "circle")) == 1
    assert sum(path.get("fill-opacity") == "0.15" for path in shapes(drawing, "path")) == 2


def test_a_smoothed_curve_keeps_its_measured_end_in_the_legend() -> None:
    chart = chart_of([Curve("a", [1, 2, 3], [0.0, 0.0, 0.75])], CurveView(smoothing="strong"))
    assert "a 0.75" in words(curves_svg("x", chart.curves))


def test_a_long_history_makes_no_long_drawing() -> None:
    drawing = curves_svg("x", [Curve("a", range(200_000), [step % 100 for step in range(200_000)])])
    assert len(drawing) < 80_000


@pytest.mark.parametrize(
    ("curves", "log", "said"),
    [([], False, "nothing to draw yet"), ([Curve("a", [1], [-1.0])], True, "nothing above 0 to draw on a log axis")],
)
def test_where_there_is_nothing_to_draw_the_drawing_says_so(curves: list[Curve], log: bool, said: str) -> None:
    assert said in words(curves_svg("x", curves, log=log))
