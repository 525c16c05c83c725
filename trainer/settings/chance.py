"""Streams of chance: every use of randomness has a seed of its own."""

from hashlib import blake2b


def derive(seed: int, name: str, epoch: int = 0, step: int = 0) -> int:
    """Return a 63-bit seed for one use of chance, independent of every other (seed, name, epoch, step).

    Nothing is drawn from a shared generator, so switching a method on shifts nobody else's draws,
    and a run resumed in mid-epoch needs no saved generator.
    """
    text = f"{seed}/{name}/{epoch}/{step}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1
