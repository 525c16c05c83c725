from store.visible import visible


def test_control_and_direction_characters_are_shown_not_sent() -> None:
    assert visible("a\x1b[2Jb\n\u202ec") == "a\\x1b[2Jb\\n\\u202ec"
    assert visible("grün \u202e \udce9") == "grün \\u202e \\udce9"
