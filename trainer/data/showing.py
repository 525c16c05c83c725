"""Shows examples of a run as they are in the data, before anything was done to them: a process that is asked by lines.

Started as `python -P -m trainer examples FOLDER SPLIT`. It reads the data once, says `{"kind": …, "count": …}` or
`{"problem": …}`, and answers each line `{"example": 3, "box": [40, 36]}` with a line. It ends when its input does.
"""

import json
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TextIO

from store.errors import StoreError, sentence
from store.predictions import read_predictions
from store.run import CODE, Run
from trainer.data.assemble import assemble
from trainer.data.base import chosen_source
from trainer.data.examples import DataError
from trainer.data.fingerprint import DATA_CHANGED, has_changed
from trainer.data.pictures import decode, form_of
from trainer.plan.plugins import load_plugins
from trainer.settings.problems import PlanError

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from trainer.data.examples import Assembled, Examples

TOLD = (StoreError, PlanError, DataError, OSError)
"""What says by itself what a person can mend; other people's sources may raise anything."""
Answer = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """What belongs to the values of a table: the names of their columns, means and deviations (F,) in training."""

    columns: tuple[str, ...]
    mean: "np.ndarray"
    deviation: "np.ndarray"

    def told(self, row: "np.ndarray") -> Answer:
        """Return the values of a row, and how far they lie from the mean."""
        return {"values": row.tolist(), "deviations": ((row - self.mean) / self.deviation).tolist()}


@dataclass(frozen=True)
class Shelf:
    """The examples of one split, in the order of the run's predictions: rows of a table, or pictures."""

    examples: "Examples"
    rows: Rows | None = None

    def facts(self) -> Answer:
        """Return what is known before an example is asked for."""
        kind, columns = ("features", self.rows.columns) if self.rows else ("images", ())
        return {"kind": kind, "count": len(self.examples), "columns": list(columns)}

    def answer(self, request: Answer) -> Answer:
        """Return an example: a picture that fits a box, or whole as PNG without one; or the values of a row."""
        place = int(request["example"])
        about = {"example": place, "from": self.examples.origin(place)}
        try:
            return about | self._content(place, request.get("box"))
        except TOLD as error:
            return about | {"problem": sentence(error)}

    def _content(self, place: int, box: tuple[int, int] | None) -> Answer:
        if self.rows is None:
            return _picture(self.examples, place, box)
        import numpy as np

        return self.rows.told(np.asarray(self.examples.inputs[place], dtype=np.float64))


def read_shelf(run: Run, split: str) -> Shelf:
    """Read the examples that a run was measured on, or raise one of `TOLD`: also where they are others by now."""
    record = run.whole_record()
    load_plugins(record, run.folder.parent / CODE)
    config = record["config"]
    data = chosen_source(config["data"])
    source = chosen_source(config["source"], "source") if config.get("source") else None
    if has_changed(record.get("data_fingerprint"), data, source):
        raise DataError(f"{DATA_CHANGED}, so its examples cannot be shown")
    wanted = source if split == "source" else data
    if wanted is None:
        raise DataError("the run has no source task")
    assembled = assemble(wanted)
    examples = assembled.validation if split == "val" else assembled.test
    _require_same(examples, run, split)
    return Shelf(examples, _rows(assembled) if assembled.kind == "features" else None)


def _require_same(examples: "Examples", run: Run, split: str) -> None:
    """Raise a `DataError` where labels are not those beside the predictions: pictures would go to the wrong answers."""
    import numpy as np

    kept = read_predictions(run, split)
    if kept is None:
        raise DataError(f"{run.id}: keeps no predictions of {split} examples")
    if not np.array_equal(kept.labels, examples.labels):
        raise DataError(f"the {split} examples of the data are not those of the run any more, so they cannot be shown")


def _rows(assembled: "Assembled") -> Rows:
    """Return what belongs to rows; the deviation of a column that never changes is 1."""
    import numpy as np

    rows = np.concatenate([np.asarray(part.inputs, dtype=np.float64) for part in assembled.train])
    deviation = rows.std(0)
    columns = assembled.columns or tuple(f"feature {place}" for place in range(rows.shape[1]))
    return Rows(columns, rows.mean(0), np.where(deviation > 0, deviation, 1.0))


def _picture(examples: "Examples", place: int, box: tuple[int, int] | None) -> Answer:
    image = _image(examples, place)
    if box is None:
        content = BytesIO()
        image.save(content, "PNG")
        return {"png": b64encode(content.getvalue()).decode()}
    shown = fitted(image, box)
    channels = len(shown.getbands())
    pixels = b64encode(shown.tobytes()).decode()
    size = {"width": shown.width, "height": shown.height, "own_size": [image.width, image.height]}
    return {**size, "channels": channels, "pixels": pixels}


def _image(examples: "Examples", place: int) -> "Image":
    """Return a picture as the data have it, grey or in colours."""
    from PIL import Image

    inputs = examples.inputs
    pixels = decode(inputs[place], form_of(inputs[place])[0]) if isinstance(inputs, list) else inputs[place]
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


def fitted(image: "Image", box: tuple[int, int]) -> "Image":
    """Return a picture as large as a box (width, height) lets it be, undistorted: shrunk, or each pixel a square."""
    from PIL.Image import Resampling

    share = min(box[0] / image.width, box[1] / image.height)
    if share >= 1:
        return image.resize((image.width * int(share), image.height * int(share)), Resampling.NEAREST)
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image.resize(size, Resampling.BOX)


def main(arguments: list[str]) -> int:
    """Answer until the input ends."""
    folder, split = arguments
    answers = _own_output()
    requests = _requests()
    try:
        shelf = read_shelf(Run(Path(folder)), split)
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits is to hear of it
        text = sentence(error) if isinstance(error, TOLD) else f"{type(error).__name__}: {error}"
        _say(answers, {"problem": text})
        return 2
    _say(answers, shelf.facts())
    for request in requests:
        _say(answers, shelf.answer(request))
    return 0


def _own_output() -> TextIO:
    """Return the output for answers alone; what anybody prints goes to stderr instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return answers


def _requests() -> Iterator[Answer]:
    """Yield what is asked; a thread listens, so that the end of the input ends a process that still reads data, too."""
    asked: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            asked.put(line)
        os._exit(0)

    Thread(target=listen, daemon=True).start()
    while True:
        yield json.loads(asked.get())


def _say(answers: TextIO, answer: Answer) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
