"""Reports of experiments, made in a thread and handed to the export."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from tui.screens.control import RunControl

if TYPE_CHECKING:
    from store.compare.table import Document
    from tui.screens.making import Making


class ReportControl(RunControl):
    """Writes the report of an experiment."""

    class Reported(Message):
        """A report has been made, or could not be."""

        def __init__(self, experiment: str, document: "Document | None", making: "Making") -> None:
            super().__init__()
            self.experiment, self.document, self.making = experiment, document, making

    def make_report(self, experiment: str) -> None:
        """Make the report of an experiment and show it; plug-ins run as far as they were trusted."""
        self._read_all(experiment, self.begin_making(f"Making the report of {experiment}"))

    @work(thread=True, exclusive=True, group="report")
    def _read_all(self, experiment: str, making: "Making") -> None:
        from store.store import Store
        from tui.reporting.findings import Wish
        from tui.reporting.report import report_document

        document = None
        with self.errors_told():
            document = report_document(Store(self.store.root), Wish(experiment))
        self.post_message(self.Reported(experiment, document, making))

    def on_report_control_reported(self, event: Reported) -> None:
        from tui.actions.exporting import file_name
        from tui.screens.export import ExportScreen

        if self.end_making(event.making) and event.document is not None:
            self.app.push_screen(ExportScreen(event.document, Path(file_name(event.experiment, "report"))))
