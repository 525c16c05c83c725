"""Finding what did it."""
