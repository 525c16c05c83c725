"""What an earlier configuration of a variant is called, and what its runs are recorded as."""

from collections.abc import Mapping

from store.names import PROBE


def is_earlier(name: str) -> bool:
    """Say whether a name is that of an earlier configuration: `tuned@a1b2c3`."""
    return "@" in name and not name.startswith(PROBE)


def own_variant(name: str) -> str:
    """Return the variant that the runs of a name were queued as, first of all."""
    return name.removeprefix(PROBE).partition("@")[0] if "@" in name else name


def more_of(name: str) -> str:
    """Return the variant that more runs of a name are queued as.

    Those of an earlier configuration are called as trials are: else they would make it the variant's newest again.
    """
    return f"{PROBE}{name}" if is_earlier(name) else name


def name_of(variant: str, config_hash: str, hashes: Mapping[str, str]) -> str:
    """Return the name of `hashes` by which a run goes that is recorded as a variant: that itself, or an earlier one."""
    for name, own in hashes.items():
        if is_earlier(name) and own == config_hash and variant in (own_variant(name), more_of(name)):
            return name
    return variant
