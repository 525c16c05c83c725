"""Comparison of runs: groups over seeds, differences of settings, statistics, and the tables that show them."""
