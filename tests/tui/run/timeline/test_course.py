"""Events as stretches and single ones."""

from pathlib import Path

import orjson

from store.events import EventWriter
from tui.run.timeline.course import Course, Stretch


def counts(course: Course) -> list[object]:
    return [part.counts if isinstance(part, Stretch) else part["kind"] for part in course.parts]


def test_what_comes_often_is_counted_between_what_does_not(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    course = Course(path)
    course.read()
    assert not course.parts, "there is no file yet"
    with EventWriter(path) as writer:
        writer.write("started", pid=1)
        for epoch in (1, 2, 3):
            writer.write("progress", epoch=epoch, step=1, steps=2, loss=0.5)
            writer.write("epoch", epoch=epoch, metrics={"val.loss": 1.0})
            writer.write("checkpoint", epoch=epoch, what="last")
        writer.write("warning", setting="epoch", text='"kind":"epoch"')
        writer.write("epoch", epoch=4, metrics={})
        course.read()
        assert counts(course) == ["started", {"progress": 3, "epoch": 3, "checkpoint": 3}, "warning", {"epoch": 1}]
        stretch = course.parts[1]
        assert isinstance(stretch, Stretch)
        assert (stretch.first("epoch") or {})["epoch"] == 1
        assert (stretch.last("epoch") or {})["epoch"] == 3
        writer.write("epoch", epoch=5, metrics={})
        course.read()
        course.read()
        assert counts(course)[-1] == {"epoch": 2}, "a stretch goes on"


def test_lines_that_are_no_events_or_not_whole_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(
        b'garbled\n{"no": "kind"}\n\xff\xfe\n{"kind": "epoch", "t": 3, "epoch": 1}\n{"t": 4, "kind": "star'
    )
    course = Course(path)
    course.read()
    assert counts(course) == [{"epoch": 1}], "a line that begins otherwise is understood, too"
    with path.open("ab") as file:
        file.write(b'ted"}\n')
    course.read()
    assert counts(course) == [{"epoch": 1}, "started"]


def test_of_many_epochs_no_more_is_kept_than_of_two(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    lines = [orjson.dumps({"t": 1.5 * epoch, "kind": "epoch", "epoch": epoch}) for epoch in range(1, 100_001)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    course = Course(path)
    course.read()
    assert counts(course) == [{"epoch": 100_000}]
