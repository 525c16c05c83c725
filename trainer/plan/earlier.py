"""What an earlier configuration of a variant is called, and what its runs are recorded as."""

import re
from collections.abc import Iterable, Mapping

from store.names import PROBE
from trainer.settings.references import variant_of

EARLIER = re.compile(f"{re.escape(PROBE)}?(?P<variant>[^@]+)@[0-9a-f]+")


def is_earlier(name: str) -> bool:
    """Say whether a name is that of an earlier configuration: `tuned@a1b2c3`."""
    return "@" in name and not name.startswith(PROBE)


def own_variant(name: str) -> str:
    """Return the variant that the runs of an earlier configuration, or more of them, were queued as first of all."""
    found = EARLIER.fullmatch(name)
    return found["variant"] if found else name


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


def as_in_files(references: Iterable[str]) -> dict[str, str]:
    """Return what references are called in files: to a variant, whatever configuration of it was meant.

    Where that would call two the same, each keeps its name.
    """
    called = {name: name for name in references}
    for name in called:
        if (variant := variant_of(name)) is not None:
            called[name] = f"{name.partition(':')[0]}:{own_variant(variant)}"
    return called if len(set(called.values())) == len(called) else {name: name for name in called}
