"""Settings that name a figure of the validation set."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import no_info_after_validator_function

from trainer.metrics.base import known

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


def choices() -> list[str]:
    """Return the names of what is measured on the validation set after each epoch."""
    return [f"val.{metric.component_name}" for metric in known()]


class _Choice:
    """Lets a text be one of the choices; they are asked for when one is read, not when the setting is declared."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return no_info_after_validator_function(_checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        return {"enum": choices(), **handler(schema)}


def _checked(name: str) -> str:
    if name not in choices():
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, choices()))})
    return name


ValidationFigure = Annotated[str, _Choice()]
