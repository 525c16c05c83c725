"""Views and what is said of bands."""

from store.compare.curves.model import Band, Chart, Curve, CurveView

SPREAD, RANGE = Band([0.0], [1.0]), Band([0.0], [1.0], is_range=True)


def test_smoothing_gets_stronger_and_begins_anew_and_leaves_the_axes_alone() -> None:
    views = [CurveView(log=True, by_time=True)]
    for _ in range(3):
        views.append(views[-1].with_next_smoothing())
    assert [view.smoothing for view in views] == ["none", "light", "strong", "none"]
    assert all(view.log and view.by_time for view in views)


def said(*bands: Band | None) -> str:
    return Chart(tuple(Curve("a", [1], [0.5], band=band) for band in bands)).spread


def test_the_words_say_what_the_bands_are() -> None:
    assert said(SPREAD, None) == "mean ± standard deviation over seeds"
    assert said(RANGE, RANGE) == "mean and range of 2 seeds"
    assert said(SPREAD, RANGE) == "mean ± standard deviation over seeds (range where there are 2)"
    assert said(None, None) == "one seed each"
    assert Chart((Curve("a", [], []),)).spread == ""
