"""Runs as TensorBoard's event files, read and written by its own library (the extra `tensorboard`)."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun, Point
from store.exchange.records import record_of, run_of_record
from store.foreign import usable_name

EVENTS = "*tfevents*"
OURS = "backslide/run"
"""The tag of a text in which an exported run says all that TensorBoard has no place for."""
NO_LIBRARY = "to read and write TensorBoard's files takes its library: `pip install tensorboard`"


class Told:
    """What the event files of a folder say."""

    def __init__(self) -> None:
        self.scalars: dict[int, dict[str, float]] = defaultdict(dict)
        self.times: dict[int, float] = {}
        self.settings: dict[str, Any] = {}
        self.final: dict[str, float] = {}
        self.began = 0.0
        self.ours: dict[str, Any] = {}


def read(path: Path) -> list[ForeignRun]:
    """Return the runs below a folder: each folder with event files is one, as TensorBoard has it.

    What `SummaryWriter.add_hparams` puts into a folder of its own within a run's belongs to that run.
    """
    root = path if path.is_dir() else path.parent
    told: dict[Path, Told] = {}
    for file in sorted(path.rglob(EVENTS)) if path.is_dir() else [path]:
        _take(file, told.setdefault(file.parent, Told()))
    for folder in [one for one in told if one.parent in told and told[one].settings and len(told[one].scalars) < 2]:
        found = told.pop(folder)
        told[folder.parent].settings |= found.settings
        told[folder.parent].final |= {
            name: value for values in found.scalars.values() for name, value in values.items()
        }
    return [_run(folder, root, found) for folder, found in told.items()]


def write(runs: Sequence[ForeignRun], folder: Path) -> None:
    """Write runs into a new folder, a folder `experiment/variant/seed-id` each; figures keep all their digits."""
    for run in runs:
        _write(run, folder / usable_name(run.experiment) / usable_name(run.variant) / f"{run.seed}-{run.key}")


def _take(file: Path, told: Told) -> None:
    try:
        from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
        from tensorboard.plugins.hparams.metadata import parse_session_start_info_plugin_data
        from tensorboard.util import tensor_util
    except ImportError:
        raise StoreError(NO_LIBRARY) from None

    for event in EventFileLoader(str(file)).Load():
        for value in event.summary.value:
            plugin = value.metadata.plugin_data
            if value.tag == OURS:
                told.ours = orjson.loads(tensor_util.make_ndarray(value.tensor).item())
            elif plugin.plugin_name == "scalars":
                told.scalars[event.step][value.tag] = float(tensor_util.make_ndarray(value.tensor))
                told.times[event.step] = event.wall_time
            elif value.tag.endswith("session_start_info"):
                found = parse_session_start_info_plugin_data(plugin.content)
                told.settings |= {name: getattr(one, one.WhichOneof("kind")) for name, one in found.hparams.items()}
                told.began = found.start_time_secs


def _run(folder: Path, root: Path, told: Told) -> ForeignRun:
    points = [Point(step, told.times[step], told.scalars[step]) for step in sorted(told.scalars)]
    if told.ours:
        return run_of_record(told.ours, root)._replace(points=points, source=str(folder))
    named = folder.relative_to(root).as_posix()
    times = [point.time for point in points if point.time is not None]
    return ForeignRun(
        key=str(folder.resolve()),
        source=str(folder),
        experiment=root.resolve().name,
        called=named if named != "." else root.resolve().name,
        measured={"last": told.final} if told.final else {},
        settings=told.settings,
        points=points,
        created=told.began or min(times, default=folder.stat().st_mtime),
        ended=max(times, default=None),
    )


def _write(run: ForeignRun, folder: Path) -> None:
    try:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.plugins.hparams.summary_v2 import hparams_pb
        from tensorboard.plugins.text.summary_v2 import text_pb
        from tensorboard.summary.writer.event_file_writer import EventFileWriter
    except ImportError:
        raise StoreError(NO_LIBRARY) from None

    writer = EventFileWriter(str(folder))
    record = orjson.dumps(record_of(run)).decode()
    writer.add_event(Event(wall_time=run.created, summary=text_pb(OURS, record)))
    settings = {path: value for path, value in run.settings.items() if isinstance(value, bool | int | float | str)}
    writer.add_event(Event(wall_time=run.created, summary=hparams_pb(settings, start_time_secs=run.created)))
    for point in run.points:
        writer.add_event(_scalars(point, run.created))
    writer.close()


def _scalars(point: Point, created: float) -> Any:
    from numpy import float64
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.scalar.metadata import create_summary_metadata
    from tensorboard.util.tensor_util import make_tensor_proto

    values = [
        Summary.Value(tag=name, tensor=make_tensor_proto(float64(value)), metadata=create_summary_metadata("", ""))
        for name, value in point.metrics.items()
    ]
    when = created if point.time is None else point.time
    return Event(step=point.step, wall_time=when, summary=Summary(value=values))
