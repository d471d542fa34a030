"""What the projects of an import share, for the unit's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ptgen.core.layout.model import Layout
from ptgen.core.model.project import Project
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.edit.scaffold.yaml_writer import examples
from ptgen.importer.drafts.project_file import Draft, inert
from ptgen.importer.drafts.yaml_text import Noted, ToFill, Value
from ptgen.importer.narrative.prose import cleaned
from ptgen.read.document import SourceParagraph

_OF_THE_UNIT = ("年度", "版式", "主管部门", "实施单位")
_SHARED = ("计划开始日期", "计划完成日期", "文书", "文书标题", "章节标题", "预算明细表", "分年支出计划表")  # fmt: skip


def unit_keys(
    drafts: Sequence[Draft], layouts: Iterable[Layout], opening: Sequence[SourceParagraph]
) -> dict[str, Value]:
    """What most projects say alike and all of them say, what all lack, and the volume's title."""
    found: dict[str, Value] = {}
    specs = [field for layout in layouts for field in layout.fields.items()]
    choices = dict.fromkeys(key for key, spec in specs if spec.choices)
    for key in _OF_THE_UNIT if len(drafts) == 1 else (*_OF_THE_UNIT, *_SHARED, *choices):
        values = [draft.keys.get(key) for draft in drafts]
        common = max(values, key=values.count)
        most = values.count(common) * 2 > len(values)
        if most and None not in values and not isinstance(common, Noted):
            found[key] = common
    first, *others = [to_fill(draft, found) for draft in drafts]
    found |= {key: first[key] for key in sorted(first) if all(key in one for one in others)}
    if opening and len(drafts) > 1:
        title, *lines = (cleaned(one.text) for one in opening)
        volume: dict[str, Value] = {"标题": title, **({"开篇": "\n".join(lines)} if lines else {})}
        found[VOLUME_KEY] = inert(volume)
    return found


def to_fill(draft: Draft, shared: Mapping[str, Value]) -> dict[str, Value]:
    """The keys that the edition requires and the source does not say, with examples."""
    found: dict[str, Value] = {}
    for key in draft.layout.required:
        if key not in draft.keys and key not in shared:
            field = draft.layout.fields.get(key)
            found[key] = ToFill(field.example if field else str(examples(Project, key)[0]))
    return found
