"""Words with a star in them."""

import re
from functools import lru_cache


@lru_cache(maxsize=64)
def pattern(word: str) -> re.Pattern[str]:
    """Return what matches a word in which `*` stands for any text, and everything else for itself."""
    return re.compile(".*".join(map(re.escape, word.split("*"))), re.DOTALL)
