"""Hypothesis strategies for configurations, derived from the declarations like everything else."""

import re
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import ValidationError

from trainer.plan.catalogue import names_of
from trainer.plan.parse import FAMILIES
from trainer.plan.sections.training import Training
from trainer.regularizers.base import Regularizer
from trainer.settings.base import Settings
from trainer.settings.component import Component, members
from trainer.settings.describe import field_schemas, value_schema
from trainer.settings.reading import nested_families

Raw = dict[str, Any]
REFERENCES = ("none", "pretrained", "start", "variant:source", "seeds:source", "file:/w.safetensors")


def values(schema: Raw) -> SearchStrategy[Any]:
    """Draw a value that a field's JSON Schema allows."""
    if "anyOf" in schema:
        return st.one_of([values(option) for option in schema["anyOf"] if option.get("type") != "null"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    if "examples" in schema:
        return st.sampled_from(schema["examples"])
    if "pattern" in schema:
        return st.sampled_from([reference for reference in REFERENCES if re.fullmatch(schema["pattern"], reference)])
    kinds = {
        "boolean": _booleans,
        "integer": _integers,
        "number": _floats,
        "string": _texts,
        "array": _lists,
        "object": _tables,
    }
    return kinds[schema["type"]](schema)


def _booleans(_: Raw) -> SearchStrategy[bool]:
    return st.booleans()


def _integers(schema: Raw) -> SearchStrategy[int]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    return st.integers(int(low), int(schema.get("maximum", schema.get("exclusiveMaximum", 0) - 1)))


def _floats(schema: Raw) -> SearchStrategy[float]:
    low, high = schema.get("minimum"), schema.get("maximum")
    return st.floats(
        schema["exclusiveMinimum"] if low is None else low,
        schema["exclusiveMaximum"] if high is None else high,
        exclude_min=low is None,
        exclude_max=high is None,
    )


def _texts(schema: Raw) -> SearchStrategy[str]:
    if schema.get("format"):
        return st.just("/data/here")
    alphabet = st.characters(exclude_categories=("C",))
    return st.text(alphabet, min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 8))


def _lists(schema: Raw) -> SearchStrategy[list[Any]]:
    least = schema.get("minItems", 0)
    most = min(schema.get("maxItems", 4), 4)
    return st.lists(values(schema["items"]), min_size=least, max_size=max(most, least))


def _tables(schema: Raw) -> SearchStrategy[Raw]:
    return st.dictionaries(st.sampled_from(["first", "second", "third"]), values(schema["additionalProperties"]))


def settings_of(model: type[Settings]) -> SearchStrategy[Raw]:
    """Draw some settings of a model, the required ones always."""
    schemas = {name: value_schema(schema) for name, schema in field_schemas(model).items()}
    own = {name: values(schemas[name]) for name in schemas.keys() - nested_families(model).keys() - {"name"}}
    needed = {name for name in own if model.model_fields[name].is_required()}
    return st.fixed_dictionaries(
        {name: own[name] for name in needed}, optional={name: own[name] for name in own.keys() - needed}
    )


def component(family: type[Component]) -> SearchStrategy[Raw]:
    """Draw the table of one component of a family."""
    tables = []
    for member in members(family):
        name = st.fixed_dictionaries({"name": st.sampled_from(names_of(member))})
        tables.append(st.tuples(name, settings_of(member)).map(lambda pair: pair[0] | pair[1]))
    return st.one_of(tables)


def methods(*, switches: bool = False) -> SearchStrategy[Raw]:
    """Draw a table of methods; with `switches`, also true and false."""
    values_of = {
        name: st.one_of(_fitting(method), st.booleans()) if switches else _fitting(method)
        for name, method in Regularizer.registry().items()
    }
    return st.fixed_dictionaries({}, optional=values_of)


def _fitting(method: type[Regularizer]) -> SearchStrategy[Raw]:
    """Draw settings of a method that go together: a smallest value below the largest, say."""
    return settings_of(method).filter(lambda raw: not _refused(method, raw))


def _refused(method: type[Regularizer], raw: Raw) -> bool:
    try:
        method(**raw)
    except ValidationError:
        return True
    return False


def configs() -> SearchStrategy[Raw]:
    """Draw a whole configuration as a table."""
    families = {section: component(family) for section, (family, _) in FAMILIES.items()}
    needed = {section: families.pop(section) for section in ("data", "network")}
    return st.fixed_dictionaries(
        needed, optional={**families, "training": settings_of(Training), "regularizers": methods()}
    )


def layers() -> SearchStrategy[Raw]:
    """Draw what a base or a variant may say: any sections, methods also as switches."""
    families = {section: component(family) for section, (family, _) in FAMILIES.items()}
    rest = {"training": settings_of(Training), "regularizers": methods(switches=True)}
    return st.fixed_dictionaries({}, optional={**families, **rest})
