"""What holds for all tests: none reads or writes what the app keeps for the person who runs them."""

from collections.abc import Iterator

import pytest

from tui.keeping.statefile import FOLDER


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(tmp_path_factory.mktemp("state")))
        yield
