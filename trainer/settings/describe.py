"""What the form, the diff, the schema and the reference page know of a setting, derived from its declaration."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic_core import PydanticUndefined

from trainer.settings.base import Settings
from trainer.settings.reading import nested_families

_BOUNDS = {"exclusiveMinimum": "> {}", "minimum": "≥ {}", "exclusiveMaximum": "< {}", "maximum": "≤ {}"}
_LENGTHS = {"minItems": "at least {} entries", "maxItems": "at most {} entries", "minLength": "not empty"}
_TYPES = {"number": "float", "integer": "int", "boolean": "bool", "string": "str", "object": "table"}


@dataclass(frozen=True)
class SettingInfo:
    """One setting. `path` is dotted; `type` is one of int, float, bool, str, path, table, or `list of` one of them.

    `bounds` is text, empty where there are none; `choices` are the only values allowed, where they can be counted.
    """

    path: str
    group: str
    unit: str
    default: Any
    help: str
    type: str
    bounds: str
    choices: tuple[Any, ...] = ()
    required: bool = False


def describe(model: type[Settings], place: str, group: str) -> list[SettingInfo]:
    """Return every setting of a model, in the order of declaration, under the dotted path `place`."""
    schemas = field_schemas(model)
    return [
        _describe_field(model, name, schemas[name], f"{place}.{name}".lstrip("."), group) for name in model.model_fields
    ]


@cache
def field_schemas(model: type[Settings]) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every field by name; a nested component is just a table."""
    schemas: dict[str, dict[str, Any]] = dict(model.model_json_schema().get("properties", {}))
    for name in nested_families(model):
        schemas[name] = {"type": "object", "description": model.model_fields[name].description or ""}
    return schemas


def value_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a field's schema that is about a given value: without the `null` of an optional one."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    return options[0] if len(options) == 1 else schema


def _describe_field(model: type[Settings], name: str, schema: dict[str, Any], path: str, group: str) -> SettingInfo:
    field, value = model.model_fields[name], value_schema(schema)
    default = None if field.default is PydanticUndefined else field.default
    return SettingInfo(
        path=path,
        group=group,
        unit=str(schema.get("unit", "")),
        default=list(default) if isinstance(default, tuple) else default,
        help=field.description or "",
        type=_type(value),
        bounds=_bounds(value),
        choices=tuple(value.get("enum", [value["const"]] if "const" in value else ())),
        required=field.is_required(),
    )


def _type(value: dict[str, Any]) -> str:
    if value.get("anyOf"):
        return " or ".join(dict.fromkeys(_type(option) for option in value["anyOf"] if option.get("type") != "null"))
    if value.get("type") == "array":
        return f"list of {_type(value.get('items', {}))}"
    if value.get("format") == "path":
        return "path"
    return _TYPES.get(str(value.get("type")), "any")


def _bounds(value: dict[str, Any]) -> str:
    """Return bounds as text, such as `> 0 and < 1`; the alternatives of a type are joined by `or`."""
    if value.get("anyOf"):
        return " or ".join(filter(None, map(_bounds, value["anyOf"])))
    bounds = [text.format(f"{value[key]:,.10g}") for key, text in (_BOUNDS | _LENGTHS).items() if key in value]
    bounds = [text.removesuffix("1 entries") + "1 entry" if text.endswith(" 1 entries") else text for text in bounds]
    each = _each(value["items"]) if "items" in value else ""
    return " and ".join([*bounds, f"each {each}"] if each else bounds)


def _each(items: dict[str, Any]) -> str:
    """Return what each entry of a list may be."""
    return f"one of {', '.join(map(str, items['enum']))}" if "enum" in items else _bounds(items)
