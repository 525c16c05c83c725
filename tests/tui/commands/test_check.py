from pathlib import Path

import pytest

from tests.support.packages import installed
from tests.trainer.data.sets import many_rows, write_table
from tests.trainer.plan.files import BASE, FULL
from tui.commands import main

GOOD = f"seeds = 2\n{BASE}[variants.baseline]\n"


def test_a_good_file_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FULL)]) == 0
    assert capsys.readouterr().out == f"{FULL}: ok: 5 variants, 3 seeds, 15 runs\n"


def test_good_and_bad_files_are_told_apart_and_every_mistake_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(GOOD)
    bad.write_text(f"{GOOD}optimizer = {{ lr = -1, beta3 = 1 }}\n")
    assert main(["check", str(bad), str(good), str(tmp_path / "gone.toml")]) == 2
    out, err = capsys.readouterr()
    assert out == f"{good}: ok: 1 variant, 2 seeds, 2 runs\n"
    assert err.splitlines() == [
        f"{bad}:6: variants.baseline.optimizer.lr: must be greater than 0, not -1",
        f"{bad}:6: variants.baseline.optimizer.beta3: is no setting of optimizer 'adam' (did you mean 'beta2'?)",
        f"{tmp_path}/gone.toml: there is no such file (did you mean 'good.toml'?); an experiment is a TOML file",
    ]


def test_settings_can_be_laid_over_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "good.toml"
    file.write_text(GOOD)
    assert main(["check", str(file), "--set", "seeds=[4, 5, 6]", "--set", "training.epochs=3"]) == 0
    assert "3 seeds, 3 runs" in capsys.readouterr().out
    assert main(["check", str(file), "--set", "training.epohs=3"]) == 2
    assert "did you mean 'epochs'" in capsys.readouterr().err


def test_a_file_with_plug_ins_says_what_is_left_for_the_launch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.py").write_text("raise SystemExit('this must not run')")
    file = tmp_path / "own.toml"
    file.write_text(f'plugins = ["mine.py"]\n{GOOD}network.name = "mine"\n')
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: ok: 1 variant, 2 seeds, 2 runs; 1 name of plug-ins checked at launch\n"


BROKEN = {"extra_components.py": "1 / 0\n"}


def test_an_installed_package_that_fails_is_a_warning_for_those_who_do_without_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "good.toml"
    file.write_text(GOOD)
    with installed(tmp_path / "site", BROKEN):
        for words in (["check", str(file)], ["settings", "adam"], ["run", str(file), "--dry-run"]):
            assert main(words) == 0
            out, err = capsys.readouterr()
            assert out
            assert err == (
                "entry point mine = extra_components: cannot be loaded: ZeroDivisionError: division by zero; "
                "mend or uninstall its package\n"
            )


def test_an_installed_package_that_fails_is_a_mistake_for_those_who_want_what_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'{GOOD}optimizer.name = "lion"\n')
    with installed(tmp_path / "site", BROKEN):
        assert main(["check", str(file)]) == 2
        assert f"{file}:6: variants.baseline.optimizer.name: 'lion' is no opt" in capsys.readouterr().err
        assert main(["settings", "lion"]) == 2
        assert "nothing is called 'lion'" in (err := capsys.readouterr().err)
        assert "; entry point mine = extra_components: cannot be loaded: ZeroDivisionError" in err


def test_a_name_of_a_file_is_shown_literally(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a\x1b[31m.toml"
    file.write_text(GOOD)
    assert main(["check", str(file)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_without_a_file_the_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert "check --help" in capsys.readouterr().err


def table_file(folder: Path) -> Path:
    """Return an experiment of three variants on a table whose class stands in the column `label`."""
    write_table(folder / "trees.csv", many_rows())
    file = folder / "trees.toml"
    file.write_text(
        'seeds = 1\nbase.network.name = "mlp"\nbase.data = { name = "csv", path = "trees.csv" }\n'
        "[variants.baseline]\n[variants.more]\ntraining.epochs = 9\n[variants.other]\ntraining.epochs = 3\n"
    )
    return file


def test_data_that_is_not_there_is_a_mistake_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table_file(tmp_path)
    assert main(["check", str(file)]) == 0
    (tmp_path / "trees.csv").unlink()
    capsys.readouterr()
    assert main(["check", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"{file}:3: base.data.path: {tmp_path}/trees.csv: no such file or folder; "
        "data.path is a CSV file, or a folder with train.csv\n"
    )


def test_a_column_that_is_not_there_is_a_mistake_of_the_variants_that_name_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table_file(tmp_path)
    sets = ["--set", "variants.more.data.label=tree", "--set", "variants.other.data.label=tree"]
    assert main(["check", str(file), *sets]) == 2
    told = f"{tmp_path}/trees.csv: there is no column 'tree', which data.label names; the columns are a, b, label"
    expected = [f"--set variants.{name}.data.label: {told}" for name in ("more", "other")]
    assert capsys.readouterr().err.splitlines() == expected
    assert main(["run", str(file), "-n", "--store", str(tmp_path / "runs"), *sets]) == 2
    assert "there is no column 'tree'" in capsys.readouterr().err
    assert main(["run", str(file), "--store", str(tmp_path / "runs"), *sets]) == 2
    assert "there is no column 'tree'" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_sets_that_are_downloaded_are_not_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table_file(tmp_path)
    assert main(["check", str(file), "--set", 'base.data={ name = "mnist", root = "/nowhere" }']) == 0
    assert capsys.readouterr().err == ""
