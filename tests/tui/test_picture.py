"""Screens drawn without a terminal."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.store import Store
from tests.layers.imports import ROOT
from tests.support.shown import add_shown_runs
from tests.support.stores import make_store
from tui.commands import main
from tui.picture import Picture, draw
from tui.screens.names import ScreenName


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 8)


PAIR = ["decline/baseline", "decline/tuned"]
PICTURES = [
    (Picture("runs", size=(100, 20)), "experiment"),
    (Picture("home", size=(100, 30)), "Nothing runs"),
    (Picture("run", ["decline/tuned/0"], ["2"], (100, 30)), "decline/tuned/0"),
    (Picture("diff", PAIR, size=(100, 30), theme="backslide-light"), "dropout.rate"),
    (Picture("where", PAIR, size=(100, 30)), "where: decline/baseline against decline/tuned"),
    (Picture("search", PAIR[1:], size=(100, 30)), "what did it: decline/tuned against baseline"),
    (Picture("search", ["decline/remedy", "decline/tuned"], size=(100, 30)), "decline/tuned against remedy"),
    (Picture("remedies", PAIR, size=(100, 30)), "what brings it back: decline/tuned against baseline"),
    (Picture("launch", [str(ROOT / "experiments/decline.toml")], size=(100, 30)), "launch: decline.toml"),
    (Picture("columns", size=(100, 30)), "Show or hide"),
    (Picture("help", size=(100, 30)), "Compare the marked lines"),
    (Picture("palette", size=(100, 30)), "Sort by any column"),
    (Picture("tour", size=(100, 30)), "Tour 1/5"),
    (Picture("tour", keys=["enter"], size=(100, 30)), "Tour 2/5"),
]


def shows(svg: str, text: str) -> bool:
    return text.replace(" ", "&#160;") in svg


@pytest.mark.parametrize(
    ("picture", "text"),
    PICTURES,
    ids=[" ".join([picture.screen, *picture.keys]) for picture, _ in PICTURES],
)
def test_each_screen_is_drawn(store: Store, picture: Picture, text: str) -> None:
    svg = draw(store, picture)
    assert svg.startswith("<svg")
    assert shows(svg, text) or shows(svg, text.title())


def test_examples_are_drawn_with_their_picture(tmp_path: Path) -> None:
    add_shown_runs(tmp_path / "runs")
    svg = draw(Store(tmp_path / "runs"), Picture("examples", PAIR, size=(140, 40)))
    assert shows(svg, "right → wrong")
    assert svg.count("▀") > 100
    assert not shows(svg, "reading the data…")


def test_every_screen_with_a_name_is_drawn_here() -> None:
    assert {picture.screen for picture, _ in PICTURES} | {"examples"} == {*ScreenName}


def test_names_that_are_wrong_are_told(store: Store) -> None:
    with pytest.raises(StoreError):
        draw(store, Picture("run", ["nosuch/thing"]))


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
