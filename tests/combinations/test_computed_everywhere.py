"""``{{ }}`` in any text of a project, a unit or an edition is computed or told, never printed.

The texts come from the models and the editions, so that a new one is covered by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from ptgen.check.engine import check
from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.layout.form import FormLayout, Paper
from ptgen.core.layout.model import (
    AmountFormat,
    Layout,
    NarrativeLayout,
    ValueFormat,
    WeightScheme,
)
from ptgen.core.loader import Loaded
from ptgen.core.model.fields import FieldSpec
from ptgen.core.model.shapes import Json
from ptgen.core.model.units.unit import OwnKeys
from ptgen.core.source.nodes import Loc, Plain, plain
from ptgen.core.source.parse import read
from ptgen.render.pdf.glyphs import texts_of
from ptgen.report.export import export_of, to_json
from ptgen.view.document import Form
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.summary import summary_of
from ptgen.view.volume import book_of
from tests.combinations.variants import CHOICES, OWN, edition, lay_own_edition, whole
from tests.core.layout.made import BASE
from tests.projects import load_all

COMPUTED = "{{ 年度 }}"


def places(value: Json | Plain, loc: Loc = ()) -> Iterator[Loc]:
    """Where a text stands: that of a key ends in the key with ``?`` before it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*loc, f"?{key}")
            yield from places(inner, (*loc, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*loc, index))
    elif value is not None:
        yield loc


def changed(value: Json | Plain, loc: Loc, new: str) -> Json:
    """The same with another text at a place."""
    if not loc:
        return new
    step, rest = loc[0], loc[1:]
    if isinstance(value, list):
        return [
            changed(one, rest, new) if at == step else _json(one) for at, one in enumerate(value)
        ]
    assert isinstance(value, dict)
    made: dict[str, Json] = {}
    for key, inner in value.items():
        if step == f"?{key}":
            made[new] = _json(inner)
        else:
            made[key] = changed(inner, rest, new) if key == step else _json(inner)
    return made


def _json(value: Json | Plain) -> Json:
    found: Json = json.loads(json.dumps(value))
    return found


