"""Whether processes live, and what is evidence of it."""

import os
import subprocess
import time
from pathlib import Path

from store import liveness
from store.liveness import Machine
from tests.store.launches import HERE


def test_a_process_lives_only_as_the_one_that_it_was() -> None:
    assert liveness.process_lives(os.getpid(), time.time())
    assert not liveness.process_lives(os.getpid(), 1.0)
    assert not liveness.process_lives("7", time.time())
    assert not liveness.process_lives(2**22 + 1, time.time())


def test_a_process_that_has_ended_lives_no_more_though_nobody_has_waited_for_it() -> None:
    with subprocess.Popen(["true"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert Path(f"/proc/{child.pid}").exists()
        assert not liveness.process_lives(child.pid, time.time())


def test_evidence_names_host_boot_and_namespace() -> None:
    assert set(Machine("h", "b", "n").as_evidence()) == {"host", "boot_id", "pid_namespace"}
    assert liveness.same_machine(HERE)
    assert not liveness.same_machine(HERE | {"boot_id": "another"})
