from store.visible import visible


def test_control_and_direction_characters_are_shown_not_sent() -> None:
    assert visible("a\x1b[2Jb\n\u202ec") == "a\\x1b[2Jb\\n\\u202ec"
    assert visible("grün \u202e \udce9") == "grün \\u202e \\udce9"


def test_marks_that_are_heaped_on_a_letter_are_shown_beside_it_but_for_the_first_few() -> None:
    assert visible("z" + "\u0301" * 6) == "z" + "\u0301" * 4 + "\\u0301\\u0301"
    assert visible("Vie\u0323\u0302t") == "Vie\u0323\u0302t"
