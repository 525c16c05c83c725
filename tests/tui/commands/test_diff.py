import json
from pathlib import Path

import pytest

from store.compare.text import columns_of
from store.status import Status
from tests.support.answers import keep_answers
from tests.support.stores import add_run, make_store
from tests.tui.commands.terminal import in_terminal
from tui.commands import main

PAIR = ("decline/baseline", "decline/tuned")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store"), 12).root


def printed(store: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["--store", str(store), "diff", *words]) == 0
    return capsys.readouterr().out


def test_groups_are_compared_over_their_seeds(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(store, capsys, *PAIR).splitlines()
    assert lines[0] == "decline: baseline and tuned"
    assert "  label_smoothing.amount  off       0.3" in lines
    assert "  optimizer.lr            0.001     0.003                 ×3" in lines
    accuracy = next(line for line in lines if line.startswith("  accuracy"))
    assert " worse " in accuracy
    assert accuracy.count("±") == 3


def test_only_what_differs_is_shown_unless_all_is_asked_for(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "sam.radius" not in printed(store, capsys, *PAIR)
    everything = printed(store, capsys, *PAIR, "--all")
    assert "sam.radius" in everything
    assert "network.depth" in everything


def test_runs_are_compared_by_name_and_by_the_beginning_of_their_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_run(tmp_path, variant="baseline", seed=0, created=1.79e9)
    run = add_run(tmp_path, variant="tuned", seed=3, created=1.79e9 + 3600)
    found = printed(tmp_path, capsys, "decline/baseline/0", run.id[:-1], "--format", "json")
    about = json.loads(found)["about"]
    assert about[2] == f"tuned: decline/tuned/3, run {run.id}, seed 3."


def test_json_is_made_for_scripts(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(store, capsys, *PAIR, "--format", "json"))
    settings = {row["key"]: row["values"] for row in found["settings"]["rows"]}
    assert settings["regularizers.label_smoothing.amount"]["baseline"] is False
    accuracy = next(row for row in found["metrics"]["rows"] if row["key"] == "test.accuracy")
    assert accuracy["values"]["tuned.difference"]["n"] == 3
    assert accuracy["values"]["tuned.p"] < 0.001


def test_markdown_can_be_pasted(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(store, capsys, *PAIR, "--format", "markdown")
    assert text.startswith("## decline: baseline and tuned\n")
    assert "| setting " in text


def test_failed_and_running_runs_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed, status in enumerate((Status.FINISHED, Status.FAILED)):
        add_run(tmp_path, variant="tuned", seed=seed, status=status)
        add_run(tmp_path, variant="baseline", seed=seed)
    text = printed(tmp_path, capsys, *PAIR)
    assert "! tuned: 1 of 2 runs finished (failed: seed 1); only finished runs are counted." in text


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_terminal_gets_colour_and_lines_that_fit(store: Path, columns: int) -> None:
    assert "\x1b[" in in_terminal("--store", str(store), "diff", *PAIR, columns=columns)
    text = in_terminal("--store", str(store), "diff", *PAIR, columns=columns, NO_COLOR="1")
    assert "\x1b" not in text
    assert max(map(columns_of, text.splitlines())) <= columns


def test_a_group_is_not_compared_with_itself(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "decline/tuned", "decline/tuned", "--store", str(store)]) == 2
    assert capsys.readouterr().err == (
        "diff decline/tuned: this would be compared with itself; name another group or run\n"
    )


def test_an_unknown_group_is_told_with_the_nearest(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(store), "diff", "decline/baselin", "decline/tuned"]) == 2
    assert "no run is called 'decline/baselin' (did you mean 'decline/baseline'?)" in capsys.readouterr().err


def test_where_it_got_worse_is_told_by_class_confusion_and_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for variant, said in (("baseline", [0, 0, 1]), ("tuned", [1, 0, 1])):
        keep_answers(add_run(tmp_path, variant=variant).folder, [0, 0, 1], said, ["[red]cat", "dog"])
    found = printed(tmp_path, capsys, *PAIR, "--where", "test")
    assert "[red]cat  dog" in found
    assert "Examples that tuned lost and won (test)" in found
    assert "of 3 examples it lost 1 and won 0" in found
    document = json.loads(printed(tmp_path, capsys, *PAIR, "--where", "test", "--format", "json"))
    assert [row["key"] for row in document["tuned.examples"]["rows"]] == ["0"]
    assert "no answers to the same source examples" in printed(tmp_path, capsys, *PAIR, "--where", "source")


def test_a_wider_margin_makes_less_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 12)
    assert "worse" in printed(tmp_path, capsys, *PAIR)
    assert "no difference that matters" in printed(tmp_path, capsys, *PAIR, "--margin", "0.5")


def test_damaged_answers_of_single_runs_leave_the_rest_of_the_diff(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for variant in ("baseline", "tuned"):
        (add_run(tmp_path, variant=variant).folder / "predictions.safetensors").write_bytes(b"torn")
    found = printed(tmp_path, capsys, *PAIR)
    assert "is no whole safetensors file" in found
    assert "optimizer.lr" in found


def test_figures_are_of_the_weights_or_the_epoch_that_is_asked_for(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at, told in (("last", "of the last weights"), ("3", "of epoch 3")):
        found = printed(store, capsys, *PAIR, "--at", at)
        assert f"Figures {told}." in found
        assert f"over seeds, {told}." in found
        assert ("\ntest\n" in found) is (at == "last")
    assert main(["--store", str(store), "diff", *PAIR, "--at", "first"]) == 2
    assert "'first' is no epoch" in capsys.readouterr().err


def test_one_group_is_compared_with_the_defaults_or_a_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(printed(store, capsys, PAIR[1], "--defaults", "--format", "json"))
    rows = {row["key"]: row["values"] for row in found["settings"]["rows"]}
    assert (rows["optimizer.lr"]["default"], rows["optimizer.lr"]["tuned"]) == (0.001, 0.003)
    file = tmp_path / "x.toml"
    file.write_text(
        '[base]\ndata = {name = "digits"}\nnetwork = {name = "small_cnn"}\n[variants.tuned]\n[variants.baseline]\n'
    )
    assert "x.toml now" in printed(store, capsys, PAIR[1], "--file", str(file))
    assert main(["--store", str(store), "diff", PAIR[1], "--file", str(tmp_path / "y.toml")]) == 2
    assert "there is no such file (did you mean 'x.toml'?)" in capsys.readouterr().err


def test_the_code_is_compared(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the code is the same" in printed(store, capsys, *PAIR, "--code")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([PAIR[0]], "name what to compare it with, or ask for --file FILE or --defaults"),
        ([*PAIR, "--code", "--defaults"], "--defaults and --code are two questions"),
        ([*PAIR, "--defaults", "--at", "last"], "--defaults compares no figures"),
        ([*PAIR, "--at", "last", "--where", "test"], "the answers to examples are those of the selected weights"),
    ],
)
def test_what_does_not_go_together_is_told(
    store: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["--store", str(store), "diff", *words]) == 2
    assert told in capsys.readouterr().err


def test_groups_of_two_experiments_are_called_by_their_whole_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_run(tmp_path)
    add_run(tmp_path, experiment="other", variant="tuned")
    found = printed(tmp_path, capsys, "decline/baseline", "other/tuned")
    assert found.startswith("decline/baseline and other/tuned\n")
    header = next(line for line in found.splitlines() if line.startswith("metric"))
    assert "decline/baseline" in header
    assert "other/tuned" in header
