"""Launch: choose variants and seeds, change settings, see what would run, start it."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Container
from textual.reactive import reactive

from tui.formats import plural
from tui.screens.ask import Ask
from tui.screens.editor_control import EditorControl
from tui.screens.pick_file import PickFile
from tui.widgets.detail import DetailLine
from tui.widgets.filelines import FileLines
from tui.widgets.keyline import KeyLine
from tui.widgets.launchtables import CHOICES, RUNS, ChoiceTable, DryRunTable, choices_of, planned_of
from tui.widgets.settingspane import SettingsPane
from tui.widgets.table import LineTable
from tui.widgets.tabs import TabLine
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.store import Store
    from tui.launching.draft import Draft
    from tui.launching.form import Field
    from tui.launching.preview import Preview

LISTS = ("choices", "settings", "plan", "file")
NAMES = ("1 Variants and seeds", "2 Settings", "3 Dry run", "4 File")


class LaunchScreen(EditorControl):
    """Four lists: variants and seeds, the form of settings, the runs that all this comes to, and the file's text."""

    DEFAULT_CSS = """
    LaunchScreen {
        & DetailLine { height: 2; }
        & #lists { height: 1fr; layout: vertical; }
        & .list { height: 1fr; }
    }
    LaunchScreen.-narrow {
        & .list { display: none; }
        & .list.-current { display: block; }
    }
    LaunchScreen.-wide {
        & #lists { layout: grid; grid-size: 2 2; grid-columns: 2fr 3fr; grid-rows: 3fr 2fr; grid-gutter: 1 1; }
        & #plan, & #file { column-span: 2; }
        & #file { display: none; }
        &.-text #file { display: block; }
        &.-text #plan { display: none; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - Textual declares it on the instance
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "s", "start", "Start", tooltip="Queue these runs; they go on when the app is closed", id="launch.start"
        ),
        Binding("tab", "list(1)", "Next list", tooltip="Go to the next list", id="launch.next"),
        Binding(
            "shift+tab", "list(-1)", "List before", tooltip="Go to the list before", id="launch.before", show=False
        ),
        Binding("1", "go(0)", "Variants", tooltip="Go to the variants and seeds", id="launch.choices", show=False),
        Binding("2", "go(1)", "Settings", tooltip="Go to the settings", id="launch.settings", show=False),
        Binding("3", "go(2)", "Dry run", tooltip="Go to the runs that would be done", id="launch.plan", show=False),
        Binding(
            "4", "go(3)", "Text", tooltip="Go to the text of the file and its mistakes", id="launch.text", show=False
        ),
        Binding("E", "editor", "Edit", tooltip="Edit the experiment file in your editor ($EDITOR)", id="launch.editor"),
        Binding("o", "open", "File", tooltip="Choose another experiment file", id="launch.open"),
    ]

    current_list: reactive[int] = reactive(0)

    def __init__(self, store: "Store", file: Path | None = None) -> None:
        super().__init__(store, file)

    @classmethod
    def opened_on(cls, store: "Store", names: "Sequence[str]") -> "Self":
        """Return the launch of an experiment file; without one, it is chosen first."""
        return cls(store, Path(names[0]) if names else None)

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield TabLine(NAMES)
        with Container(id="lists"):
            yield ChoiceTable(CHOICES, id="choices")
            yield SettingsPane(id="settings")
            yield DryRunTable(RUNS, id="plan")
            yield FileLines(id="file")
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        for name in LISTS:
            self.query_one(f"#{name}").add_class("list")
        self.watch_current_list()
        if self.file is None:
            self.action_open()
        else:
            self._take_file(self.file)

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.action_go(message.number)

    def action_open(self) -> None:
        self.app.push_screen(PickFile(Path.cwd()), self._take_file)

    def _take_file(self, file: Path | None) -> None:
        if file is None:
            if self.draft is None:
                self.dismiss()
            return
        from tui.launching.draft import Draft

        self.file, self.newest, self._is_fresh = file, None, True
        self.query_one(TitleLine).place = f"launch: {file.name}"
        self.change(Draft(file))

    def show_wait(self, what: str) -> None:
        self.query_one(TitleLine).summary = what

    def show_preview(self, preview: "Preview") -> None:
        self.query_one(FileLines).show_rows(preview.lines)
        if preview.shown.experiment is not None:
            self._show(preview)
        if line := self.mistake_left(preview):
            self.action_go(LISTS.index("file"))
            self.query_one(FileLines).go_to(str(line))
        self._judge(preview)

    def _show(self, preview: "Preview") -> None:
        """Show an experiment; the runs that were shown last stay on screen while something is wrong."""
        choices = self.query_one(ChoiceTable)
        first = not choices.rows
        choices.show_rows(choices_of(preview))
        if first:
            choices.cursor = 1
        self.query_one(SettingsPane).show(preview.fields, preview.wanted)
        if preview.sound is None:
            self.query_one(DryRunTable).show_rows(planned_of(preview))

    def _judge(self, preview: "Preview") -> None:
        form = self.query_one(SettingsPane)
        form.judge(preview.edited(form.scope), preview.field_problems(form.fields))
        self.query_one(TitleLine).summary = preview.summary
        self._explain()

    @on(LineTable.Moved)
    @on(SettingsPane.ScopeChanged)
    def _explain(self) -> None:
        detail, form = self.query_one(DetailLine), self.query_one(SettingsPane)
        names = list(NAMES)
        names[1] = f"{NAMES[1]} for {form.scope or 'all variants'}"
        self.query_one(TabLine).names = tuple(names)
        problem = self._problem()
        detail.text = problem or self._help()
        detail.set_class(bool(problem), "-problem")

    def _problem(self) -> str:
        """Return what is wrong with the field under the cursor, or with the whole."""
        form, newest = self.query_one(SettingsPane), self.newest
        if newest is None or not (newest.checked.problems or newest.trouble):
            return ""
        if LISTS[self.current_list] == "file" and (line := self.query_one(FileLines).current) and line.problem:
            return line.problem
        field = form.current if LISTS[self.current_list] == "settings" else None
        return newest.problem_at(field) if field else newest.problem

    def _help(self) -> str:
        if LISTS[self.current_list] == "settings":
            field = self.query_one(SettingsPane).current
            return "" if field is None else f"{field.path}: {field.info.help}"
        if LISTS[self.current_list] == "plan":
            planned = self.query_one(DryRunTable).current
            takes = self.newest.estimate.told if self.newest and self.newest.estimate else ""
            return "" if planned is None else "  ·  ".join(filter(None, (planned.told, takes)))
        if LISTS[self.current_list] == "file":
            line = self.query_one(FileLines).current
            return "" if line is None else line.text.strip()
        choice = self.query_one(ChoiceTable).current
        return (self.newest.problem if self.newest else "") or (choice.about if choice else "")

    def explanation(self) -> tuple[str, str]:
        field = self.query_one(SettingsPane).current
        if LISTS[self.current_list] != "settings" or field is None:
            return super().explanation()
        from tui.launching.facts import in_full

        return field.path, in_full(field.info, self._problem())

    def on_choice_table_toggled(self, event: ChoiceTable.Toggled) -> None:
        draft = self.draft
        if draft is None:
            return
        for choice in event.choices:
            if choice.kind == "variant":
                draft = draft.toggled_variant(choice.name)
            else:
                draft = draft.toggled_seed(int(choice.name))
        self.change(draft)

    def on_settings_pane_wanted(self, event: SettingsPane.Wanted) -> None:
        from tui.launching.asked import as_asked

        draft, form = self.draft, self.query_one(SettingsPane)
        if draft is None:
            return
        (field,) = as_asked([event.field], draft.ordered(), form.variants)
        scope = "" if field.whole_experiment else form.scope
        if event.reset:
            self.change(draft.without_edit(field.path, scope))
            return
        values = field.distinct([scope] if scope else form.variants)
        if field.info.type == "switch":
            value = "false" if values == ["true"] else "true"
            self.change(draft.with_edit(field.path, value, scope))
            return
        self._edit(draft, field, values[0] if len(values) == 1 else "", scope)

    def _edit(self, draft: "Draft", field: "Field", value: str, scope: str) -> None:
        from tui.screens.edit_setting import EditSetting

        def take(value: str | None) -> None:
            if value is not None:
                self.change(draft.with_edit(field.path, value, scope))

        def judge(value: str) -> str:
            from tui.launching.checking import problem_of_edit

            return problem_of_edit(draft, field.path, value, scope)

        self.app.push_screen(EditSetting(field.info, value, scope or "all variants", judge), take)

    def action_list(self, steps: int) -> None:
        self.current_list = (self.current_list + steps) % len(LISTS)

    def action_go(self, place: int) -> None:
        self.current_list = place

    def watch_current_list(self) -> None:
        for place, name in enumerate(LISTS):
            self.query_one(f"#{name}").set_class(place == self.current_list, "-current")
        self.set_class(LISTS[self.current_list] == "file", "-text")
        self.query_one(TabLine).current = self.current_list
        widget = self.query_one(f"#{LISTS[self.current_list]}")
        self.set_focus(widget.table if isinstance(widget, SettingsPane) else widget)
        self._explain()

    def on_descendant_focus(self, event: "events.DescendantFocus") -> None:
        place = next((LISTS.index(node.id) for node in event.widget.ancestors_with_self if node.id in LISTS), None)
        if place is not None:
            self.current_list = place

    def action_back(self) -> None:
        if LISTS[self.current_list] == "settings" and self.query_one(SettingsPane).leave_search():
            return
        if self.draft is None or not self.draft.edits:
            self.dismiss()
            return

        def answer(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands a modal's answer in by place
            if yes:
                self.dismiss()

        self.app.push_screen(
            Ask("Leave without starting?", f"{plural(len(self.draft.edits), 'change')} will be lost."), answer
        )
