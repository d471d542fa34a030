"""Project files of every edition with every choice of documents, keys left out one by one.

The keys come from the model and from the editions, so that a new one is covered by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from ptgen.core.filesystem import disk_files
from ptgen.core.layout.load import load
from ptgen.core.layout.model import Layout
from ptgen.core.model.indicator import EXAMPLES, OTHER_EXAMPLE, Detail
from ptgen.core.model.project import DocumentKind, Project
from ptgen.core.model.shapes import Json

OWN: Final = "own"
OWN_EDITION: Final = """\
名称: 我区版
继承: shanghai-district-2022
必填: []
字段: {项目编号: {说明: 编号}}
指标字段: {绩效标准: {示例: 行业标准}}
经费情况说明: {分年支出计划: 是}
"""
CHOICES: Final = tuple(
    kinds for count in (1, 2) for kinds in combinations(tuple(DocumentKind), count)
)


def lay_own_edition(folder: Path) -> None:
    """The user's edition beside ``projects``."""
    place = folder / "templates" / OWN
    place.mkdir(parents=True, exist_ok=True)
    (place / "layout.yaml").write_text(OWN_EDITION, "utf-8")


def editions(folder: Path) -> tuple[str, ...]:
    """Those that come with ptgen, and the user's."""
    return disk_files([folder / "projects"]).layouts()


def edition(folder: Path, name: str) -> Layout:
    """An edition by name."""
    loaded = load(name, disk_files([folder / "projects"]).layout)
    assert loaded is not None
    assert loaded.layout is not None, loaded.diagnostics
    return loaded.layout


def whole(layout: Layout, name: str, kinds: tuple[DocumentKind, ...]) -> dict[str, Json]:
    """A project with every key that there is."""
    keys: dict[str, Json] = {}
    for field in Project.model_fields.values():
        assert field.examples, field.alias
        keys[str(field.alias)] = field.examples[0]
    keys |= {key: spec.example for key, spec in layout.fields.items()}
    keys |= {"版式": name, "文书": [kind.value for kind in kinds], "核定金额": "8000元"}
    coded = {"经济分类": "30216", "政府采购": "否"}
    assert isinstance(keys["预算"], list)
    keys["预算"] = [{**item, **coded} for item in keys["预算"] if isinstance(item, dict)]
    keys |= {"季度用款计划": ["0元", "8000元", "0元", "0元"], "绩效指标": _indicators(layout)}
    return keys


def _indicators(layout: Layout) -> dict[str, Json]:
    """One for each group that the edition knows, in the long form with every key."""
    tree: dict[str, Json] = {}
    pairs = [(one, two) for one, inner in layout.dictionary.items() for two in inner]
    further = {key: spec.example for key, spec in layout.indicator_fields.items()}
    for one, two in pairs:
        indicator, value = EXAMPLES.get(two, OTHER_EXAMPLE)
        detail: dict[str, Json] = {
            str(field.alias): (field.examples or [""])[0] for field in Detail.model_fields.values()
        }
        inner = tree.setdefault(one, {})
        assert isinstance(inner, dict)
        inner[two] = {indicator: {**detail, **further, "指标值": value}}
    return tree


def variants(keys: Mapping[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    """The project by what was left out: nothing, each key, each part of a key, all that may be."""
    yield "没有去掉", dict(keys)
    needed = {str(one.alias) for one in Project.model_fields.values() if one.is_required()}
    for key, value in keys.items():
        yield f"去掉{key}", {name: one for name, one in keys.items() if name != key}
        yield f"留空{key}", {**keys, key: None}
        if isinstance(value, dict) and len(value) > 1:
            for inner in value:
                rest = {name: one for name, one in value.items() if name != inner}
                yield f"去掉{key}里的{inner}", {**keys, key: rest}
    least = {key: value for key, value in keys.items() if key in needed}
    yield "只剩必写的", {**least, "文书": keys["文书"]}


def lay(folder: Path, name: str, kinds: tuple[DocumentKind, ...]) -> dict[str, str]:
    """All variants below ``folder/projects``, each in a folder of its own; by what is left out."""
    laid = {}
    layout = edition(folder, name)
    for number, (said, keys) in enumerate(variants(whole(layout, name, kinds))):
        place = folder / "projects" / f"{number:03}"
        place.mkdir(parents=True)
        text = json.dumps(keys, ensure_ascii=False, indent=1)
        (place / "01.yaml").write_text(text, "utf-8")
        laid[place.name] = said
    return laid
