"""The tables of the launch screen: what to run, with which settings, and what that comes to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual.binding import Binding
from textual.message import Message

from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType

    from trainer.plan.runs import PlannedRun
    from tui.launching.form import Field
    from tui.launching.preview import Preview

CHOICES = (Column("name", "What to run", 20, whole=True), Column("about", "About", 10, rank=1, most=60))
SETTINGS = (
    Column("setting", "Setting", 28, whole=True),
    Column("value", "Value", 14, most=34),
    Column("default", "Default", 9, rank=2),
    Column("bounds", "May be", 12, rank=1, most=60),
)
RUNS = (
    Column("number", "#", 3, "right"),
    Column("run", "Run", 18, whole=True),
    Column("state", "State", 6),
    Column("start", "Starts from", 14, rank=1, whole=True),
    Column("changes", "Differs from the baseline by", 20, rank=2, most=160),
)
State = Literal["on", "off", "needed"]
SIGNS: dict[State, str] = {"on": "[x]", "off": "[ ]", "needed": "[+]"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant or a seed that may be run; `needed`: not chosen, but a chosen variant starts from it."""

    kind: Literal["heading", "variant", "seed"]
    name: str
    state: State = "on"
    about: str = ""


class ChoiceTable(LineTable[Choice]):
    """Variants and seeds with a box each."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("space,enter", "choose", "On/off", tooltip="Run this one, or leave it out", id="choices.toggle"),
        Binding("a", "choose_all", "All/none", tooltip="Choose all of this list, or none", id="choices.all"),
    ]

    class Toggled(Message):
        """These are chosen now, or no longer."""

        def __init__(self, choices: "Sequence[Choice]") -> None:
            super().__init__()
            self.choices = choices

    def action_choose(self) -> None:
        if self.current is not None and self.current.kind != "heading":
            self.post_message(self.Toggled([self.current]))

    def action_choose_all(self) -> None:
        if self.current is None:
            return
        kind = self.rows[self.cursor + 1].kind if self.current.kind == "heading" else self.current.kind
        members = [row for row in self.rows if row.kind == kind]
        chosen = [row for row in members if row.state == "on"]
        self.post_message(
            self.Toggled(chosen if len(chosen) == len(members) else [row for row in members if row not in chosen])
        )

    def row_key(self, row: Choice) -> str:
        return f"{row.kind}/{row.name}"

    def cells(self, row: Choice) -> "Sequence[Cell]":
        if row.kind == "heading":
            return [Cell(row.name, "heading"), Cell(row.about, "dim")]
        tone = {"on": "strong", "off": "dim", "needed": "warn"}[row.state]
        return [Cell(f"{SIGNS[row.state]} {row.name}", tone), Cell(row.about, "dim")]


class SettingsTable(LineTable["Field | str"]):
    """The form: fields under the headings of their groups; changed ones are marked, wrong ones are red."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.variants: Sequence[str] = ()
        self.problems: Mapping[str, str] = {}

    def row_key(self, row: "Field | str") -> str:
        return f"#{row}" if isinstance(row, str) else row.path

    def cells(self, row: "Field | str") -> "Sequence[Cell]":
        if isinstance(row, str):
            return [Cell(row, "heading")]
        wrong, edited = self.problems.get(row.path, ""), row.path in self.marked
        label = Cell(f"    {row.label.partition('.')[2]}" if row.inner else f"  {row.label}", "bad" if wrong else "")
        facts = [Cell(_default(row), "dim"), Cell(wrong, "bad") if wrong else Cell(_may_be(row), "dim")]
        return [label, self._value(row, "bad" if wrong else "accent" if edited else ""), *facts]

    def _value(self, row: "Field", tone: str) -> Cell:
        values = row.distinct(self.variants)
        if row.info.type == "switch":
            values = [{"true": "on", "false": "off"}[value] for value in values]
        if not any(values):
            return Cell("not set", tone or "dim")
        return Cell(
            " · ".join(value or "not set" for value in values), tone or ("dim" if values == ["off"] else "strong")
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """A run of the dry run; `reused` is the id of the equal run that is there already."""

    number: int
    run: "PlannedRun"
    reused: str = ""

    @property
    def name(self) -> str:
        """`variant/seed`."""
        return f"{self.run.variant}/{self.run.seed}"

    @property
    def changes(self) -> str:
        """What differs from the baseline, in a line."""
        if self.run.variant == self.run.experiment.baseline:
            return "the baseline"
        changes = {path: own for path, (_, own) in self.run.changes.items() if path != "regularizers"}
        told = dict.fromkeys(self._told(path.removeprefix("regularizers."), own) for path, own in changes.items())
        return ", ".join(told) or "nothing"

    def _told(self, path: str, value: Any) -> str:
        """Return a change; of what is off as a whole (a method, the source), its name alone."""
        owner, config = path.partition(".")[0], self.run.config
        on = owner in config.regularizers or getattr(config, owner, None) is not None
        return f"{path} = {_written(value)}" if on else f"{owner} = off"

    @property
    def told(self) -> str:
        """All there is to say about the run."""
        reused = f"equal to {self.reused}, which is taken instead; " if self.reused else ""
        return f"{self.name}: {reused}{self.changes}"


class DryRunTable(LineTable[Planned]):
    """The runs in the order in which they will be done."""

    def row_key(self, row: Planned) -> str:
        return row.name

    def cells(self, row: Planned) -> "Sequence[Cell]":
        state = Cell("reused", "dim") if row.reused else Cell("new", "good")
        start = row.run.start
        return [
            Cell(str(row.number), "dim"),
            Cell(row.name, "dim" if row.reused else "strong"),
            state,
            Cell(f"{start[0]}/{start[1]}" if start else "", "dim"),
            Cell(row.changes),
        ]


def choices_of(preview: "Preview") -> list[Choice]:
    """Return the variants and seeds of an experiment as they are chosen."""
    draft, experiment = preview.draft, preview.shown.experiment
    if experiment is None:
        return []
    done = {run.variant for run in preview.shown.runs}
    renamed = preview.estimate.renamed if preview.estimate else {}
    rows = [Choice("heading", "variants", about=experiment.title)]
    for name in experiment.variant_names:
        state: State = "on" if name not in draft.left_out else "needed" if name in done else "off"
        about = "others start from it" if state == "needed" else experiment.notes.get(name, "")
        about = about or ("the baseline" if name == experiment.baseline else "")
        told = (f"other settings: {renamed[name]}" if name in renamed else "", about)
        rows.append(Choice("variant", name, state, " · ".join(filter(None, told))))
    rows.append(Choice("heading", "seeds", about="a run of each variant with each"))
    rows += [Choice("seed", str(seed), "off" if seed in draft.skipped_seeds else "on") for seed in experiment.seeds]
    return rows


def planned_of(preview: "Preview") -> list[Planned]:
    """Return the runs of a preview in their order."""
    runs = enumerate(zip(preview.checked.runs, preview.reused, strict=True), 1)
    return [Planned(number, run, reused) for number, (run, reused) in runs]


def _written(value: Any) -> str:
    if value is None:
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _default(row: "Field") -> str:
    from tui.launching.form import as_written

    return "" if row.info.type == "switch" else as_written(row.info.default)


def _may_be(row: "Field") -> str:
    info = row.info
    if info.type == "switch":
        return "on, off"
    kind = ", ".join(map(str, info.choices)) or info.bounds or {"bool": "true, false"}.get(info.type, info.type)
    return f"{kind} {info.unit}".strip()
