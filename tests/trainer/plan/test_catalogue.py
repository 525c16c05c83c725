from trainer.plan.catalogue import catalogue, catalogue_of

CONFIG = {
    "data": {"name": "digits"},
    "network": {"name": "mlp"},
    "training": {},
    "regularizers": {"mixup": {"alpha": 0.2}, "of_a_plug_in": {"rate": 1.0}},
}


def test_the_catalogue_of_some_configurations_tells_of_what_they_use_in_the_same_words_and_order() -> None:
    used = {info.path: info for info in catalogue_of([CONFIG])}
    whole = {info.path: info for info in catalogue()}
    assert {"data.split_seed", "network.start", "training.epochs", "regularizers.mixup.alpha"} <= used.keys()
    assert used == {path: whole[path] for path in used}
    assert list(used) == [path for path in whole if path in used]
    assert not any(path.startswith(("regularizers.dropout", "regularizers.of_a_plug_in")) for path in used)


def test_methods_of_every_configuration_are_told() -> None:
    both = {info.path for info in catalogue_of([CONFIG, {"regularizers": {"dropout": {}}}])}
    assert {"regularizers.mixup.alpha", "regularizers.dropout.rate"} <= both
