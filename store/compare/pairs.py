"""Which way two groups of seeds are compared: seed by seed, or mean by mean."""

from collections.abc import Mapping


def paired_values(baseline: Mapping[int, float], tuned: Mapping[int, float]) -> list[tuple[float, float]]:
    """Return the values of common seeds in pairs; none where so few are common that means are compared."""
    common = sorted(baseline.keys() & tuned.keys())
    if len(common) > 1 or (common and min(len(baseline), len(tuned)) == 1):
        return [(baseline[seed], tuned[seed]) for seed in common]
    return []
