"""Augmentation policies: operations on pictures of 256 levels, spaces of them, and how steps are drawn from these."""
