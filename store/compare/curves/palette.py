"""The colours of curves: Okabe and Ito's palette (2008), told apart with any colour vision."""

ON_DARK = ("#56b4e9", "#e69f00", "#2fbf8f", "#d98cb8", "#e6db4a", "#f07f45")
ON_LIGHT = ("#0072b2", "#a86400", "#00785a", "#a3497e", "#6f6a00", "#b34700")
"""Darker, for contrast with white."""
SERIES = len(ON_LIGHT)
"""How many curves have a colour of their own."""
