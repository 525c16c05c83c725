from dataclasses import replace

from store.compare.doubts import doubts
from store.compare.groups import Group, Member
from store.status import Status
from tests.store.compare.scene import group, member, tuned


def told(*groups: Group) -> tuple[str, ...]:
    return doubts(groups, [group.variant for group in groups])


def test_equal_seeds_data_and_code_leave_no_doubt() -> None:
    assert told(group(), tuned()) == ()


def test_other_seeds_are_told() -> None:
    assert told(group(), tuned([member(seed, 0.9) for seed in (3, 4, 5)])) == (
        (
            "baseline and tuned have different seeds: only baseline has seeds 0 to 2, and only tuned has seed 5; "
            "differences are those of seeds 3, 4."
        ),
    )


def test_groups_that_have_the_same_other_seeds_share_a_sentence() -> None:
    members = [member(seed, 0.9) for seed in range(3)]
    baseline, *others = group(), group("tuned", {}, members), group("remedy", {}, members), group()
    assert doubts([baseline, *others], ["baseline", "tuned", "remedy", "alike"]) == (
        (
            "baseline and each of tuned, remedy have different seeds: only baseline has seeds 3, 4; differences are "
            "those of seeds 0 to 2."
        ),
    )


def test_other_data_is_told_with_the_fingerprints() -> None:
    (found,) = told(group(), tuned([member(seed, 0.9, data="d2") for seed in range(5)]))
    assert found == (
        "the data is not the same in all runs, and figures may differ for that alone: baseline d1; tuned d2."
    )


def test_other_data_that_the_settings_ask_for_is_no_doubt() -> None:
    members = [member(seed, 0.9, data="d2") for seed in range(5)]
    assert told(group(), group("tuned", {"data.extra": {"name": "csv"}}, members)) == ()


def test_data_that_changed_within_a_group_is_told() -> None:
    members = [member(seed, 0.9, data=f"d{min(seed, 1)}") for seed in range(5)]
    assert any("tuned d0 and d1" in note for note in told(group(), tuned(members)))


def test_other_code_is_told_and_unknown_code_is_not_other_code() -> None:
    (found,) = told(group(), tuned([member(seed, 0.9, code="0.2.0, beef") for seed in range(5)]))
    assert found.startswith("the code is not the same")
    assert told(group(), tuned([member(seed, 0.9, code="") for seed in range(5)])) == ()


def test_another_driver_is_told_and_one_that_is_not_known_is_not_another() -> None:
    def driven(version: str) -> list[Member]:
        return [replace(member(seed, 0.9), versions={"NVIDIA driver": version} if version else {}) for seed in range(5)]

    (found,) = told(group(members=driven("535.1")), tuned(driven("550.2")))
    assert found.startswith("the version of NVIDIA driver is not the same in all runs")
    assert "535.1" in found
    assert told(group(), tuned(driven("550.2"))) == ()


def test_another_precision_is_told_though_it_is_a_setting() -> None:
    members = [member(seed, 0.9) for seed in range(5)]
    assert told(group(), group("tuned", {"training.precision": "bf16"}, members)) == (
        "not all compute in the same precision (training.precision): fp32 of baseline; bf16 of tuned.",
    )


def test_what_runs_warn_of_is_told_with_how_many_do() -> None:
    one, two = "regularizers.dropout.rate: had nothing to act on", "data.size: is larger than the pictures"
    members = [member(seed, 0.9, warnings=(one, two) if seed else (one,)) for seed in range(5)]
    assert told(group(), tuned(members)) == (f"tuned: {one}.", f"tuned: {two} (4 of 5 runs).")


def test_many_warnings_are_counted() -> None:
    many = tuple(f"data.size: warning {number}" for number in range(7))
    found = told(group(), tuned([member(seed, 0.9, warnings=many) for seed in range(5)]))
    assert found[-1] == "tuned: 4 more warnings; `backslide show` has them."
    assert len(found) == 4


def test_a_group_that_measured_nothing_is_not_said_to_have_figures() -> None:
    members = [replace(member(seed, 0.9), figures={}, status=Status.FAILED) for seed in range(2)]
    (found, *_) = told(group(), tuned(members))
    assert found == "tuned: 0 of 2 runs finished (failed: seeds 0, 1); nothing has been measured of it."


def test_another_test_set_is_told() -> None:
    other = group("tuned", {"data.classes": [0, 1]})
    assert told(group(), other) == ("tuned is tested on other examples than baseline: their figures do not compare.",)


def test_other_libraries_and_devices_are_told_by_name() -> None:
    members = [member(seed, 0.9, versions={"torch": "2.14"}, device="NVIDIA H100") for seed in range(5)]
    base = [member(seed, 0.9, versions={"torch": "2.13", "numpy": "2.1"}, device="CPU") for seed in range(5)]
    alone = "is not the same in all runs, and figures may differ for that alone"
    assert told(group(members=base), tuned(members)) == (
        f"the version of torch {alone}: baseline 2.13; tuned 2.14.",
        f"the device {alone}: baseline CPU; tuned NVIDIA H100.",
    )


def test_other_starts_of_equal_seeds_are_told_unless_the_settings_ask_for_them() -> None:
    base = [member(seed, 0.9, start=f"s{seed}") for seed in range(3)]
    other = [member(seed, 0.9, start=f"s{min(seed, 1)}") for seed in range(3)]
    (found,) = told(group(members=base), tuned(other))
    assert found == "baseline and tuned begin with weights of different runs (at seed 2), which may be why they differ."
    assert told(group(members=base), tuned(base)) == ()
    assert told(group(members=base), group("tuned", {"network.start": "variant:other"}, other)) == ()


def test_groups_that_are_measured_by_other_weights_are_told() -> None:
    last = group("tuned", {"training.select": "last"}, [member(seed, 0.9) for seed in range(5)])
    weights = "the best weights of baseline; the last weights of tuned"
    assert told(group(), last) == (f"not all are measured by the same weights (training.select): {weights}.",)


def test_best_weights_are_to_be_the_best_by_the_same_metric() -> None:
    by_loss = group("tuned", {"training.select_metric": "val.loss"}, [member(seed, 0.9) for seed in range(5)])
    (found,) = told(group(), by_loss)
    assert found == (
        "the best weights are not the best by the same metric (training.select_metric): "
        "val.accuracy of baseline; val.loss of tuned."
    )
