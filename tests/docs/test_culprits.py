"""The experiments with known culprits are in order, and their page says what came of each of them."""

import re
from pathlib import Path

import pytest

from tests.docs.culprits import ABOUT, PAGE, Examined, examine, page
from tests.planted.culprits import FOLDER, PLANTS, changed, experiment
from tests.trainer.launch.scene import wait_until
from trainer.diagnose.bisection import Finding
from trainer.launch.dispatcher import is_alive
from tui.commands import main

RUNS = {"probes": 8, "answer": 14, "all": 34}


def examined(name: str, guilty: tuple[str, ...], finding: Finding = Finding.GUILTY) -> Examined:
    return Examined(name, finding, guilty, (0.9, 1.0) if guilty else (), bool(guilty), RUNS, 60.0)


def test_every_file_has_something_planted_or_nothing_and_is_told_of() -> None:
    files = {file.stem for file in FOLDER.glob("*.toml")}
    assert files == set(PLANTS)
    assert files == set(re.findall(r"^\| (\w+)\.toml \|", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", PLANTS)
def test_its_check_passes_and_what_is_planted_is_among_several_changes(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(FOLDER / f"{name}.toml")]) == 0
    assert capsys.readouterr().out.endswith("runs\n")
    assert 4 <= len(changed(name)) <= 8
    assert set(changed(name)) >= PLANTS[name].guilty


def test_an_answer_is_right_if_it_names_what_was_planted_no_more_and_no_less() -> None:
    assert examined("in_a_hurry", ("training.epochs", "optimizer.lr")).right
    assert not examined("in_a_hurry", ("training.epochs",)).right
    assert not examined("unsure", ("label_smoothing", "activation")).right
    assert not examined("unsure", (), Finding.NO_DECLINE).right
    assert examined("spring_cleaning", (), Finding.NO_DECLINE).right
    assert not examined("spring_cleaning", (), Finding.UNDECIDED).right


def test_a_page_says_which_answers_are_wrong_or_missing() -> None:
    found = [examined("unsure", ("activation",)), examined("old_script", (), Finding.UNDECIDED)]
    told = page([*found, examined("spring_cleaning", (), Finding.NO_DECLINE)], slots=2)
    assert "**1 of 3 answers are right**; of 2 planted culprits 0 are confirmed." in told
    assert "| unsure | 7 | label_smoothing | activation | **wrong** | 90% | 100% | yes |" in told
    assert "| old_script | 6 | dropout | undecided within the bound | **open** | – | – | – |" in told
    assert "| spring_cleaning | 7 | nothing | no decline beyond chance | right | – | – | – |" in told


def test_the_page_explains_what_is_done_today_and_has_every_experiment() -> None:
    text = PAGE.read_text("utf-8")
    assert text.startswith(ABOUT)
    for name, plant in PLANTS.items():
        planted = " and ".join(sorted(plant.guilty)) or "nothing"
        assert f"| {name} | {len(changed(name))} | {planted} |" in text
        assert f"{experiment(name).title}: {', '.join(changed(name))}. {plant.why}" in text


@pytest.mark.stress
@pytest.mark.timeout(900)
def test_two_settings_that_do_it_only_together_are_found_by_real_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    answer = examine("in_a_hurry", tmp_path / "runs")
    wait_until(lambda: not is_alive(tmp_path / "runs"))
    assert answer.right
    assert answer.confirmed
