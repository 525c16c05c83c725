"""Tests of what its namesake in trainer/diagnose does."""
