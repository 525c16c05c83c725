"""How a variant is called that somebody made of another by changing settings."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from store.compare.catalogue import REGULARIZERS
from store.compare.numbers import shown_setting

LONGEST = 64
_PLAIN = re.compile(r"[\w.+-]{1,24}", re.ASCII)
"""Values that may stand in a name as they are: in others there may be what parts names."""


def called(variant: str, paths: Sequence[str], after: Mapping[str, Any], config_hash: str) -> str:
    """Return a name such as `tuned+optimizer.lr=0.01-mixup`; `after` are the settings by path, as they are now.

    Where that would be too long, or a value is no word, the beginning of the configuration's hash stands instead.
    """
    mark = config_hash[:6]
    name = variant + "".join(_word(path, after, mark) for path in dict.fromkeys(paths))
    return name if len(name) <= LONGEST else f"{variant[: LONGEST - len(mark) - 1]}+{mark}"


def _word(path: str, after: Mapping[str, Any], mark: str) -> str:
    name = path.removeprefix(f"{REGULARIZERS}.")
    if path in after and after[path] != {}:
        value = shown_setting(after[path])
        return f"+{name}={value}" if _PLAIN.fullmatch(value) else f"+{name}~{mark}"
    is_there = any(other == path or other.startswith(f"{path}.") for other in after)
    return f"+{name}" if is_there else f"-{name}"
