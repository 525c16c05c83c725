"""The tour names the keys that are in force, and is short."""

import re

from tui.actions.table import shortest_keys
from tui.actions.tour import PAGES, pages


def test_it_is_read_in_a_minute() -> None:
    words = sum(len(page.text.split()) for page in PAGES)
    assert len(PAGES) == 5
    assert words < 230


def test_every_action_that_it_names_has_its_key() -> None:
    assert not [page for page in pages(shortest_keys({})) if re.search(r"[{}]", page.text)]


def test_a_keymap_is_followed() -> None:
    first = pages(shortest_keys({"runs.launch": "L,ctrl+l"}))[0]
    assert "[L] launches an experiment file" in first.text
