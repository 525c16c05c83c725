"""The tour: five short pages for who opens the app the first time, with the keys that are in force."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Page(NamedTuple):
    """One page: a heading and a text of a few lines."""

    heading: str
    text: str


PAGES = (
    Page(
        "A model got worse. Which setting did it?",
        "backslide trains variants of an experiment over several seeds, and tells which change made the result worse.\n"
        "This list shows every run: experiments, their variants, and under these the runs, live.\n"
        "{runs.open} opens or folds a line. {runs.launch} launches an experiment file.",
    ),
    Page(
        "The app only looks",
        "Runs are processes of their own. Close the app or the connection: training goes on.\n"
        "{runs.stop} stops a run, {runs.resume} lets it go on, {runs.pause} holds it back, {runs.remove} removes it.\n"
        "{app.undo} takes back what can be taken back.",
    ),
    Page(
        "From worse to why",
        "{runs.diff} on a variant compares it with its baseline: what differs, and what that did, in words.\n"
        "There {diff.find} searches for the setting that did it, and {diff.remedies} for what brings the result back.\n"
        "{runs.report} writes it all down.",
    ),
    Page(
        "Getting about",
        "{table.up} and {table.down} move, {screen.back} goes back. {app.jump} puts a letter on everything: type it.\n"
        "{runs.mark} marks lines, so that a key is about all of them. {runs.filter} filters, {table.copy} copies.",
    ),
    Page(
        "Every key explains itself",
        "The last line shows the keys that matter here, {app.help} all of them.\n"
        "{app.palette} finds an action by its name, this tour as well.\n"
        "Keys are yours to change: `backslide keys` tells how.",
    ),
)


def pages(keys: "Mapping[str, str]") -> list[Page]:
    """Return the pages with the keys of the actions that they name."""
    return [Page(page.heading, _filled(page.text, keys)) for page in PAGES]


def _filled(text: str, keys: "Mapping[str, str]") -> str:
    for action, key in keys.items():
        text = text.replace(f"{{{action}}}", f"[{key}]")
    return text
