"""Labels of one or two letters, for as many places as there are."""

LETTERS = "fjdkslaghrueiwoqptyvmcnxbz"
"""The ones that fingers rest on come first."""
MOST = len(LETTERS) ** 2


def labels(number: int) -> list[str]:
    """Return that many labels, none the beginning of another: single letters first, then pairs of what is left."""
    number = min(number, MOST)
    singles = len(LETTERS)
    while singles + (len(LETTERS) - singles) * len(LETTERS) < number:
        singles -= 1
    pairs = [first + second for first in LETTERS[singles:] for second in LETTERS]
    return [*LETTERS[:singles], *pairs][:number]
