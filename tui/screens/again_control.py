"""Chosen runs again, with one change: which setting, which value, and off they go as a variant of their own."""

from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from tui.screens.control import NO_RUN, RunControl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.diagnose.again import Origin
    from tui.launching.form import Field
    from tui.screens.making import Making


class AgainControl(RunControl):
    """Asks for a change of the chosen runs and queues it; the store is read, and written to, by threads."""

    class Changeable(Message):
        """It is known what can be changed, or that nothing can be."""

        def __init__(self, found: "tuple[Origin, Sequence[Field]] | None", making: "Making") -> None:
            super().__init__()
            self.found, self.making = found, making

    def action_again(self) -> None:
        rows = self.chosen_rows()
        if rows:
            self._look_at_settings([row.id for row in rows], self.begin_making("Reading what can be changed"))
        else:
            self.refuse(NO_RUN)

    @work(thread=True, exclusive=True, group="again")
    def _look_at_settings(self, ids: "Sequence[str]", making: "Making") -> None:
        from store.store import Store
        from trainer.diagnose.again import origin_of
        from trainer.settings.problems import PlanError
        from tui.launching.again import fields_of

        found = None
        with self.errors_told(PlanError):
            store = Store(self.store.root)
            origin = origin_of(store, [store.run(id_) for id_ in ids])
            found = origin, fields_of(origin)
        self.post_message(self.Changeable(found, making))

    def on_again_control_changeable(self, message: Changeable) -> None:
        from tui.launching.again import choices_of, seeds_in_words
        from tui.screens.pick import PickScreen

        if not self.end_making(message.making) or message.found is None:
            return
        origin, fields = message.found[0], {field.label: field for field in message.found[1]}

        def answered(answer: tuple[str, ...] | None) -> None:
            if answer is not None:
                self._ask_for_value(origin, fields[answer[0]])

        question = f"{origin.name} again, with what changed? ({seeds_in_words(origin.seeds)})"
        self.app.push_screen(PickScreen(question, choices_of(message.found[1], origin.variant)), answered)

    def _ask_for_value(self, origin: "Origin", field: "Field") -> None:
        from tui.launching.again import problem_of, value_of
        from tui.screens.edit_setting import EditSetting

        def judge(value: str) -> str:
            return problem_of(origin, field.path, value)

        def take(value: str | None) -> None:
            if value is not None:
                self._queue_change(origin, f"{field.path}={value}")

        value = value_of(field, origin.variant)
        self.app.push_screen(EditSetting(field.info, value, f"{origin.name} again", judge), take)

    @work(thread=True, group="again")
    def _queue_change(self, origin: "Origin", change: str) -> None:
        from store.store import Store
        from trainer.data.examples import DataError
        from trainer.diagnose.again import changed, queue_changed
        from trainer.launch.errors import LaunchError
        from trainer.settings.problems import PlanError
        from tui.launching.again import told_of

        with self.errors_told(DataError, PlanError, LaunchError):
            wanted = changed(origin, [change])
            queued = queue_changed(Store(self.store.root), wanted)
            self.tell_done(told_of(queued, wanted), lasting=bool(queued.new or queued.resumed))
