"""What is said of a store and of its dispatcher."""

import os
from pathlib import Path

import pytest

from store.files import hold
from tests.support.stores import make_store
from tui.checkup.shelf import shelf


@pytest.mark.parametrize("content", ["", "{", "[]", '{"t": 3}'])
def test_a_dispatcher_that_does_not_say_who_it_is_is_told_so(content: str, tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 2)
    (store.root / "dispatcher.lock").write_text(content)
    lock = hold(store.root / "dispatcher.lock")
    found = {check.what: check.found for check in shelf(store, mend=False)}
    os.close(lock)
    assert found["dispatcher"] == "alive, but dispatcher.lock does not say who it is"


def test_locks_that_may_hold_on_one_machine_alone_are_a_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mounts").write_text(f"box:/x {tmp_path} nfs rw,nolock 0 0\n")
    monkeypatch.setattr("store.mounts.MOUNTS", tmp_path / "mounts")
    (found,) = [check for check in shelf(make_store(tmp_path / "runs", 1), mend=False) if check.what == "locks"]
    assert found.bad
    assert "mounted with nolock" in found.found
