"""Which way two groups of seeds are compared: seed by seed, or mean by mean."""

from collections.abc import Collection


def paired_seeds(baseline: Collection[int], tuned: Collection[int]) -> list[int]:
    """Return the common seeds that are compared one by one; none where so few are common that means are compared."""
    common = sorted(set(baseline) & set(tuned))
    return common if len(common) > 1 or min(len(baseline), len(tuned)) == 1 else []
