"""How fast a model answers bears on no method: it is measured as briefly as can be."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def hasty_stopwatch() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.engine.speed.WARM_UP", 0)
        patch.setattr("trainer.engine.speed.REPEATS", 1)
        yield
