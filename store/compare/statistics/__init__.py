"""Statistics over seeds, in plain Python: importing scipy takes longer than a whole diff."""
