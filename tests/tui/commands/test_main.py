import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer

from tests.support.stores import make_store
from tui.commands import CommandModules, LazyGroup, main

HEAVY = ("torch", "torchvision", "textual", "scipy", "sklearn")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store"), 8).root


def loaded(*words: str) -> tuple[list[str], int]:
    """Run a command line in a fresh process and return which heavy modules it imported, and its status."""
    code = (
        "import json, sys; from tui.commands import main; status = main(sys.argv[1:]); "
        f"print(json.dumps([[name for name in {HEAVY} if name in sys.modules], status]), file=sys.stderr)"
    )
    done = subprocess.run((sys.executable, "-c", code, *words), capture_output=True, text=True, check=True)
    names, status = json.loads(done.stderr)
    return names, status


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("list",),
        ("diff", "decline/baseline", "decline/tuned"),
        ("table", "decline"),
        ("diff", "--help"),
    ],
    ids=" ".join,
)
def test_answers_come_without_what_is_slow_to_import(words: tuple[str, ...], store: Path) -> None:
    assert loaded("--store", str(store), *words) == ([], 0)


def test_help_names_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    group = LazyGroup(name="backslide")
    assert {"diff", "table"} <= set(group.modules)
    for name in group.modules:
        assert f"\n  {name} " in told
        assert group.modules.summary(name).split()[0] in told


def test_help_imports_no_command() -> None:
    code = "import sys; from tui.commands import main; main(['--help']); sys.exit('tui.commands.diff' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", code), capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["lisst"], "backslide: no such command 'lisst'"),
        (["--nonsense"], "backslide: no such option: --nonsense; see backslide --help"),
        (["diff"], "backslide diff: missing argument 'BASELINE'; see backslide diff --help"),
        (["diff", "a", "b", "--al"], "backslide diff: no such option: --al"),
        (["diff", "a", "b", "--format", "xml"], "backslide diff: invalid value for '--format'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_is_a_sentence_with_status_2(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith(told)
    assert error.count("\n") == 1


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in LazyGroup(name="backslide").modules:
        assert main([name, "--help"]) == 0, name
        assert f"backslide {name}" in capsys.readouterr().out


def test_debug_may_stand_anywhere_and_shows_the_traceback(store: Path) -> None:
    for words in (["--debug", "table", "x"], ["table", "x", "--debug"]):
        with pytest.raises(Exception, match="no run is of an experiment"):
            main(["--store", str(store), *words])


def test_a_file_becomes_a_command_by_being_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "more"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "help.py").write_text('"""Shared."""\n\n\ndef other() -> None: ...\n')
    (package / "say_hello.py").write_text(
        '"""Say hello."""\n\n\ndef command(name: str) -> None:\n    """Say hello."""\n'
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    modules = CommandModules(package, "more")
    assert list(modules) == ["say-hello"]
    assert len(modules) == 1
    assert modules.summary("say-hello") == "Say hello."
    assert "more.say_hello" not in sys.modules
    assert modules["say-hello"].name == "say-hello"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"backslide {version('backslide')}\n"


def test_a_command_that_is_broken_off_ends_with_the_status_of_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off() -> None:
        raise typer.Abort

    monkeypatch.setattr("tui.starting.start", lambda *_, **__: broken_off())
    assert main([]) == 130
