"""Comparing runs: settings that differ, groups over seeds, statistics, tables and their exports."""
