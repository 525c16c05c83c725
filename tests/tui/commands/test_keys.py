import json

import pytest

from tui.commands import main
from tui.preferences.settings import settings_file


def test_every_action_is_listed_with_the_keys_of_the_settings_file(capsys: pytest.CaptureFixture[str]) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('[keys]\n"runs.diff" = "D,f5"\n')
    assert main(["keys", "--format", "json"]) == 0
    printed = capsys.readouterr()
    rows = {row["key"]: row["values"] for row in json.loads(printed.out)["rows"]}
    assert rows["runs.diff"]["keys"] == ["D", "f5"]
    assert rows["app.help"]["keys"] == ["?"]
    assert printed.err == ""


def test_what_is_wrong_in_the_settings_file_is_told_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('calm = 1\n[keys]\n"runs.dif" = "D"\n')
    assert main(["keys"]) == 0
    printed = capsys.readouterr()
    assert "runs.diff" in printed.out
    assert [line.partition("settings.toml: ")[2] for line in printed.err.splitlines()] == [
        "calm is 1, but it can be true or false",
        "keys.\"runs.dif\": there is no such action (did you mean 'runs.diff'?); `backslide keys` lists all",
    ]
