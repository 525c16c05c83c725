"""Data sources: one class each. Reading gives arrays and file names; nothing here needs torch."""
