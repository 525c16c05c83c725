"""Names of earlier configurations."""

import pytest

from trainer.plan.earlier import as_in_files, more_of, name_of, own_variant


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("tuned", "tuned"),
        ("tuned@a1b2c3", "tuned"),
        ("~tuned@a1b2c3", "tuned"),
        ("~tuned@a1b2c3-dropout", "~tuned@a1b2c3-dropout"),
        ("~tuned-dropout", "~tuned-dropout"),
    ],
)
def test_only_more_runs_of_an_earlier_configuration_are_its_variants(name: str, own: str) -> None:
    assert own_variant(name) == own


def test_a_run_goes_by_the_name_that_its_settings_have() -> None:
    hashes = {"tuned": "new", "tuned@a1b2c3": "a1b2c3ff"}
    assert name_of("tuned", "a1b2c3ff", hashes) == "tuned@a1b2c3"
    assert name_of(more_of("tuned@a1b2c3"), "a1b2c3ff", hashes) == "tuned@a1b2c3"
    assert name_of("tuned", "new", hashes) == "tuned"
    assert name_of("~tuned@a1b2c3-dropout", "other", hashes) == "~tuned@a1b2c3-dropout"


def test_references_are_called_as_in_files_unless_two_would_be_one() -> None:
    assert as_in_files(["variant:~source@ab12", "file:a", "seeds:~wide@cd"]) == {
        "variant:~source@ab12": "variant:source",
        "file:a": "file:a",
        "seeds:~wide@cd": "seeds:wide",
    }
    both = ["variant:~source@ab12", "variant:source"]
    assert as_in_files(both) == {name: name for name in both}
