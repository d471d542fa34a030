"""JSON Schemas (draft 2020-12) of the files that people write, for their editors.

Made from the models that validate, so that an editor and ptgen agree on what is a file of ours.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from ptgen.core.layout.model import Layout
from ptgen.core.model.fields import FieldSpec
from ptgen.core.model.indicator import EXAMPLES, OTHER_EXAMPLE
from ptgen.core.model.project import PROSE_KEYS, Project
from ptgen.core.model.prose import MAX_LEVELS
from ptgen.core.model.shapes import DIGITS, SCALAR, Json, digits, scalar
from ptgen.core.model.units.standards import Standards
from ptgen.core.model.units.unit import UNIT_KEYS, OwnKeys

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# A unit file may hold all other keys for its projects.
_REQUIRED = ["项目名称", "预算"]
# These take a key that is left open for one that is not written.
_OPEN = ("LineItem", "Funding", "Titles")
_OF_THE_WHOLE = ("required", "minProperties")
_LISTED = ("items", "prefixItems")
_NUMBER = ["number", "string"]
_NULL = {"type": "null"}

Schema = dict[str, Any]


def project_schema(layouts: Iterable[Layout]) -> Schema:
    """The schema of a project file, with the keys and groups of indicators of the editions."""
    schema = _schema(Project, "ptgen 项目文件")
    for part in (schema, *(schema["$defs"][name] for name in _OPEN)):
        _leave_open(part)
    _one_of_two(schema["$defs"]["LineItem"])
    _declare(schema, tuple(layouts))
    return {**schema, "required": _REQUIRED}


def unit_schema(layouts: Iterable[Layout]) -> Schema:
    """The schema of unit.yaml: any key of a project, none required, and its own."""
    schema = project_schema(layouts)
    own = _schema(OwnKeys, "ptgen 单位文件")
    _leave_open(own)
    schema["title"] = own["title"]
    for key in UNIT_KEYS:
        schema["properties"][key] = own["properties"][key]
    schema["$defs"] |= own["$defs"]
    del schema["required"]
    return schema


def standards_schema() -> Schema:
    """The schema of 标准.yaml."""
    schema = _schema(Standards, "ptgen 标准文件")
    _leave_open(schema["$defs"]["Standard"])
    return schema


def layout_schema() -> Schema:
    """The schema of layout.yaml; nothing is required, since it may come from what it extends."""
    schema = _schema(Layout, "ptgen 版式文件")
    loose = _blankable(schema)
    # Rows of cells are replaced as a whole: in a cell nothing is taken away.
    loose["$defs"]["CellSpec"] = schema["$defs"]["CellSpec"]
    return loose


def _inside(value: Json, change: Callable[[Schema], Schema]) -> Json:
    """The value with the schemas in it changed."""
    if isinstance(value, list):
        return [_inside(item, change) for item in value]
    return change(value) if isinstance(value, dict) else value


def _blankable(schema: Schema) -> Schema:
    """In a layout any key may be blank, which takes away what it extends, and none is needed.

    A mapping is laid over that of the edition that is extended: it may be empty.
    """
    made: Schema = {
        key: item if key in _LISTED else _inside(item, _blankable)
        for key, item in schema.items()
        if key not in _OF_THE_WHOLE
    }
    if inner := made.get("properties"):
        made["properties"] = {name: _nullable(of) for name, of in inner.items()}
    if isinstance(further := made.get("additionalProperties"), dict):
        made["additionalProperties"] = _nullable(further)
    return made


def _schema(model: type[BaseModel], title: str) -> Schema:
    made = _cleaned(model.model_json_schema(by_alias=True))
    definitions = made.get("$defs", {})
    for definition in definitions.values():
        # The English of the code is not for editors.
        definition.pop("description", None)
        definition.pop("title", None)
    made.pop("description", None)
    if model is Project:
        definitions |= {f"Prose{level}": _prose_at(level) for level in range(1, MAX_LEVELS + 1)}
    return {"$schema": DIALECT, **made, "$defs": definitions, "title": title}


def _prose_at(level: int) -> Schema:
    """A text, or a list or sub-headings of such, so many levels deep."""
    # One schema for all three: of a choice, editors show no description.
    if level == MAX_LEVELS:
        return scalar()
    inner: Json = {"$ref": f"#/$defs/Prose{level + 1}"}
    return {
        "type": [*SCALAR, "array", "object"],
        "items": inner,
        "minItems": 1,
        "additionalProperties": inner,
        "minProperties": 1,
    }


def _cleaned(schema: Schema) -> Schema:
    """Texts may be numbers, numbers texts; defaults are not for editors."""
    made: Schema = {
        key: _inside(item, _cleaned) for key, item in schema.items() if key != "default"
    }
    choice = made.get("anyOf")
    if isinstance(choice, list) and any(_is_number(one) for one in choice):
        # A decimal is a number, or a text that says one.
        made["anyOf"] = [one for one in choice if one != scalar()]
    if isinstance(made.get("properties"), dict):
        made["properties"] = {
            name: {"title": name, **of} for name, of in made["properties"].items()
        }
        made.setdefault("additionalProperties", False)
        made.pop("description", None)
    kind = made.get("type")
    if kind == "string" and "enum" not in made and "const" not in made:
        made |= scalar(**({"pattern": r"\S"} if made.pop("minLength", None) else {}))
    elif kind == "number":
        pattern = digits(made.get("maximum"), zero="exclusiveMinimum" not in made)
        made |= {"type": _NUMBER, "pattern": pattern}
    title = made.get("title")
    if isinstance(title, str) and title.isascii():
        del made["title"]
    if title in PROSE_KEYS and made.keys().isdisjoint(("type", "anyOf", "$ref")):
        made |= _prose_at(0)
    return _joined(made)


def _is_number(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") == _NUMBER


def _joined(schema: Schema) -> Schema:
    """A choice between one type and nothing as a list of types: editors say that better."""
    choice = schema.get("anyOf")
    if not isinstance(choice, list) or len(choice) != 2 or choice[1] != _NULL:
        return schema
    first = choice[0]
    if "type" not in first or "enum" in first:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**first, **rest, "type": [*_types(first), "null"]}


def _types(schema: Schema) -> list[Json]:
    kind = schema["type"]
    return list(kind) if isinstance(kind, list) else [kind]


def _nullable(schema: Schema) -> Schema:
    """The same, or nothing."""
    choice = schema.get("anyOf")
    if isinstance(choice, list):
        return schema if _NULL in choice else {**schema, "anyOf": [*choice, _NULL]}
    if isinstance(schema.get("enum"), list) or "$ref" in schema or "const" in schema:
        annotations = ("title", "description", "examples")
        kept = {key: value for key, value in schema.items() if key in annotations}
        inner = {key: value for key, value in schema.items() if key not in annotations}
        return {**kept, "anyOf": [inner, _NULL]}
    if "type" not in schema or "null" in _types(schema):
        return schema
    return {**schema, "type": [*_types(schema), "null"]}


def _leave_open(schema: Schema) -> None:
    needed = schema.get("required", ())
    for name, value in schema["properties"].items():
        if name not in needed:
            schema["properties"][name] = _nullable(value)


def _one_of_two(item: Schema) -> None:
    """A line has 测算 or 明细, and not both; one that is left open is not written."""
    item["if"] = {"properties": {"明细": {"type": "array", "minItems": 1}}, "required": ["明细"]}
    item["then"] = {"properties": {"测算": {"type": "null"}}}
    item["else"] = {"properties": {"测算": scalar()}, "required": ["测算"]}


def _declare(schema: Schema, layouts: tuple[Layout, ...]) -> None:
    """Add the editions' keys and groups, and close the objects to all others."""
    definitions = schema["$defs"]
    for part in (schema, *(definitions[name] for name in ("Detail", "LineItem", "Funding"))):
        part["additionalProperties"] = False
    for part, fields in (
        (schema, [field for one in layouts for field in one.fields.items()]),
        (definitions["Detail"], [one for each in layouts for one in each.indicator_fields.items()]),
        (definitions["LineItem"], [one for each in layouts for one in each.item_fields.items()]),
    ):
        _add(part["properties"], fields)
    funding = definitions["Funding"]["properties"]
    for kind in dict.fromkeys(kind for one in layouts for kind in one.funding):
        other = funding["其他资金"]
        funding[kind] = {**other, "title": kind, "description": f"{kind}，可以按年写"}
    tree = schema["properties"]["绩效指标"]
    annotations = {key: tree[key] for key in ("title", "description", "examples")}
    schema["properties"]["绩效指标"] = annotations | _indicators(layouts)


