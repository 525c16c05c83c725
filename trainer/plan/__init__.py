"""From an experiment file to the runs to do."""
