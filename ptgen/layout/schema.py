"""Stage layout: JSON Schemas (draft 2020-12) of the files that people write, for their editors.

Made from the models that validate, so that an editor and ptgen agree. YAML gives editors typed
values where ptgen reads text: wherever a text may stand, a number or a truth value may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from ptgen.layout.model import Layout
from ptgen.model.fields import DeclaredField, DeclaredFields, FieldKind
from ptgen.model.project import PROSE_KEYS, Project
from ptgen.model.unit import VOLUME_KEY, VolumeHolder

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALAR: list[Json] = ["string", "number", "boolean"]
# A unit file may hold these keys for its projects.
_REQUIRED: list[Json] = ["项目名称", "预算"]
_PROSE: Json = {
    "anyOf": [
        {"type": SCALAR},
        {"type": "null"},
        {"type": "array", "items": {"$ref": "#/$defs/Prose"}, "minItems": 1},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Prose"}, "minProperties": 1},
    ]
}


def project_schema(declared: Iterable[DeclaredFields]) -> dict[str, Json]:
    """The schema of a project file; ``declared`` are the keys that the editions add."""
    schema = _schema(Project, "ptgen 项目文件")
    _declare(schema, tuple(declared))
    return {**schema, "required": _REQUIRED}


def unit_schema(declared: Iterable[DeclaredFields]) -> dict[str, Json]:
    """The schema of unit.yaml: any key of a project, none required, and the volume."""
    schema = project_schema(declared)
    volume = _schema(VolumeHolder, "ptgen 单位文件")
    schema["title"] = volume["title"]
    _mapping(schema, "properties")[VOLUME_KEY] = _mapping(volume, "properties")[VOLUME_KEY]
    _mapping(schema, "$defs").update(_mapping(volume, "$defs"))
    del schema["required"]
    return schema


def layout_schema() -> dict[str, Json]:
    """The schema of layout.yaml; nothing is required, since it may come from what it extends."""
    schema = _schema(Layout, "ptgen 版式文件")
    loose = _blankable(schema)
    return loose if isinstance(loose, dict) else schema


def _blankable(value: Json) -> Json:
    """In a layout any key may be blank, which takes away what it extends, and none is needed."""
    if isinstance(value, list):
        return [_blankable(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _blankable(item) for key, item in value.items() if key != "required"}
    for key in ("properties", "additionalProperties"):
        inner = made.get(key)
        if isinstance(inner, dict) and key == "properties":
            made[key] = {name: {"anyOf": [of, {"type": "null"}]} for name, of in inner.items()}
        elif isinstance(inner, dict):
            made[key] = {"anyOf": [inner, {"type": "null"}]}
    return made


def _schema(model: type[BaseModel], title: str) -> dict[str, Json]:
    made = _cleaned(model.model_json_schema(by_alias=True))
    if not isinstance(made, dict):
        raise TypeError(model)
    made.pop("description", None)
    definitions = _mapping(made, "$defs")
    definitions["Prose"] = _PROSE
    return {"$schema": DIALECT, **made, "$defs": definitions, "title": title}


def _cleaned(value: Json) -> Json:
    """Texts may be numbers; defaults and the English of the code are not for editors."""
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("title") in PROSE_KEYS and "type" not in value and "anyOf" not in value:
        return {"title": value["title"], "$ref": "#/$defs/Prose"}
    made = {key: _cleaned(item) for key, item in value.items() if key != "default"}
    if made.get("type") == "string" and "enum" not in made and "format" not in made:
        made["type"] = SCALAR
    for key in ("title", "description"):
        if isinstance(made.get(key), str) and str(made[key]).isascii():
            del made[key]
    if "properties" in made and "additionalProperties" not in made:
        made["additionalProperties"] = False
    if "properties" in made:
        made.pop("description", None)
    return made


def _mapping(schema: Mapping[str, Json], key: str) -> dict[str, Json]:
    value = schema.get(key)
    return value if isinstance(value, dict) else {}


def _declare(schema: dict[str, Json], declared: tuple[DeclaredFields, ...]) -> None:
    """Add the editions' keys and close the objects to all others."""
    schema["additionalProperties"] = False
    _add(_mapping(schema, "properties"), (field for one in declared for field in one.project))
    detail = _mapping(_mapping(schema, "$defs"), "Detail")
    detail["additionalProperties"] = False
    _add(_mapping(detail, "properties"), (field for one in declared for field in one.indicator))
    tree = _mapping(_mapping(schema, "properties"), "绩效指标")
    tree.clear()
    tree.update(_indicators())


def _add(properties: dict[str, Json], fields: Iterable[DeclaredField]) -> None:
    choices: dict[str, list[Json]] = {}
    for field in fields:
        known = choices.setdefault(field.key, [])
        known.extend(choice for choice in field.choices if choice not in known)
        properties[field.key] = {"title": field.key, "type": [*SCALAR, "null"]}
        if field.description:
            properties[field.key] = {
                "title": field.key,
                "description": field.description,
                "type": [*SCALAR, "null"],
            }
        if field.kind is FieldKind.CHOICE:
            # A value beside the list is a warning of check, not an error of the format.
            properties[field.key] = {
                "title": field.key,
                "description": field.description or field.key,
                "type": [*SCALAR, "null"],
                "examples": list(known),
            }


def _indicators() -> dict[str, Json]:
    leaf: Json = {"anyOf": [{"type": SCALAR}, {"$ref": "#/$defs/Detail"}]}
    second: Json = {"type": "object", "additionalProperties": leaf}
    first: Json = {"type": "object", "additionalProperties": second}
    return {
        "title": "绩效指标",
        "description": "一级指标、二级指标、三级指标名称，冒号后写指标值，如 ≥85%",
        "type": "object",
        "additionalProperties": first,
    }
