"""Claims on devices."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.trainer.launch.scene import wait_until
from trainer.launch import claims
from trainer.launch.errors import LaunchError

WAITS = [sys.executable, "-c", "import sys; sys.stdin.read()"]


def take(name: str = "cpu-0") -> int | None:
    return claims.take(name, {"run": "r1"})


def test_what_is_claimed_cannot_be_claimed_again_until_it_is_let_go() -> None:
    first = take()
    assert first is not None
    assert take() is None
    other = take("cpu-1")
    assert other is not None
    os.close(first)
    again = take()
    assert again is not None
    os.close(again)
    os.close(other)


def test_a_process_that_inherits_a_claim_holds_it_after_its_parent_has_let_go() -> None:
    claimed = take()
    assert claimed is not None
    with subprocess.Popen(WAITS, stdin=subprocess.PIPE, pass_fds=[claimed]) as heir:
        os.close(claimed)
        assert take() is None
        heir.communicate()
    after = take()
    assert after is not None
    os.close(after)


def test_a_claim_does_not_leak_to_a_process_that_is_not_given_it() -> None:
    claimed = take()
    assert claimed is not None
    with subprocess.Popen(WAITS, stdin=subprocess.PIPE, close_fds=False) as stranger:
        os.close(claimed)
        wait_until(lambda: not list(claims.held()))
        stranger.communicate()


def test_who_holds_a_claim_is_told_while_it_is_held() -> None:
    claimed = take("GPU-1")
    assert claimed is not None
    assert list(claims.held()) == [("GPU-1", {"run": "r1"})]
    os.close(claimed)
    assert list(claims.held()) == []


def test_a_claim_whose_file_says_nonsense_is_still_a_claim() -> None:
    claimed = take()
    assert claimed is not None
    (claims.claims_folder() / "cpu-0.lock").write_text("[1,")
    assert list(claims.held()) == [("cpu-0", {})]
    os.close(claimed)


def test_a_claim_is_on_the_file_that_others_will_find(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, path = claims._open, claims.claims_folder() / "cpu-0.lock"

    def cleaned_meanwhile(path: Path) -> int:
        descriptor = opened(path)
        monkeypatch.setattr(claims, "_open", opened)
        path.unlink()
        return descriptor

    monkeypatch.setattr(claims, "_open", cleaned_meanwhile)
    claimed = take()
    assert claimed is not None
    assert os.path.samestat(os.fstat(claimed), path.stat())
    os.close(claimed)


def test_every_user_of_the_machine_may_claim_and_none_may_remove_the_claims_of_another() -> None:
    claimed = take()
    assert claimed is not None
    folder = claims.claims_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o1777
    assert stat.S_IMODE((folder / "cpu-0.lock").stat().st_mode) == 0o666
    os.close(claimed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_claim_whose_maker_was_killed_before_all_could_write_it_serves_others() -> None:
    taken = "sys.exit(claims.take('cpu-0', {}) is None)"
    code = f"import os, sys; from trainer.launch import claims; os.seteuid(65534); {taken}"
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "cpu-0.lock").touch(0o644)
        (Path(folder) / "cpu-0.lock").chmod(0o644)
        environment = os.environ | {"BACKSLIDE_CLAIMS": folder}
        assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_a_link_in_the_place_of_a_claim_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (claims.claims_folder() / "cpu-0.lock").symlink_to(victim)
    with pytest.raises(LaunchError, match=r"cpu-0\.lock: this device claim cannot be opened"):
        take()
    assert victim.read_text() == "precious"


def test_a_folder_of_claims_that_cannot_be_made_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "file" / "claims"))
    with pytest.raises(LaunchError, match="folder of device claims cannot be made"):
        take()