def _add(properties: Schema, fields: list[tuple[str, FieldSpec]]) -> None:
    for key in dict.fromkeys(key for key, _ in fields):
        same = [spec for other, spec in fields if other == key]
        choices = dict.fromkeys(choice for spec in same for choice in spec.choices)
        made: Schema = {
            "title": key,
            "description": next((spec.description for spec in same if spec.description), key),
            # A value beside the choices is a warning of check, not an error of the format.
            "examples": list(choices) or [same[0].example],
            "type": [*SCALAR, "null"],
        }
        if all(spec.numeric and not spec.unit for spec in same):
            made |= {"type": ["number", "string", "null"], "minimum": 0, "pattern": DIGITS}
        properties[key] = made


def _indicators(layouts: tuple[Layout, ...]) -> Schema:
    """Three levels: the groups of the editions are offered, others are for ``ptgen check``."""
    groups: dict[str, dict[str, None]] = {}
    for layout in layouts:
        for level1, inner in layout.dictionary.items():
            groups.setdefault(level1, {}).update(dict.fromkeys(inner))
    leaf: Json = {"anyOf": [scalar(), {"$ref": "#/$defs/Detail"}]}
    # Where an edition prints groups without indicators, these may be left open.
    blank = any(layout.declared.blank_groups for layout in layouts)
    kind: Json = ["object", "null"] if blank else "object"
    second: Schema = {"type": kind, "additionalProperties": leaf}
    firsts: Schema = {
        level1: _group(
            level1,
            "一级指标，下面写二级指标",
            {level2: dict([EXAMPLES.get(level2, OTHER_EXAMPLE)]) for level2 in list(inner)[:1]},
            {
                "type": kind,
                "properties": {
                    level2: _group(
                        level2,
                        "二级指标，下面写“三级指标名称: 指标值”",
                        dict([EXAMPLES.get(level2, OTHER_EXAMPLE)]),
                        second,
                    )
                    for level2 in inner
                },
                "additionalProperties": second,
            },
        )
        for level1, inner in groups.items()
    }
    first: Json = {"type": kind, "additionalProperties": second}
    return {"type": ["object", "null"], "properties": firsts, "additionalProperties": first}


def _group(title: str, description: str, example: Mapping[str, Json], schema: Schema) -> Schema:
    return {"title": title, "description": description, "examples": [dict(example)], **schema}
