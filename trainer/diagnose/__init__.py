"""Why a run got worse, and what brings it back: signatures, bisection, remedies."""
