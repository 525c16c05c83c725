"""Screens drawn without a terminal."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.store import Store
from tests.support.stores import make_store
from tui.commands import main
from tui.picture import Picture, draw


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 8)


def shows(svg: str, text: str) -> bool:
    return text.replace(" ", "&#160;") in svg


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        (Picture("runs", size=(100, 20)), "experiment"),
        (Picture("home", size=(100, 30)), "Nothing runs"),
        (Picture("run", ["decline/tuned/0"], ["2"], (100, 30)), "decline/tuned/0"),
        (
            Picture("diff", ["decline/baseline", "decline/tuned"], size=(100, 30), theme="backslide-light"),
            "dropout.rate",
        ),
    ],
)
def test_each_screen_is_drawn(store: Store, picture: Picture, text: str) -> None:
    svg = draw(store, picture)
    assert svg.startswith("<svg")
    assert shows(svg, text) or shows(svg, text.title())


@pytest.mark.parametrize("names", [[], ["nosuch/thing"]])
@pytest.mark.parametrize("screen", ["run", "diff"])
def test_unknown_names_are_told(store: Store, screen: str, names: list[str]) -> None:
    with pytest.raises(StoreError):
        draw(store, Picture(screen, names))


def test_the_command_writes_a_file(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "picture.svg"
    assert main(["screenshot", "runs", "-o", str(output), "--size", "80x24", "--store", str(store.root)]) == 0
    assert output.read_text().startswith("<svg")
    assert capsys.readouterr().out.strip() == str(output)


@pytest.mark.parametrize("arguments", [["--size", "80"], ["-o", "nosuch/folder/x.svg"]])
def test_what_cannot_be_done_is_told_in_a_sentence(
    store: Store, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screenshot", "runs", "--store", str(store.root), *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
