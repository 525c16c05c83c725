"""What doctor says of program and machine."""

from pathlib import Path

import pytest

from trainer.launch import claims
from trainer.launch.devices import Devices
from trainer.launch.gpus import Driver, Gpu
from tui.checkup import machine
from tui.checkup.check import Check

GIBIBYTE = 2**30


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    monkeypatch.setattr(machine, "CONTAINER_SIGNS", (tmp_path / "no",))


def looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, driver: Driver) -> dict[str, Check]:
    monkeypatch.setattr(machine, "find_devices", lambda: Devices(2, driver))
    return {check.what: check for check in machine.machine(tmp_path)}


def test_versions_are_told_and_what_is_missing_is_a_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(check.bad for check in machine.program())

    def version(package: str) -> str:
        if package == "torch":
            raise machine.PackageNotFoundError
        return "1.0"

    monkeypatch.setattr(machine, "version", version)
    (missing,) = [check for check in machine.program() if check.bad]
    assert (missing.what, missing.advice) == ("torch", "nothing can be trained without it: pip install torch")


def test_each_gpu_is_told_with_what_keeps_runs_from_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,2")
    gpus = [
        Gpu(index, f"GPU-{index}", "H100", 70 * GIBIBYTE, 80 * GIBIBYTE, processes=index, mig=index == 2)
        for index in range(3)
    ]
    found = looked_at(monkeypatch, tmp_path, Driver("570.1", tuple(gpus)))
    assert found["NVIDIA driver"].found == "570.1"
    assert found["GPU 0"] == Check("Machine", "GPU 0", "H100, 70.0 of 80.0 GiB free, GPU-0")
    assert found["GPU 1"].found.endswith("1 computing")
    assert "CUDA_VISIBLE_DEVICES leaves it out" in found["GPU 1"].advice
    assert "MIG" in found["GPU 2"].advice


@pytest.mark.parametrize(
    ("driver", "said", "bad"),
    [
        (Driver(), "none: no NVIDIA driver", False),
        (Driver("570.1"), "none (driver 570.1)", False),
        (Driver(problem="the NVIDIA driver does not answer: lost"), "does not answer", True),
    ],
)
def test_a_machine_without_gpus_says_why(
    driver: Driver, said: str, bad: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = looked_at(monkeypatch, tmp_path, driver)["GPUs"]
    assert said in found.found
    assert found.bad is bad


def test_claims_that_are_held_are_told_with_who_holds_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert claims.take("cpu-0", {"run": "r1", "store": "/runs"}) is not None
    assert looked_at(monkeypatch, tmp_path, Driver())["claim cpu-0"].found == "held by r1 of /runs"


def test_slots_that_were_set_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", "2")
    assert looked_at(monkeypatch, tmp_path, Driver())["CPU slots"].found == "2 (set by BACKSLIDE_CPU_SLOTS)"


def test_a_container_is_told_with_what_it_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "no").touch()
    found = looked_at(monkeypatch, tmp_path, Driver())["container"]
    assert "BACKSLIDE_CLAIMS" in found.advice
    assert not found.bad


@pytest.mark.parametrize(
    ("main", "extra", "kills"),
    [
        (None, None, False),
        ("[Login]\n#KillUserProcesses=yes\n", None, False),
        ("[Login]\nKillUserProcesses=yes\n", None, True),
        ("KillUserProcesses = yes\n", "KillUserProcesses=no\n", False),
    ],
)
def test_a_logout_that_ends_training_is_found_out(
    main: str | None, extra: str | None, kills: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logind.conf.d").mkdir()
    for name, content in (("logind.conf", main), ("logind.conf.d/local.conf", extra)):
        if content is not None:
            (tmp_path / name).write_text(content)
    assert machine.kills_at_logout(tmp_path) is kills
    assert ("logout" in looked_at(monkeypatch, tmp_path, Driver())) is kills
