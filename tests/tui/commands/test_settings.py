import json
import subprocess
import sys

import pytest

from trainer.plan.catalogue import catalogue, methods_by_group
from tui.commands import main


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["settings", *words]) == 0
    return capsys.readouterr().out


def test_all_settings_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys)
    assert all(f" {info.path.removeprefix('regularizers.')} " in text for info in catalogue())
    assert "paths of regularizers begin with `regularizers.`" in text


def test_one_is_explained_with_bounds_default_and_example(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "mixup.alpha")
    for words in (
        "mixup: regularizer (pairs)",
        "≥ 0.05 and ≤ 100",
        "0.2",
        "Example: base.regularizers.mixup = { alpha = 0.2 }",
    ):
        assert words in text


def test_several_of_one_name_are_apart(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "lr")
    assert [line for line in text.splitlines() if line.endswith(": optimizer")] == [
        "adam: optimizer",
        "adamw: optimizer",
        "sgd: optimizer",
    ]
    assert "\n\nadamw: optimizer" in text


def test_scripts_get_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    tables = json.loads(printed(capsys, "optimizer", "--format", "json"))
    (momentum,) = (row for row in tables["sgd"]["rows"] if row["key"] == "optimizer.momentum")
    assert momentum["values"]["default"] == 0.9
    rows = json.loads(printed(capsys, "--format", "json"))["rows"]
    assert [row["key"] for row in rows] == [info.path for info in catalogue()]


def test_markdown_has_descriptions_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert "| Passes over the training set; " in printed(capsys, "epochs", "--format", "markdown")


@pytest.mark.parametrize("name", ["methods", "regularizers"])
def test_all_methods_are_shown_with_what_they_do(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, name)
    assert all(f"\n  {method} " in text for method, _ in methods_by_group())
    assert "Set more and more of the smallest weights to zero while training goes on" in text


@pytest.mark.parametrize(("word", "method"), [("ewc", "elastic_weight_consolidation"), ("blur", "gaussian_blur")])
def test_a_word_that_is_no_name_finds_the_methods_that_speak_of_it(
    word: str, method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, word)
    assert f"\n  {method} " in text
    assert "\n  mixup " not in text


def test_what_may_stand_in_a_list_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "at most 4 entries and each one of noise, blur, contrast, elastic" in printed(capsys, "training.corruptions")
    assert "at least 1 entry" in printed(capsys, "lora.layers")


def test_an_unknown_name_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "dropuot"]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", "nothing is called 'dropuot' (did you mean 'dropout'?)\n")


@pytest.mark.parametrize(
    "words", [["settings"], ["settings", "network"], ["schema"], ["check", "tests/trainer/plan/full.toml"]]
)
def test_no_command_about_files_loads_torch(words: list[str]) -> None:
    code = f"import sys; from tui.commands import main; assert main({words!r}) == 0; assert 'torch' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
