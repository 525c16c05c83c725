"""The ways in which it can be found out what changes did."""

from enum import StrEnum


class Method(StrEnum):
    """How it is found out what the changes do."""

    BISECT = "bisect"
    PUT_BACK = "put-back"
    SHAPLEY = "shapley"
