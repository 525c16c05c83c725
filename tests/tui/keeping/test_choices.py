"""What is chosen in the app is there at its next start."""

from tui.keeping.choices import chosen_theme, read_choices, remember
from tui.keeping.folder import state_folder


def test_choices_stay_beside_each_other() -> None:
    remember(theme="light")
    remember(other=1)
    found = read_choices()
    assert (found["theme"], found["other"]) == ("light", 1)


def test_what_cannot_be_read_is_nothing_and_is_mended_by_the_next_choice() -> None:
    file = state_folder() / "choices.json"
    file.write_text("{")
    assert read_choices() == {}
    remember(theme="light")
    assert read_choices() == {"theme": "light"}


def test_the_theme_chosen_last_holds_until_the_settings_file_says_something_else() -> None:
    chosen = {"theme": "light", "over": "dark"}
    assert chosen_theme("dark", chosen) == "light"
    assert chosen_theme("light", {"theme": "dark", "over": "dark"}) == "light"
    assert chosen_theme("dark", {}) == "dark"
    assert chosen_theme("dark", {"theme": ["x"], "over": "dark"}) == "dark"
