import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.layers.imports import ROOT
from tests.support.packages import OPTIMIZER, installed
from trainer.networks.base import Network
from trainer.plan.sections.optimizer import SGD, Adam, AdamW, Optimizer
from trainer.settings.base import setting
from trainer.settings.component import ENTRY_POINTS, Component, broken_entries, members, snake_case
from trainer.settings.reading import Reader


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


@pytest.mark.parametrize("bounds", [{}, {"ge": 0}, {"lt": 1}])
@pytest.mark.parametrize("kind", [int, float, float | None])
def test_a_number_that_could_be_anything_is_refused(kind: Any, bounds: dict[str, float]) -> None:
    class Family(Component, family="of numbers"):
        pass

    with pytest.raises(TypeError, match=r"Loose\.size: a number needs a lower and an upper bound"):
        type("Loose", (Family,), {"__annotations__": {"size": kind}, "size": setting(1, "How much.", **bounds)})


def test_installed_packages_add_components_by_entry_point(tmp_path: Path) -> None:
    with installed(tmp_path, {"extra_components.py": OPTIMIZER}):
        assert "lion" in Optimizer.registry()
        assert broken_entries() == ()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        ("raise SystemExit('over\\nand out')\n", "SystemExit: over and out"),
        ("import nowhere_at_all\n", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
    ],
)
def test_an_installed_package_that_fails_is_kept_to_be_told_and_adds_nothing(
    code: str, reason: str, tmp_path: Path
) -> None:
    with installed(tmp_path, {"extra_components.py": OPTIMIZER + code}):
        assert "lion" not in Optimizer.registry()
        assert [str(problem) for problem in broken_entries()] == [
            f"entry point mine = extra_components: cannot be loaded: {reason}; mend or uninstall its package"
        ]


def test_a_name_that_is_not_there_mentions_the_package_that_failed(tmp_path: Path) -> None:
    reader = Reader()
    with installed(tmp_path, {"extra_components.py": "1 / 0\n"}):
        assert reader.component(Optimizer, {"name": "lion", "beta7": 1}, "optimizer") is None
    (problem,) = reader.problems
    assert problem.text == (
        "'lion' is no optimizer; one of adam, adamw, sgd; entry point mine = extra_components: cannot be loaded: "
        "ZeroDivisionError: division by zero; mend or uninstall its package"
    )


def test_a_package_as_contributing_describes_it_is_found(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (described,) = re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (entry,) = tomllib.loads(described)["project"]["entry-points"][ENTRY_POINTS].values()
    with installed(tmp_path, {f"{entry.replace('.', '/')}.py": OPTIMIZER}, value=entry):
        assert Optimizer.registry()["lion"].__module__ == entry
