import pytest

from store.compare.catalogue import flatten, method_of


def test_settings_are_flattened_and_a_bare_method_stays() -> None:
    config = {"a": {"b": {"c": 1}, "d": [1]}, "regularizers": {"flip": {}}}
    assert flatten(config) == {"a.b.c": 1, "a.d": [1], "regularizers.flip": {}}
    assert flatten({"a": {"b": 1}, "regularizers": {}}) == {"a.b": 1}


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("regularizers.mixup.alpha", "mixup"),
        ("regularizers.flip", "flip"),
        ("regularizers", ""),
        ("training.epochs", ""),
    ],
)
def test_a_path_knows_its_method(path: str, method: str) -> None:
    assert method_of(path) == method
