from store.errors import did_you_mean


def test_a_near_word_is_suggested_and_a_far_one_is_not() -> None:
    assert did_you_mean("dropuot", ["dropout", "mixup"]) == " (did you mean 'dropout'?)"
    assert did_you_mean("zzz", ["dropout"]) == ""
    assert did_you_mean("x" * 10_000, ["dropout"]) == ""
