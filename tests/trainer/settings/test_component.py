import sys
from collections.abc import Iterator
from importlib import invalidate_caches
from pathlib import Path

import pytest

from trainer.networks.base import Network
from trainer.plan.sections.optimizer import SGD, Adam, AdamW, Optimizer
from trainer.settings import component
from trainer.settings.base import setting
from trainer.settings.component import Component, members, snake_case
from trainer.settings.problems import PlanError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LabelSmoothing", "label_smoothing"),
        ("SGD", "sgd"),
        ("L2Sp", "l2_sp"),
        ("Ema", "ema"),
        ("SmallCnn", "small_cnn"),
    ],
)
def test_a_class_is_called_by_its_name_in_small_letters(name: str, expected: str) -> None:
    assert snake_case(name) == expected


def test_a_family_knows_its_members_by_name() -> None:
    assert Optimizer.registry() == {"adam": Adam, "adamw": AdamW, "sgd": SGD}
    assert AdamW.component_name == "adamw"
    assert members(Optimizer) == [Adam, AdamW, SGD]


def test_a_class_that_serves_several_names_is_one_member() -> None:
    known = Network.registry()
    assert known["googlenet"] is known["resnet18"]
    assert members(Network).count(known["googlenet"]) == 1


def test_a_family_is_found_in_the_package_of_its_base() -> None:
    assert Adam.family_package() == "trainer.plan.sections"
    assert Network.family_package() == "trainer.networks"


def test_families_are_apart() -> None:
    class Spice(Component, family="spice"):
        heat: int = setting(1, "How hot.", ge=0, le=9)

    class BlackPepper(Spice):
        pass

    class Chillies(Spice, names=("jalapeno", "habanero")):
        name: str = setting("jalapeno", "Which.")

    assert Spice.members == {"black_pepper": BlackPepper, "jalapeno": Chillies, "habanero": Chillies}
    assert "black_pepper" not in Optimizer.registry()


def test_two_modules_cannot_claim_one_name() -> None:
    source = "from trainer.plan.sections.optimizer import Optimizer\nclass SGD(Optimizer):\n    pass\n"
    with pytest.raises(TypeError, match="optimizer 'sgd' of elsewhere exists already in trainer"):
        exec(source, {"__name__": "elsewhere"})
    assert Optimizer.registry()["sgd"] is SGD


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder where a package is installed whose entry point names the module `extra_components`."""
    info = tmp_path / "extra-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: extra\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{component.ENTRY_POINTS}]\nmine = extra_components\n")
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    component._import_installed.cache_clear()
    yield tmp_path
    sys.modules.pop("extra_components", None)
    component._import_installed.cache_clear()
    Optimizer.members.pop("lion", None)


def test_installed_packages_add_components_by_entry_point(installed: Path) -> None:
    code = "from trainer.plan.sections.optimizer import Optimizer\nclass Lion(Optimizer):\n    pass\n"
    (installed / "extra_components.py").write_text(code)
    assert "lion" in Optimizer.registry()


def test_an_installed_package_that_fails_is_told(installed: Path) -> None:
    (installed / "extra_components.py").write_text("1 / 0\n")
    with pytest.raises(PlanError) as caught:
        Optimizer.registry()
    assert str(caught.value) == (
        "entry point mine = extra_components: cannot be loaded: ZeroDivisionError: division by zero; "
        "mend or uninstall its package"
    )
