"""What a part of the screen shows of files that change: read in a thread, and anew whenever they have changed."""

from typing import TYPE_CHECKING, Generic, TypeVar

from store.errors import StoreError, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.dom import DOMNode

FoundT = TypeVar("FoundT")


class Looks(Generic[FoundT]):
    """Looks that are taken one after the other; while one is taken, once more afterwards is enough."""

    def __init__(
        self,
        owner: "DOMNode",
        begin: "Callable[[], Callable[[], FoundT]]",
        show: "Callable[[FoundT], object]",
        complain: "Callable[[str], object]",
        *mendable: type[Exception],
    ) -> None:
        """Make it for a screen or a part of one.

        `begin` returns what is done in the thread, `show` takes what came of it. `complain` takes the sentence of an
        error: the store's, the system's, or one of `mendable`.
        """
        self._owner, self._begin, self._show, self._complain = owner, begin, show, complain
        self._mendable: tuple[type[Exception], ...] = (StoreError, OSError, *mendable)
        self._again = self._passed_over = False
        self.is_under_way = False

    def look(self, *, at_something_else: bool = False) -> None:
        """Look, or once more where that is being done; what comes of a look at something else is passed over."""
        if self.is_under_way:
            self._again, self._passed_over = True, self._passed_over or at_something_else
            return
        self.is_under_way, self._again, self._passed_over = True, False, False
        find = self._begin()
        self._owner.run_worker(lambda: self._find(find), group="look", thread=True)

    def _find(self, find: "Callable[[], FoundT]") -> None:
        """Look, in the thread, and hand over what was found."""
        try:
            found = find()
        except self._mendable as error:
            self._owner.call_later(self._end, self._complain, sentence(error))
        else:
            self._owner.call_later(self._end, self._show, found)

    def _end(self, take: "Callable[..., object]", found: object) -> None:
        self.is_under_way = False
        if not self._passed_over:
            take(found)
        if self._again and self._owner.display:
            self.look()
