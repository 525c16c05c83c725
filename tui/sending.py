"""What goes out to the terminal: of a line in which a little has changed, that little."""

from typing import TYPE_CHECKING

from rich.control import Control
from textual._compositor import ChopsUpdate

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip


class TightUpdate(ChopsUpdate):
    """Sends of each line what lies in the parts that have changed; Textual sends all that stands before them, too."""

    @classmethod
    def of(cls, update: ChopsUpdate) -> "TightUpdate":
        """Return the same update, to be sent in fewer bytes."""
        return cls(update.chops, update.spans, update.chop_ends)

    def render_segments(self, console: "Console") -> str:
        sent: list[str] = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= last or end <= first:
                    continue
                start = x if x >= first else x + _start_of_segment(strip, first - x)
                part = strip.crop(start - x, min(end, last) - x)
                sent += [Control.move_to(start, y).segment.text, part.render(console)]
        return "".join(sent)


def _start_of_segment(strip: "Strip", cell: int) -> int:
    """Return where the segment begins that a cell lies in: at a segment's beginning no wide character is cut in two."""
    start = 0
    for segment in strip:
        after = start + segment.cell_length
        if after > cell:
            break
        start = after
    return start
