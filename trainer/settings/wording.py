"""Pydantic's findings in the words of a person who wrote the file."""

from typing import TYPE_CHECKING, Any

from store.errors import did_you_mean
from trainer.settings.problems import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from trainer.settings.base import Settings

_RULES = {
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "finite_number": "must be a finite number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a whole number of at most 18 digits",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "string_type": "must be a text in quotes",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "list_type": "must be a list in brackets",
    "tuple_type": "must be a list in brackets",
    "dict_type": "must be a table",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "literal_error": "must be one of {expected}",
}


def reword(error: "ErrorDetails") -> str:
    """Return what is wrong and what would be right, without the value."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        context = {"expected": str(context.get("expected", "")).replace(" or ", ", ").replace("'", '"')}
    if kind in _RULES:
        text = _RULES[kind].format(**{name: _plain(bound) for name, bound in context.items()})
        return text.replace(" 1 entries", " 1 entry")
    return error["msg"].removeprefix("Value error, ")


def describe_error(error: "ErrorDetails", model: type["Settings"], owner: str) -> str:
    """Return the sentence about one finding, with the value that was given."""
    if error["type"] == "extra_forbidden":
        name, known = str(error["loc"][-1]), _entries(model)
        has = f"it has {', '.join(known)}" if known else "it has none"
        return f"is no setting of {owner}{did_you_mean(name, known) or f'; {has}'}"
    if error["type"] == "missing":
        return f"is missing, and {owner} needs it. {_description(error, model)}".rstrip()
    if error["type"] == "string_pattern_mismatch":
        return f"{shown(error['input'])} is not of the right form. {_description(error, model)}".rstrip()
    if error["type"] == "value_error":
        return reword(error)
    near = _near_choice(error)
    return f"{reword(error)}, not {shown(error['input'])}{near}"


def _entries(model: type["Settings"]) -> list[str]:
    """Return what a table may hold: the settings, and the name where a component is chosen by one."""
    chosen = getattr(model, "family", "") not in ("", "regularizer")
    return list(dict.fromkeys([*(["name"] if chosen else []), *model.model_fields]))


def _plain(bound: Any) -> Any:
    return f"{bound:g}" if isinstance(bound, float) else bound


def _description(error: "ErrorDetails", model: type["Settings"]) -> str:
    field = model.model_fields.get(str(error["loc"][0])) if error["loc"] else None
    return (field.description or "") if field else ""


def _near_choice(error: "ErrorDetails") -> str:
    if error["type"] != "literal_error" or not isinstance(error["input"], str):
        return ""
    words: Any = str(error.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(", ")
    return did_you_mean(error["input"], [word.strip("'") for word in words])
