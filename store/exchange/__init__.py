"""Runs from and to other trackers. A format is a module that reads runs of a path, and may write them to a new one."""