def lay(folder: Path, **files: Json) -> Path:
    """``project``, ``unit`` and ``layout``, a value on each line."""
    names = {
        "project": "projects/unit/01.yaml",
        "unit": "projects/unit/unit.yaml",
        "layout": f"templates/{OWN}/layout.yaml",
    }
    for name, content in files.items():
        path = folder / names[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return folder / "projects"


def printed(loaded: Loaded) -> str:
    """All that any document says of a project."""
    content = loaded.content
    assert content is not None
    documents = (narrative_of(content), form_of(content))
    texts = [text for one in documents for text in texts_of(one)]
    texts += [one.info.title + one.info.subject + one.info.author for one in documents]
    cells = [cell for one in documents if isinstance(one, Form) for cell in one.table.rows]
    sheets = [str(value) for sheet in summary_of([content], "").sheets for value in sheet.rows]
    data = export_of([(loaded.file, content)])
    return "\n".join([*texts, *map(str, cells), *sheets, to_json(data)])


def errors(loaded: Loaded, path: Path) -> tuple[Diagnostic, ...]:
    """The errors of a check in a file at the lines that compute."""
    lines = path.read_text("utf-8").split("\n")
    return tuple(
        one
        for one in check([loaded])
        if one.severity is Severity.ERROR and path.match(f"*/{one.span.path}")
        if COMPUTED in lines[one.span.line - 1]
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_own_edition(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told_or_computed(here: Path, file: str) -> bool:
    """Whether a changed file is computed; otherwise its fault must be told at its place."""
    (loaded,) = load_all(Path("projects"))
    wrong = errors(loaded, here / file)
    if not wrong:
        assert loaded.sound, loaded.diagnostics
        assert "{{" not in printed(loaded)
    return not wrong


def test_every_text_of_a_project(here: Path) -> None:
    keys = whole(edition(here, OWN), OWN, CHOICES[-1])
    lay(here, project=keys)
    assert told_or_computed(here, "projects/unit/01.yaml")
    computed = set()
    for loc in places(keys):
        if len(loc) == 1 and str(loc[0]).startswith("?"):
            continue  # a key of the format
        lay(here, project=changed(keys, loc, COMPUTED))
        if told_or_computed(here, "projects/unit/01.yaml"):
            (loaded,) = load_all(Path("projects"))
            assert "2026" in printed(loaded)
            computed.add(loc)
    assert {str(loc[0]) for loc in computed if loc[0] != "预算"} == {
        "文书标题", "章节标题", "项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排",
        "绩效目标", "项目总目标", "年度总体目标", "绩效指标", "项目类别", "项目编号",
    }  # fmt: skip
    assert {loc[-1] for loc in computed if loc[0] == "绩效指标"} == {"指标值", "说明", "绩效标准"}


def test_notes_of_items(here: Path) -> None:
    keys = whole(edition(here, OWN), OWN, CHOICES[-1])
    item: dict[str, Json] = {"名称": "甲", "测算": "8000元", "说明": "说", "备注": "备"}
    lay(here, project={**keys, "预算": [{**item, "说明": COMPUTED, "备注": COMPUTED}]})
    assert told_or_computed(here, "projects/unit/01.yaml")
    for key in ("名称", "测算"):
        lay(here, project={**keys, "预算": [{**item, key: COMPUTED}]})
        assert not told_or_computed(here, "projects/unit/01.yaml")


PARTS: dict[str, type[BaseModel]] = {
    "金额": AmountFormat,
    "指标值": ValueFormat,
    "经费情况说明": NarrativeLayout,
    "绩效目标表": FormLayout,
    "权重": WeightScheme,
}


def completed(model: type[BaseModel], written: dict[str, Json]) -> dict[str, Json]:
    """An edition with what it leaves out, as the models' examples have it."""
    fields = {str(one.alias): (one.examples or [None])[0] for one in model.model_fields.values()}
    return {key: _json(example) for key, example in fields.items()} | written


def whole_edition() -> dict[str, Json]:
    root = read(BASE.encode(), "layout.yaml").root
    assert root is not None
    found = _json(plain(root))
    assert isinstance(found, dict)
    made = completed(Layout, found)
    for key, model in PARTS.items():
        part = made[key]
        assert isinstance(part, dict)
        made[key] = completed(model, part)
    form = made["绩效目标表"]
    assert isinstance(form, dict)
    form["段顺序"] = ["项目", "资金", "目标", "指标"]
    form["纸张"] = completed(Paper, {})
    own = completed(FieldSpec, {"选项": ["一次性项目"]})
    return made | {
        "继承": None,
        "字段": {"项目类别": own},
        "指标字段": {},
        "权重": None,
        "规则": {},
    }


def test_every_text_of_an_edition(here: Path) -> None:
    layout = whole_edition()
    lay(here, layout=layout)
    keys = whole(edition(here, OWN), OWN, CHOICES[-1])
    lay(here, project={**keys, "文书标题": None, "绩效目标": None})
    assert told_or_computed(here, f"templates/{OWN}/layout.yaml")
    computed = set()
    for loc in places(layout):
        if str(loc[-1]).startswith("?"):
            continue  # keys are of the format, or match what a project has
        lay(here, layout=changed(layout, loc, COMPUTED))
        if told_or_computed(here, f"templates/{OWN}/layout.yaml"):
            computed.add(loc)
    assert {loc for loc in computed if "段" not in loc} == {
        ("名称",), ("来源",), ("年度总体目标",), ("章节标题", "项目概述"), ("字段", "项目类别", "说明"), ("字段", "项目类别", "示例"),
        ("绩效目标表", "标题"), ("绩效目标表", "副标题"), ("经费情况说明", "标题"),
        ("经费情况说明", "绩效目标"), *(loc for loc in computed if "章节" in loc),
    }  # fmt: skip
    assert any("章节" in loc for loc in computed)
    assert any("段" in loc for loc in computed)


def test_every_text_of_a_unit(here: Path) -> None:
    lay(here, project=whole(edition(here, OWN), OWN, CHOICES[-1]))
    unit: dict[str, Json] = {
        str(one.alias): _json((one.examples or [None])[0]) for one in OwnKeys.model_fields.values()
    }
    unit["汇编"] = {"标题": "汇编", "开篇": "开篇", "顺序": ["01"]}
    for loc in places(unit):
        if str(loc[-1]).startswith("?"):
            continue
        lay(here, unit=changed(unit, loc, COMPUTED))
        (loaded,) = load_all(Path("projects"))
        found = errors(loaded, here / "projects" / "unit" / "unit.yaml")
        assert found or "顺序" in loc, loc


def test_title_and_opening_of_a_volume_compute(here: Path) -> None:
    lay(here, project=whole(edition(here, OWN), OWN, CHOICES[-1]))
    text = "{汇编: {标题: '共{{ 项目数 }}个', 开篇: '{{ 合计 | 万元(3) }}、{{ 合计 | 万元 }}'}}"
    root = read(text.encode(), "unit.yaml").root
    assert root is not None
    volume = OwnKeys.model_validate(plain(root)).volume
    (loaded,) = load_all(Path("projects"))
    assert loaded.content is not None
    assert volume is not None
    book, _ = book_of([loaded.content], root)
    assert book is not None
    assert (book.title, book.opening) == ("共1个", ("0.800万元、0.80万元",))
