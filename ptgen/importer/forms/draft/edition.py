"""The ``layout.yaml`` that a form is drawn up to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from ptgen.core.layout.references import INDICATOR_NAMES
from ptgen.core.model.project import PROSE_KEYS
from ptgen.edit.scaffold.yaml_writer import in_line
from ptgen.importer.forms.draft.bands import Bands, Keys
from ptgen.importer.forms.draft.styles import item_fields
from ptgen.importer.forms.meaning import Meaning, is_subtitle, is_title
from ptgen.importer.forms.tables.columns import GROUPS, INDICATORS
from ptgen.importer.forms.values import amount_of, value_format
from ptgen.importer.forms.vocabulary.labels import squeezed
from ptgen.read.document import SourceParagraph

_WIDE = 560.0  # pt: a form wider than that stands on a sheet that is turned


def drawn_up(
    meaning: Meaning, lines: Sequence[SourceParagraph], year: int | None
) -> tuple[str, str]:
    """The name of the edition and its ``layout.yaml``; ``lines`` are those beside the form.

    Forms with the same labels and keys have the same name.
    """
    labels = [squeezed(part.label or part.cell.text) for part in meaning.parts if part.is_label]
    labels += [squeezed(one.label) for table in meaning.tables for one in table.columns]
    labels += [f"{key}: {in_line(one)}" for key, one in _own_keys(meaning).items()]
    labels += [part.slot.key for part in meaning.parts if part.slot is not None]
    mark = hashlib.sha256("\n".join(labels).encode("utf-8", "surrogatepass")).hexdigest()
    keys = _edition(meaning, Bands(meaning, lines, year), lines)
    return f"imported-{mark[:8]}", "\n".join([*_lines(keys), ""])


def _lines(keys: Keys, lead: str = "") -> Iterator[str]:
    """Mappings and lists of others on lines of their own, what is flat on one."""
    for key, one in keys.items():
        inner = (
            list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else []
        )
        if not any(isinstance(value, (dict, list)) for value in inner) or key in ("每项", "合计行"):
            yield f"{lead}{in_line(key)}: {in_line(one)}"
            continue
        yield f"{lead}{in_line(key)}:"
        if isinstance(one, dict):
            yield from _lines(one, f"{lead}  ")
        else:
            yield from (f"{lead}  - {in_line(value)}" for value in inner)


def _edition(meaning: Meaning, bands: Bands, lines: Sequence[SourceParagraph]) -> Keys:
    inside = [cell.text for cell in meaning.titles]
    above = [line.text for line in lines if is_title(line.text) or is_subtitle(line.text)]
    titles = [bands.label(text) for text in inside or above] or ["绩效目标表"]
    rows = [row for table in meaning.tables for row in table.rows if table.source == INDICATORS]
    style = value_format(meaning.shown("指标值", "指标性质"))
    made: Keys = {"名称": titles[0], "来源": "照一张已有的表做的", **_own_keys(meaning)}
    amount = bands.amount
    grouped, wrapped = ("是" if one else "否" for one in (amount.grouped, style.wrapped))
    made["金额"] = {"单位": amount.unit, "小数": amount.decimals, "千分位": grouped}
    if _counts_all_years(meaning):
        made["资金总额口径"] = "全周期"
    if bands.day:
        made["日期格式"] = bands.day
    signs: Keys = {"符号": {**style.operators}} if style.operators else {}
    made["指标值"] = {**signs, "小数": style.decimals, "单位加括号": wrapped}
    made["经费情况说明"] = {
        "标题": "项目经费情况说明",
        "章节": {key: key for key in PROSE_KEYS},
        "绩效目标": "（包括总目标、年度目标、分解目标等，具体见表格）",
    }
    form: Keys = {"标题": titles[0], **dict(zip(("副标题",), titles[1:], strict=False))}
    if inside:
        form["标题位置"] = "表内"
    if meaning.sheet.lines[-1] > _WIDE:
        form["纸张"] = {"横向": "是", "页边距": ["20", "15", "20", "15"]}
    made["绩效目标表"] = {**form, "段": bands.bands()}
    groups: dict[str, Keys] = {}
    for row in rows:
        levels = [row.groups[key] for key in GROUPS if key in row.groups]
        if any(levels):
            groups.setdefault(levels[0], {})[levels[-1]] = "可选"
    return {**made, "指标体系": {**groups}} if groups else made


def _own_keys(meaning: Meaning) -> Keys:
    """What the form adds to the keys of a project, of indicators and of lines of the budget."""
    used = {part.slot.key for part in meaning.parts if part.slot is not None}
    used |= {key for part in meaning.parts for key, _ in part.values}
    columns = [
        column.key
        for table in meaning.tables
        for column in table.columns
        if table.source == INDICATORS and column.key and column.key not in INDICATOR_NAMES
    ]
    items: Keys = {
        key: {"单位": spec.unit} if spec.unit else {} for key, spec in item_fields(meaning).items()
    }
    made: Keys = {
        "字段": {key: {**spec} for key, spec in meaning.fields.items() if key in used},
        "指标字段": {key: {} for key in columns},
        "预算字段": items,
    }
    return {key: one for key, one in made.items() if one}


def _counts_all_years(meaning: Meaning) -> bool:
    parts = ((part.slot, part) for part in meaning.amounts)
    amounts = {slot.key: amount_of(part.cell, part.unit) for slot, part in parts if slot}
    whole, annual = (amounts.get(key) for key in ("项目资金总额", "年度资金申请总额"))
    return None not in (whole, annual) and whole != annual
