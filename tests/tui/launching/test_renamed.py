"""A launch says which runs lose their variant's name to it."""

from store.status import Status
from tests.tui.rows import row
from tui.launching.renamed import renamed_by, told_of

ROWS = [row("tuned", seed, config_hash="abcdef99") for seed in (1, 2)] + [row("baseline", config_hash="same")]


def test_runs_of_other_settings_lose_the_name_and_those_of_the_same_keep_it() -> None:
    found = renamed_by({"decline/tuned": "new", "decline/baseline": "same", "decline/other": "new"}, ROWS)
    assert found == {"tuned": "2 runs so far → tuned@abcdef"}
    assert told_of(found) == (
        "other settings than before: tables will show the new runs of tuned (2 runs so far → tuned@abcdef)"
    )
    assert told_of({}) == ""


def test_only_the_newest_configuration_loses_it_and_what_is_damaged_has_none() -> None:
    older = row("tuned", 3, config_hash="older", created=1.0)
    damaged = row("tuned", 4, config_hash="", created=900.0, status=Status.UNKNOWN, reason="damaged: torn")
    assert renamed_by({"decline/tuned": "new"}, [*ROWS, older, damaged]) == {"tuned": "2 runs so far → tuned@abcdef"}
    assert renamed_by({"decline/tuned": "abcdef99"}, [*ROWS, older]) == {}
