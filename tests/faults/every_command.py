"""Every command on a hostile store, one after the other: `python -m tests.faults.every_command STORE`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from store.run import Run
from store.store import Store
from store.summary import summarize_whatever
from tests.support.hostile import few, named
from tui.commands import main
from tui.commands.common import say
from tui.commands.run import care
from tui.following.news import News
from tui.following.tellers import BarTeller, PlainTeller, Teller

FORMATS = ("text", "markdown", "json", "csv", "latex", "html")
TABLE, LINES, END = "== a table", "== lines", "== the end"


def about_all(format_: str) -> Iterator[list[str]]:
    """Yield the commands that are about a whole store."""
    for words in (["list"], ["queue"], ["doctor"]):
        yield [*words, "--format", format_]


def about(text: str, format_: str) -> Iterator[list[str]]:
    """Yield the commands on the runs of a text that print a table."""
    name, end = named(text), ["--format", format_]
    yield ["show", "--all", *end, f"{name}/tuned{text}/0"]
    yield ["diff", "--all", *end, f"{name}/baseline{text}", f"{name}/tuned{text}"]
    yield ["table", *end, name]


def report(text: str, format_: str) -> list[str]:
    """Return the command whose output has lines to be copied, which are as long as they are, beside its tables."""
    return ["report", "--format", format_, named(text)]


def plain(text: str) -> Iterator[list[str]]:
    """Yield the commands on runs of a text that print lines, or that change nothing as nobody says yes."""
    run, unknown = f"{named(text)}/tuned{text}/0", f"?{text}"
    yield from (["log", run], ["log", "--events", run])
    yield from (["show", unknown], ["log", unknown], ["stop", unknown], ["resume", unknown], ["remove", unknown])
    yield from (["retry", unknown], ["test", unknown], ["table", unknown], ["export", unknown, "-o", "nowhere"])
    yield from (["examples", unknown, unknown], ["examples", run, run, "--filter", text])
    yield from (["diff", unknown, unknown], ["queue", "--pause", unknown], ["list", f"status:{text}", f"{text}>1"])
    yield from (["stop", run], ["remove", run], ["test", run, "--data", text], ["settings", text or "?"])


def follow(store: Store, teller: Teller, runs: list[Run]) -> None:
    """Tell of runs as `run` does while it follows them."""
    with teller:
        teller.remark(care(store))
        for run in runs:
            for kind in ("begun", "progress", "epoch", "over"):
                teller.tell(News(kind, run, run.standing(), run.history()))


def in_terminal(root: Path, texts: Sequence[str]) -> None:
    """Run every command whose output is a terminal; a line says before each whether it prints a table."""
    for words in (*about_all("text"), *(words for text in texts for words in about(text, "text"))):
        print(TABLE)
        main(["--store", str(root), *words])
    print(LINES)
    for words in (words for text in texts for words in (report(text, "text"), *plain(text))):
        main(["--store", str(root), *words])
    for file in sorted((root.parent / "experiments").iterdir()):
        main(["check", str(file)])
        main(["--store", str(root), "run", "--dry-run", str(file)])
    _follow_all(Store(root))
    print(END)


def _follow_all(store: Store) -> None:
    from rich.console import Console

    runs = [run for run in map(store.run, sorted(store.ids())) if "damaged" not in summarize_whatever(run).reason]
    follow(store, PlainTeller(say, runs), runs)
    print(TABLE)
    follow(store, BarTeller(Console(highlight=False), runs), runs)


if __name__ == "__main__":
    in_terminal(Path(sys.argv[1]), list(few().values()))
