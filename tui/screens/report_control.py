"""Reports of experiments, made in a thread and handed to the export."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from tui.screens.control import RunControl

if TYPE_CHECKING:
    from store.compare.table import Document


class ReportControl(RunControl):
    """Writes the report of an experiment."""

    class Reported(Message):
        """A report has been made."""

        def __init__(self, experiment: str, document: "Document") -> None:
            super().__init__()
            self.experiment, self.document = experiment, document

    @work(thread=True, exclusive=True, group="report")
    def make_report(self, experiment: str) -> None:
        """Read all that is known of an experiment; plug-ins run as far as they were trusted."""
        from store.store import Store
        from tui.reporting.findings import Wish
        from tui.reporting.report import report_document

        self.tell(f"making the report of {experiment}")
        with self.errors_told():
            document = report_document(Store(self.store.root), Wish(experiment))
            self.post_message(self.Reported(experiment, document))

    def on_report_control_reported(self, event: Reported) -> None:
        from tui.actions.exporting import file_name
        from tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen(event.document, Path(file_name(event.experiment, "report"))))
