"""The settings file: what it says is taken, what is wrong in it is told, and nothing else comes of it."""

from pathlib import Path

import pytest

from tui.preferences.settings import checked, read_preferences, settings_file


def write(text: str) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def problems(text: str) -> list[str]:
    """Return what is said of a settings file, without its path."""
    path = write(text)
    return [problem.removeprefix(f"{path}: ") for problem in read_preferences().problems]


def test_without_a_settings_file_all_is_as_it_comes() -> None:
    found = read_preferences()
    assert (found.theme, found.calm, dict(found.keys), found.problems) == ("dark", False, {}, ())


def test_what_it_says_is_taken() -> None:
    write('theme = "light"\ncalm = true\n[keys]\n"runs.diff" = "D,f5"\nruns.sort = "T"\n')
    found = read_preferences()
    assert (found.theme, found.calm, found.problems) == ("light", True, ())
    assert dict(found.keys) == {"runs.diff": "D,f5", "runs.sort": "T"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('thme = "light"', "there is no setting 'thme' (did you mean 'theme'?); there are theme, calm, keys"),
        ('theme = "blue"', 'theme is "blue", but it can be "dark" or "light"'),
        ("theme = [1]", 'theme is [1], but it can be "dark" or "light"'),
        ('calm = "yes"', 'calm is "yes", but it can be true or false'),
        ("calm = 1", "calm is 1, but it can be true or false"),
        ("keys = 3", 'keys is 3, but it is a section: [keys], and under it lines such as "runs.diff" = "D"'),
        ('[keys]\n"runs.diff" = 3', 'keys."runs.diff" is 3, but it is the name of a key in quotes, such as "D"'),
        ('[keys]\n"runs.diff" = "D,"', 'keys."runs.diff" is "D,", but it is the name of a key in quotes, such as "D"'),
    ],
)
def test_a_mistake_is_one_sentence_that_says_what_would_be_right(text: str, told: str) -> None:
    assert problems(text) == [told]


def test_what_is_right_beside_a_mistake_holds() -> None:
    found = checked({"theme": "blue", "calm": True, "keys": {"a": 1, "b": "x"}}, "F")
    assert (found.theme, found.calm, dict(found.keys), len(found.problems)) == ("dark", True, {"b": "x"}, 2)


def test_what_is_not_toml_is_told_with_its_line() -> None:
    path = write("theme = dark\n")
    (told,) = read_preferences().problems
    assert told.startswith(f"{path} is not TOML: ")
    assert "line 1" in told


def test_bytes_that_are_no_text_are_told() -> None:
    write("").write_bytes(b"theme = '\xff'")
    assert "is not TOML" in read_preferences().problems[0]


def test_a_long_value_is_told_by_its_beginning() -> None:
    assert len(problems(f'theme = "{"x" * 5000}"')[0]) < 150


def test_a_relative_folder_in_the_environment_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "here")
    assert settings_file() == Path.home() / ".config/backslide/settings.toml"


def test_a_file_at_home_is_named_as_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME")
    write("calm = 1")
    assert read_preferences().problems[0].startswith("~/.config/backslide/settings.toml: calm is 1")


def test_a_file_that_may_not_be_looked_at_is_told_and_the_app_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied", "settings.toml")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = read_preferences()
    assert (found.theme, found.problems) == ("dark", ("settings.toml: permission denied",))
