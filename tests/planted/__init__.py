"""Runs that are made to decline, each in a way that is known."""
