"""The panes of the screen of a run: each shows a part of it."""
