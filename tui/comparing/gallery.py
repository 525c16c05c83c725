"""What the data have of the examples that are looked at, read by a process of its own, so that no screen waits."""

from collections import OrderedDict
from threading import Condition, Thread
from typing import TYPE_CHECKING

from textual.message import Message

from store.errors import StoreError, sentence
from trainer.launch.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.run import Run
    from trainer.launch.showing import ExampleReader, ShownExample, ShownSplit

KEPT = 1000
"""Examples that stay in memory: 12 MiB of pictures at most."""
Box = tuple[int, int]
Wanted = tuple[int, Box]
"""An example, and the width and height in pixels that its picture is to fit."""


class Gallery(Thread):
    """Asks for what is wanted, the most urgent first; touches no widget, posts messages only."""

    class Opened(Message):
        """The data have been read; without a split, `problem` says why not, and nothing will come."""

        def __init__(self, gallery: "Gallery", split: "ShownSplit | None", problem: str = "") -> None:
            super().__init__()
            self.gallery, self.split, self.problem = gallery, split, problem

    class Came(Message):
        """An example has come."""

        def __init__(self, gallery: "Gallery", place: int) -> None:
            super().__init__()
            self.gallery, self.place = gallery, place

    def __init__(self, run: "Run", split: str, post: "Callable[[Message], object]") -> None:
        super().__init__(name="gallery", daemon=True)
        self._run, self._split, self._post = run, split, post
        self._changed = Condition()
        self._wanted: Sequence[Wanted] = ()
        self._known: OrderedDict[Wanted, ShownExample] = OrderedDict()
        self._reader: ExampleReader | None = None
        self._closed = False

    def want(self, places: "Sequence[int]", box: Box) -> None:
        """Ask for these examples, in this order, in place of what was asked for before and has not come."""
        with self._changed:
            self._wanted = [(place, box) for place in places]
            self._changed.notify()

    def known(self, place: int, box: Box) -> "ShownExample | None":
        """Return an example, if it has come."""
        with self._changed:
            return self._known.get((place, box))

    def close(self) -> None:
        """End the process, and with it this thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            if self._reader is not None:
                self._reader.close()

    def run(self) -> None:
        """Read and ask until the gallery is closed, or the data cannot be had."""
        try:
            reader = self._start()
            if reader is not None:
                self._serve(reader)
        except (LaunchError, StoreError, OSError) as error:
            if not self._closed:
                self._post(self.Opened(self, None, sentence(error)))
        finally:
            self.close()

    def _start(self) -> "ExampleReader | None":
        from trainer.launch.showing import ExampleReader

        with self._changed:
            if not self._closed:
                self._reader = ExampleReader(self._run, self._split)
            return self._reader

    def _serve(self, reader: "ExampleReader") -> None:
        self._post(self.Opened(self, reader.opened()))
        while (wanted := self._next()) is not None:
            found = reader.show(*wanted)
            with self._changed:
                self._known[wanted] = found
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
            self._post(self.Came(self, wanted[0]))

    def _next(self) -> Wanted | None:
        """Wait for the next example that is wanted and not known; None once the gallery is closed."""
        with self._changed:
            while not self._closed:
                for wanted in self._wanted:
                    if wanted not in self._known:
                        return wanted
                self._changed.wait()
            return None
