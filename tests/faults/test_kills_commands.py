"""Commands are killed at random moments: what each was to do is done or not, and nothing lies half done."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.faults.havoc import FULL, KILLS, SEED
from tests.faults.people import Place

pytestmark = pytest.mark.stress
COUNT = KILLS if FULL else 25
LATEST = 1.2
"""Seconds after which a command is killed at the latest."""


class Person(Place):
    """Types commands, most of which somebody kills."""

    killed: Counter[str]
    lasts: dict[str, float]
    """How long commands took, at most, that nobody killed."""

    def command(self) -> list[str]:
        """Return a random command, whether it can do anything or not."""
        choose = self.chance.choice
        run = choose(sorted(self.store.ids()) or ["small"])
        gone = choose(self.store.trashed() or ["2020-01-01-abcdefg"])
        name = choose([run, run, run, "small", "small/tuned", "small/tuned/1"])
        where, more = choose(["first", "last", "up", "down"]), choose([[], ["--again"], ["--retries=2"], ["--seeds=3"]])
        return choose(
            [
                ["run", str(self.file), "--detach", *more],
                ["run", str(self.file), "--detach", *more],
                ["stop", name],
                ["resume", name],
                ["resume", name],
                ["retry", run],
                ["remove", run, "--yes", "--needed"],
                ["remove", gone, "--restore"],
                ["queue", name, f"--move={where}"],
                ["queue", name, f"--priority={self.chance.randint(-2, 2)}"],
                ["queue", name, "--pause"],
                ["queue", name, "--go-on"],
                ["queue", choose(["--pause", "--go-on", "--go-on"])],
                ["list"],
                ["show", run],
                ["reindex"],
                ["doctor", "--mend"],
            ]
        )

    def type(self) -> None:
        """Start a command, and kill it at a random moment of its life."""
        command = self.command()
        whole, begun = [sys.executable, "-m", "tui", *command, f"--store={self.store.root}"], time.monotonic()
        with subprocess.Popen(whole, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder) as process:
            try:
                _, error = process.communicate(timeout=self.chance.uniform(0.0, self.lasts.get(command[0], LATEST)))
            except subprocess.TimeoutExpired:
                process.kill()
                self.killed[command[0]] += 1
                return
        longest = max(self.lasts.get(command[0], 0.5), time.monotonic() - begun)
        self.lasts[command[0]] = min(LATEST, longest)
        assert b"Traceback" not in error, f"{command}: {error.decode()}"


def test_what_a_killed_command_was_to_do_is_done_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, person = time.monotonic(), Person(tmp_path, monkeypatch, Random(SEED))
    person.killed, person.lasts = Counter(), {}
    while person.killed.total() < COUNT:
        person.type()
        person.check()
    runs = person.tidy().runs
    print(f"seed {SEED}: killed {person.killed.total()} commands in {time.monotonic() - begun:.0f} s", end="")
    print(f" ({dict(person.killed)}); {len(runs)} runs finished")
