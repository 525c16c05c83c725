"""Which variants are compared with a baseline, and in which order."""

from collections.abc import Sequence

from tui.screens.columns import ColumnsScreen
from tui.screens.pick import Offers
from tui.widgets.picktable import Choice


class VariantsScreen(ColumnsScreen):
    """Asks for the columns of a comparison; the first one, the baseline's, stays. The answer is their names."""

    QUESTION = "Compared variants"
    HINT = "type a part of a variant's name; of another experiment, too, or of a run"
    FIXED = 1
    WHY_FIXED = "the baseline stays; = in the diff lets it change places with a variant"

    def __init__(self, names: Sequence[str], choices: Sequence[Choice], offers: Offers) -> None:
        super().__init__(names, names, choices, offers)
