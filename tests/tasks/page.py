"""docs/tasks.md: what a user comes for, the keys that do it, and how many these are."""

from tests.tasks.declared import TASKS, Task

ABOUT = """# Ten tasks, by keys

Written by `make docs` from the tasks that the tests do in the running app, on a store of twelve runs. Each begins in
the list of runs as it opens, and ends when what is asked for is on the screen, on the clipboard, in a file or in the
queue. Every key counts, and so does every letter that is typed. What each key does is in README's table of keys; in the
app `?` tells it.
"""


def tasks_page() -> str:
    """Return the page."""
    rows = ["| to | keys | keystrokes |", "| --- | --- | ---: |"]
    return "\n".join([ABOUT, *rows, *map(_row, TASKS), ""])


def _row(task: Task) -> str:
    keys = " ".join(f"`{word}`" for word in task.keys.split())
    return f"| {task.name} | {keys} | {len(task.pressed)} |"
