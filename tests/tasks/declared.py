"""What a user comes for, as keys: the declaration that the tests press and docs/tasks.md counts."""

from collections.abc import Callable
from dataclasses import dataclass

from store.store import Store
from tests.tasks import outcomes

NAMED = frozenset({"enter", "escape", "tab", "down", "space"})
"""Keys that are told by a word; any other word is typed letter by letter."""


@dataclass(frozen=True)
class Task:
    """Something that a person wants, the keys that do it from the list as it opens, and what is there then.

    A word of `keys` is a key, or text to type. `shows` is on screen in the end, `copied` on the clipboard, whatever
    blanks lie between their words; `left` says whether the store and the working folder hold what they should.
    """

    name: str
    keys: str
    shows: tuple[str, ...] = ()
    copied: str = ""
    left: Callable[[Store], bool] = lambda _: True

    @property
    def pressed(self) -> list[str]:
        """Return the keys one by one."""
        return [key for word in self.keys.split() for key in ([word] if word in NAMED else word)]


BEST_WITH_MIXUP = "/ has:mixup enter b b b o te enter"
TASKS = (
    Task(
        "See which runs failed last night, and why the first of them did",
        "H",
        ("2 failed", "decline/larger_steps/1 ✗ failed", "the loss is no longer finite; lower optimizer.lr"),
    ),
    Task(
        "Find the best run with mixup",
        BEST_WITH_MIXUP,
        ("9 of 12 runs match", "Trend Device Note ▌ decline/remedy seed 1 ✓ finished"),
    ),
    Task(
        "Compare the best run with mixup with its baseline",
        f"{BEST_WITH_MIXUP} d",
        ("diff: baseline against remedy", "differences are those of seed 1", "mixup.alpha off 0.2"),
    ),
    Task(
        "Queue the tuned variant with one of its settings put back",
        "down down d b y",
        ("3 runs of tuned without dropout",),
        left=outcomes.three_runs_without_dropout,
    ),
    Task(
        "Tell a colleague: write the report, and copy the table as Markdown",
        "w enter y t",
        ("copied the whole table",),
        copied="| tuned ×3 | ✓ 3 done |",
        left=outcomes.a_report,
    ),
    Task(
        "Write a note on a variant, and find it again by the note",
        "down down N odd enter / odd enter",
        ("3 of 12 runs match", "▌ ▸ tuned ×3 ✓ 3 done"),
        left=outcomes.a_note_on_tuned,
    ),
    Task(
        "See the learning rate and the loss at epoch 3 beside each run, sorted by it",
        "o lr enter o val.loss@3 enter z",
        ("optimizer.lr val.loss@3▾", "CPU 0.001 0.2689 seed 3 ✓ finished", "CPU 0.001 0.2867 seed 2 ✓ finished"),
    ),
    Task(
        "Find the first nan in the console of a run that failed",
        "G enter down enter 6 / nan enter",
        ('"nan" · line 38 of 400', "▌ step 37: the loss is nan"),
    ),
    Task(
        "See which classes got worse",
        "d 3",
        ("Accuracy of each class (test)", "dog 12 1.000 ± 0.000 0.000 ± 0.000"),
    ),
    Task(
        "Let go on what was stopped, and not what failed",
        "H r",
        ("decline/larger_steps/3",),
        left=outcomes.what_was_stopped_goes_on,
    ),
)
