"""Curves over training: means and bands over seeds, smoothed, on a plain or a log axis, by epochs or by time."""
