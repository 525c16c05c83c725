"""Curves and pictures drawn with characters: plain functions from numbers to text."""
