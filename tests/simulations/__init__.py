"""Worlds whose truth is known, in which what backslide says of chance is counted."""
