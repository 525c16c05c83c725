"""Data sources: one class each. Reading gives arrays and file names; torch only inside methods, for its own sets."""
