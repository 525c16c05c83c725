"""What screens are called, where one is asked for by its name."""

from enum import StrEnum


class ScreenName(StrEnum):
    """A screen that can be opened by its name; `tui/screens/opening.py` says how each is."""

    RUNS = "runs"
    HOME = "home"
    RUN = "run"
    DIFF = "diff"
    WHERE = "where"
    EXAMPLES = "examples"
    SEARCH = "search"
    REMEDIES = "remedies"
    LAUNCH = "launch"
    COLUMNS = "columns"
    HELP = "help"
    PALETTE = "palette"
    TOUR = "tour"
