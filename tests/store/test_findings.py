from store.findings import first


def test_of_many_names_the_first_are_told() -> None:
    assert first([1, 2]) == "1, 2"
    assert first(["a", "b", "c", "d"]) == "a, b, c …"
