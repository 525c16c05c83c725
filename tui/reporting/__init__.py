"""The report of an experiment: its sections, and how it is written."""
