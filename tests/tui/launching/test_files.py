from pathlib import Path

from tests.support.experiments import write_small
from tui.launching.files import brief, experiment_files


def test_experiments_are_found_here_and_in_their_folder_and_other_programs_files_are_left_out(tmp_path: Path) -> None:
    shipped = write_small(tmp_path / "experiments")
    own = write_small(tmp_path, "own.toml")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "broken.toml").write_text("title = ")
    assert experiment_files(tmp_path) == [shipped, tmp_path / "broken.toml", own]


def test_a_file_is_told_by_its_title_and_its_number_of_runs(tmp_path: Path) -> None:
    found = brief(write_small(tmp_path))
    assert (found.title, found.variants, found.runs, found.problem) == ("Three digits, a small network", 3, 6, "")


def test_a_broken_file_shows_its_first_mistake_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('[base]\ndata = { name = "digts" }\nnetwork = { name = "mlp" }\n[variants.baseline]\nfoo = 1\n')
    found = brief(file)
    assert found.problem.startswith("line 2: base.data.name: 'digts' is no data source (did you mean 'digits'?)")
    assert found.problem.endswith("(and 1 more: `backslide check` lists all)")


def test_runs_are_counted_where_a_plug_in_has_not_run(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("raise SystemExit('this must not run')\n")
    file = write_small(tmp_path)
    file.write_text('plugins = ["mine.py"]\n' + file.read_text().replace('name = "small_cnn"', 'name = "my_net"'))
    found = brief(file)
    assert (found.variants, found.runs, found.problem) == (3, 6, "")
