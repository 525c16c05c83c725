import pytest

from store.compare.metrics import in_order, metric, with_made_figures
from store.figures import better


@pytest.mark.parametrize(
    ("key", "part", "label", "direction"),
    [
        ("test.accuracy", "test", "accuracy", +1),
        ("val.loss", "validation", "loss", -1),
        ("test.calibration_error", "test", "calibration error", -1),
        ("source.accuracy", "source task", "accuracy after", +1),
        ("start.source.accuracy", "source task", "accuracy before", +1),
        ("forgotten.accuracy", "source task", "accuracy lost", -1),
        ("gap.accuracy", "training set", "train \N{MINUS SIGN} validation", 0),
        ("start.val.accuracy", "start, before the first step", "val accuracy", +1),
        ("speed.latency_64_ms", "speed and cost", "latency of 64 (ms)", -1),
        ("speed.peak_memory", "speed and cost", "peak memory (MiB)", -1),
        ("speed.images_per_second", "speed and cost", "images a second", +1),
        ("time.seconds", "speed and cost", "time (s)", -1),
        ("epochs", "speed and cost", "epochs run", 0),
        ("test.top5_accuracy", "test", "top5 accuracy", +1),
        ("val.brier_loss", "validation", "brier loss", -1),
        ("mine.wonder", "other", "wonder", 0),
    ],
)
def test_a_figure_is_known_by_its_name(key: str, part: str, label: str, direction: int) -> None:
    found = metric(key)
    assert (found.part, found.shown_label, found.direction) == (part, label, direction)


def test_what_is_shown_at_first_is_what_a_person_asks_first() -> None:
    keys = (
        "test.macro_f1",
        "val.macro_f1",
        "train.loss",
        "train.batch_loss",
        "lr",
        "source.loss",
        "start.train.accuracy",
    )
    assert [key for key in keys if not metric(key).minor] == ["test.macro_f1", "train.loss"]


def test_a_figure_that_is_not_known_here_is_shown_since_somebody_added_it() -> None:
    keys = ("val.brier_loss", "train.brier_loss", "test.brier_loss", "start.val.brier_loss")
    assert [key for key in keys if not metric(key).minor] == ["val.brier_loss", "train.brier_loss", "test.brier_loss"]


def test_high_and_low_are_good_in_tables_as_they_are_where_the_best_epoch_is_sought() -> None:
    names = ("test.accuracy", "val.loss", "speed.latency_1_ms", "speed.peak_memory", "time.seconds", "test.wonder")
    for name in names:
        assert metric(name).direction == {"max": +1, "min": -1}[better(name)]


def test_titles_tell_the_part_as_well() -> None:
    assert metric("start.test.accuracy").title == "start test accuracy"
    assert metric("test.macro_f1").title == "test macro-F1"
    assert metric("time.seconds").title == "time (s)"


def test_the_gap_and_what_was_forgotten_are_made_where_both_figures_are_there() -> None:
    made = with_made_figures({"train.accuracy": 1.0, "val.accuracy": 0.75, "source.accuracy": 0.5})
    assert made["gap.accuracy"] == 0.25
    assert "forgotten.accuracy" not in made
    made = with_made_figures({"start.source.accuracy": 0.75, "source.accuracy": 0.5})
    assert made["forgotten.accuracy"] == 0.25


def test_figures_stand_by_part_and_what_was_before_above_what_was_after() -> None:
    keys = {
        "epochs",
        "mine.wonder",
        "test.loss",
        "source.accuracy",
        "forgotten.accuracy",
        "start.source.accuracy",
        "test.accuracy",
    }
    assert [found.key for found in in_order(keys)] == [
        "test.accuracy",
        "test.loss",
        "start.source.accuracy",
        "source.accuracy",
        "forgotten.accuracy",
        "epochs",
        "mine.wonder",
    ]


def test_accuracy_on_a_set_that_was_made_worse_says_how() -> None:
    noise = metric("test.accuracy_under_noise")
    assert (noise.title, noise.direction, noise.minor) == ("test accuracy under noise", 1, False)
    strength = metric("test.accuracy_under_noise_3")
    assert (strength.label, strength.minor) == ("accuracy under noise 3", True)
