from trainer.data.names import in_order, made_unique


def test_numbers_are_ordered_by_value_and_words_by_the_alphabet() -> None:
    assert in_order(["10", "9", "-1", "9"]) == ("-1", "9", "10")
    assert in_order(["10", "9", "x"]) == ("10", "9", "x")


def test_names_that_occur_twice_get_their_place_added() -> None:
    assert made_unique(["crane", "owl", "crane"]) == ("crane (0)", "owl", "crane (2)")
