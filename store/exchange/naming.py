"""Names for what other trackers have under none, or another: variants, seeds, metrics."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import orjson

from store.exchange.foreign_run import ForeignRun, Point

SEEDS = ("seed", "random_seed", "training.seed")
SPLITS = {"train": "train", "training": "train", "test": "test", "eval": "val"} | dict.fromkeys(
    ("val", "valid", "validation"), "val"
)
SPLIT = re.compile(rf"({'|'.join(sorted(SPLITS, key=len, reverse=True))})[./_-](.+)", re.IGNORECASE)


def in_groups(runs: Iterable[ForeignRun]) -> Iterator[ForeignRun]:
    """Yield runs with variants and seeds: of those without a variant, equal settings are one, called as its first run.

    A setting that is called `seed` is the seed, and no setting; who has none is numbered within the variant.
    """
    variants: dict[tuple[str, bytes], str] = {}
    seeds: dict[tuple[str, str], Iterator[int]] = {}
    for run in map(_with_seed, runs):
        settings = orjson.dumps(dict(run.settings), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
        variant = run.variant or variants.setdefault((run.experiment, settings), run.called or "baseline")
        numbers = seeds.setdefault((run.experiment, variant), count())
        yield _with_names(run)._replace(variant=variant, seed=next(numbers) if run.seed is None else run.seed)


def _with_seed(run: ForeignRun) -> ForeignRun:
    found = next((name for name in SEEDS if _is_whole(run.settings.get(name))), "")
    if run.seed is not None or not found:
        return run
    rest = {name: value for name, value in run.settings.items() if name != found}
    return run._replace(seed=int(run.settings[found]), settings=rest)


def _is_whole(value: Any) -> bool:
    return type(value) in {int, float} and float(value).is_integer()


def _with_names(run: ForeignRun) -> ForeignRun:
    names = metric_names(dict.fromkeys(name for point in run.points for name in point.metrics))
    points = [
        Point(point.step, point.time, {names[name]: point.metrics[name] for name in point.metrics})
        for point in run.points
    ]
    return run._replace(points=points, names=names)


def metric_names(names: Iterable[str]) -> Mapping[str, str]:
    """Return what metrics are called here: `val/acc` and `valid_acc` are `val.accuracy`; two never get one name."""
    known, found = list(names), dict[str, str]()
    for name in known:
        called = _called(name)
        found[name] = name if called in found.values() or (called in known and called != name) else called
    return found


def _called(name: str) -> str:
    parts = SPLIT.fullmatch(name)
    if not parts:
        return name.replace("/", ".")
    metric = parts[2].replace("/", ".")
    return f"{SPLITS[parts[1].lower()]}.{'accuracy' if metric.lower() == 'acc' else metric}"
