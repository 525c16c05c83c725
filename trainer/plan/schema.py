"""The JSON Schema of an experiment file, with which an editor completes and checks one."""

from inspect import getdoc
from typing import Any

from trainer.plan.catalogue import methods_by_group, names_of
from trainer.plan.form import VARIANT_NAME, ExperimentForm, VariantForm
from trainer.plan.merging import OPTIONAL
from trainer.plan.parse import FAMILIES
from trainer.plan.sections.training import Training
from trainer.settings.base import Settings
from trainer.settings.component import ANY, Component, members
from trainer.settings.describe import field_schemas, value_schema
from trainer.settings.reading import nested_families, noun

Schema = dict[str, Any]

_FAMILY_SECTIONS = {family: section for section, (family, _) in reversed(FAMILIES.items())}
"""Each family with the first section that chooses from it, whose definition a nested component refers to."""


def experiment_schema() -> Schema:
    """Return the schema. It knows every component but those of plug-ins, and leaves to `check` what spans settings."""
    sections: Schema = {name: {"$ref": f"#/$defs/{name}"} for name in (*FAMILIES, "training", "regularizers")}
    sections |= {name: {"anyOf": [sections[name], {"const": False}]} for name in OPTIONAL}
    entries = _properties(ExperimentForm)
    named = {VARIANT_NAME: {"$ref": "#/$defs/variant"}}
    variants = entries["variants"] | {"patternProperties": named, "additionalProperties": False}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "backslide experiment",
        **_table(entries | {"base": entries["base"] | _table(sections), "variants": variants}),
        "required": ["variants"],
        "$defs": {
            "variant": _table(_properties(VariantForm) | sections),
            **{section: _family(section) for section in FAMILIES},
            "training": {"description": getdoc(Training), **_table(_properties(Training))},
            "regularizers": _methods(),
        },
    }


def _family(section: str) -> Schema:
    """Return the schema of a section that chooses a component: one alternative a class.

    A variant may leave the name to what it inherits, so no alternative requires it.
    """
    family, default = FAMILIES[section]
    name: Schema = {"description": f"Which {noun(family)} is used.", **_names(list(family.registry()))}
    if default:
        name["default"] = default
    return {
        "description": getdoc(family),
        "type": "object",
        "properties": {"name": name},
        "anyOf": [_component(member) for member in members(family)],
    }


def _component(member: type[Component]) -> Schema:
    names = names_of(member)
    properties = _properties(member) | {"name": {"description": getdoc(member), **_names(names)}}
    return {"title": ", ".join(names[:3]), **_table(properties)}


def _names(names: list[str]) -> Schema:
    """Return what a name may be: one of these, or anything behind the beginning of one such as `timm/NAME`."""
    plain = [name for name in names if not name.endswith(f"/{ANY}")]
    open_ended = [{"pattern": f"^{name.removesuffix(ANY)}.+$"} for name in names if name not in plain]
    if not open_ended:
        return {"enum": plain}
    return {"type": "string", "anyOf": [*([{"enum": plain}] if plain else []), *open_ended]}


def _methods() -> Schema:
    methods: Schema = {}
    for name, method in methods_by_group():
        settings = {"title": f"{name} ({method.group})", **_table(_properties(method))}
        methods[name] = {"description": getdoc(method), "anyOf": [settings, {"type": "boolean"}]}
    return {
        "description": "The methods that are on, by name; false turns an inherited one off, true on again.",
        **_table(methods),
    }


def _properties(model: type[Settings]) -> Schema:
    """Return the schema of each field; there is no null in TOML, and a unit is told with the description."""
    nested = nested_families(model)
    properties = {}
    for name, field in field_schemas(model).items():
        unit = f" ({field['unit']})" if field.get("unit") else ""
        schema = value_schema(field) | {"description": f"{field['description']}{unit}"}
        if field.get("default") is not None:
            schema["default"] = field["default"]
        if name in nested:
            schema = {"$ref": f"#/$defs/{_FAMILY_SECTIONS[nested[name]]}"}
        properties[name] = {key: value for key, value in schema.items() if key not in ("title", "unit")}
    return properties


def _table(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}
