from store.compare.example_words import complete_examples


def offered(text: str, *, asked: bool = False) -> list[str]:
    return [one.text for one in complete_examples(text, len(text), ("cat", "hot dog"), asked=asked)]


def test_fields_and_classes_are_offered_by_their_beginnings() -> None:
    assert offered("c") == ["class:", "cat"]
    assert offered("class:") == ["cat", '"hot dog"']
    assert offered("said:d") == ['"hot dog"']
    assert offered("before:cat") == []
    assert offered("") == []
    assert offered("cat ", asked=True) == ["class:", "said:", "before:", "cat", '"hot dog"']
    assert offered("class>") == []
