"""The base of every declaration: a frozen model whose fields are settings."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Frozen, strict about names, and silent about nothing: an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True, defer_build=True)


def setting(default: Any, description: str, *, unit: str = "", **bounds: Any) -> Any:
    """Declare one setting: its default, what it does, its unit, and pydantic's bounds (ge, gt, le, lt, …).

    Everything else, from the form in the app to the reference page, is derived from this call.
    """
    return Field(default, description=description, json_schema_extra={"unit": unit}, **bounds)
