"""What may be written at a place of a file: the keys, and the values of a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ptgen.core.layout.editions import layouts_of
from ptgen.core.layout.model import Layout
from ptgen.core.layout.schema import layout_schema, project_schema, standards_schema, unit_schema
from ptgen.core.model.fields import Declared
from ptgen.core.model.shapes import Json
from ptgen.core.model.units.economic_codes import ECONOMIC_CODES
from ptgen.core.source.nodes import Loc
from ptgen.lsp.checking import Analysis, FileKind

_EDITIONS: Final = ("版式", "继承")
_NOTHING: Final = Declared()


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """A key: what it means, examples of its value, the values among which to choose.

    ``values`` have each a word of explanation or none. ``holds``: keys or items stand below it.
    """

    name: str
    description: str
    examples: tuple[Json, ...]
    values: Mapping[str, str]
    needed: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class FileKeys:
    """The keys of a file, from the schema that is made of the models for its edition."""

    analysis: Analysis
    schema: Mapping[str, Json]

    @classmethod
    def of(cls, analysis: Analysis) -> FileKeys:
        """Of a file: with the keys of its own edition, of all editions where it has none."""
        if analysis.kind is FileKind.LAYOUT:
            return cls(analysis, layout_schema())
        if analysis.kind is FileKind.STANDARDS:
            return cls(analysis, standards_schema())
        if analysis.kind is FileKind.CONFIG:
            return cls(analysis, {})
        layout = layout_of(analysis)
        layouts = tuple(layouts_of(analysis.files).values()) if layout is None else (layout,)
        make = project_schema if analysis.kind is FileKind.PROJECT else unit_schema
        return cls(analysis, make(layouts))

    def below(self, loc: Loc) -> tuple[KeyHelp, ...]:
        """The keys that may stand below a path, in their usual order."""
        found: dict[str, KeyHelp] = {}
        for shape in self._shapes(loc):
            needed = shape.get("required")
            for name in _mapping(shape.get("properties")):
                is_needed = isinstance(needed, list) and name in needed
                found.setdefault(name, self.at((*loc, name), needed=is_needed))
        return tuple(found.values())

    def at(self, loc: Loc, *, needed: bool = False) -> KeyHelp:
        """The key that a path ends in, items of lists left out."""
        while loc and isinstance(loc[-1], int):
            loc = loc[:-1]
        shapes = tuple(self._shapes(loc))
        told = [str(one["description"]) for one in shapes if one.get("description")]
        examples = [found for one in shapes if (found := _listed(one.get("examples")))]
        kinds = {str(kind) for one in shapes for kind in _listed(one.get("type"))}
        return KeyHelp(
            str(loc[-1]) if loc else "",
            told[0] if told else "",
            tuple(examples[0] if examples else ()),
            self._values(loc, shapes),
            needed,
            bool(kinds & {"object", "array"}) and "string" not in kinds,
        )

    def _values(self, loc: Loc, shapes: tuple[Mapping[str, Json], ...]) -> Mapping[str, str]:
        """The values among which to choose."""
        name = loc[-1] if loc else ""
        if name in _EDITIONS and len(loc) == 1:
            return {one: made.title for one, made in layouts_of(self.analysis.files).items()}
        if name == "经济分类" and loc[0] == "预算":
            return ECONOMIC_CODES
        items = (one["items"] for one in shapes if isinstance(one.get("items"), dict))
        listed = [one for item in items for one in self._resolved(item)]
        words = [str(word) for one in (*shapes, *listed) for word in _listed(one.get("enum"))]
        if "是" in words:
            words = ["是", "否"]
        layout = layout_of(self.analysis)
        declared = _NOTHING if layout is None else layout.declared
        kinds = {"预算": declared.item_fields, "绩效指标": declared.indicator_fields}
        field = kinds.get(str(loc[0]), declared.fields).get(str(name)) if loc else None
        return dict.fromkeys((*words, *(field.choices if field else ())), "")

    def _shapes(self, loc: Loc) -> Iterator[Mapping[str, Json]]:
        """The schemas that hold for the value at a path."""
        shapes = [*self._resolved(self.schema)]
        for step in loc:
            below = (_step(shape, step) for shape in shapes)
            shapes = [one for shape in below if shape is not None for one in self._resolved(shape)]
        yield from shapes

    def _resolved(self, schema: Json | Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
        """A schema with all among which it chooses, what it says itself first."""
        if not isinstance(schema, Mapping):
            return
        yield schema
        name = schema.get("$ref")
        if isinstance(name, str):
            yield from self._resolved(_mapping(self.schema["$defs"]).get(name.rsplit("/", 1)[-1]))
        for one in _listed(schema.get("anyOf")):
            yield from self._resolved(one)


def layout_of(analysis: Analysis) -> Layout | None:
    """The edition of a file, where it can be read."""
    return None if analysis.loaded is None else analysis.loaded.layout


def _step(shape: Mapping[str, Json], step: str | int) -> Json:
    if isinstance(step, int):
        listed = _listed(shape.get("prefixItems"))
        return listed[step] if step < len(listed) else shape.get("items")
    return _mapping(shape.get("properties")).get(step) or shape.get("additionalProperties")


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else ([] if value is None else [value])
