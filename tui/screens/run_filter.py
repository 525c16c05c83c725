"""The filter of a list of runs: what it may ask for is read in a thread, and so are the settings that it looks at."""

from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from store.errors import StoreError
from tui.formats import plural
from tui.screens.filtered import FilteredScreen
from tui.widgets.detail import DetailLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.query import Query
    from store.query.completions import Candidate
    from store.query.reading import SettingsReader
    from store.query.vocabulary import Vocabulary
    from store.row import Row
    from store.store import Store
    from tui.listing.runlist import RunList


class RunFilter(FilteredScreen):
    """Filters runs; a filter that asks for settings waits until they have been read once."""

    store: "Store"
    list: "RunList"

    class Known(Message):
        """More is known of what a filter may ask for; with a `reader`, all settings have been read."""

        def __init__(self, vocabulary: "Vocabulary", reader: "SettingsReader | None" = None, *, whole: bool) -> None:
            super().__init__()
            self.vocabulary, self.reader, self.whole = vocabulary, reader, whole

    def __init__(self) -> None:
        super().__init__()
        self._vocabulary: Vocabulary | None = None
        self._reader: SettingsReader | None = None
        """Gives settings without a wait; None until they have been read."""
        self._whole = False
        """Whether the vocabulary has all, the catalogue of settings too."""
        self._to_learn: tuple[Sequence[Row], SettingsReader]
        self._told = ""

    def show_list(self) -> None:
        """Show the list anew, and what the row under the cursor says."""
        raise NotImplementedError

    def tell_of_row(self) -> None:
        """Say what there is to say of the row under the cursor, and then `tell_of_filter`."""
        raise NotImplementedError

    async def action_filter(self) -> None:
        await super().action_filter()
        reader = self._reader.copy() if self._reader else self.store.settings.copy()
        self._to_learn = tuple(self.list.rows.values()), reader
        self.call_after_refresh(self._learn)

    @work(thread=True, exclusive=True, group="vocabulary")
    def _learn(self) -> None:
        """Read what there is to know. Its arguments lie in wait: Textual writes those of a call out in words."""
        from store.query.vocabulary import vocabulary_of, with_declared, with_settings

        rows, reader = self._to_learn
        known = vocabulary_of(rows)
        self.post_message(self.Known(known, whole=False))
        known = with_settings(known, reader.of_all(rows))
        self.post_message(self.Known(known, reader, whole=False))
        from trainer.plan.catalogue import catalogue

        self.post_message(self.Known(with_declared(known, {info.path: info.help for info in catalogue()}), whole=True))

    def on_run_filter_known(self, message: Known) -> None:
        news = message.reader is not None or message.whole
        if self._vocabulary is not None and not news:
            return  # from an earlier time more is known already
        self._vocabulary, self._whole = message.vocabulary, message.whole
        self._reader = message.reader or self._reader
        if line := self.filter_line:
            line.renew()
            if news and line.value.strip():
                self.filter_by(line.value)

    def complete(self, text: str, cursor: int, *, asked: bool) -> "Sequence[Candidate]":
        from store.query.completions import complete
        from store.query.vocabulary import Vocabulary

        return complete(text, cursor, self._vocabulary or Vocabulary(), asked=asked)

    def filter_by(self, text: str) -> None:
        from store.query import parse_query

        self.is_filter_wrong = False
        try:
            query = parse_query(text, self._reader) if text.strip() else None
        except StoreError as error:
            self.is_filter_wrong = True
            if not self._is_offered():
                self._apply(None, str(error))
            return
        if query is not None and self._waits(query):
            self._told = f"reading the settings of {plural(len(self.list.rows), 'run')}…"
            self.tell_of_filter()
            return
        doubt = self._doubt(query) if query is not None else ""
        if not doubt or not self._is_offered():
            self._apply(query, doubt)

    def _is_offered(self) -> bool:
        """Say whether what a filter lacks stands in the list above it; what is shown then waits for it."""
        return self.filter_line is not None and bool(self.filter_line.completions.candidates)

    def _waits(self, query: "Query") -> bool:
        """Say whether a filter asks for what may be a setting, and these have not been read."""
        figures = self._vocabulary.figures if self._vocabulary else ()
        return self._reader is None and any(one.path not in figures for one in query.asked)

    def _doubt(self, query: "Query") -> str:
        """Return a sentence on a name that nothing goes by; nothing while not everything is known yet."""
        if self._vocabulary is None or not self._whole or not query.asked:
            return ""
        from store.query.doubts import sentence_on, unknown

        return next((sentence_on(one, self._vocabulary) for one in unknown(query.asked, self._vocabulary)), "")

    def tell_of_filter(self) -> None:
        """Say what is wrong with the filter for as long as it is typed, in the place of the row under the cursor."""
        line, detail = self.filter_line, self.query_one(DetailLine)
        if self._told and line is not None and self.focused is line:
            detail.text = self._told
            detail.set_class(not self._told.endswith("…"), "-problem")

    def _apply(self, accepts: "Callable[[Row], bool] | None", told: str = "") -> None:
        before, self._told, self.list.accepts = self.list.accepts, told, accepts
        if before is None and accepts is None:
            self.tell_of_row()  # thousands of lines that would come out the same
        else:
            self.show_list()
