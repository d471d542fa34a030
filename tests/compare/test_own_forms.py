"""What changes of what an edition of a bureau of its own declares; its data for other programs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from ptgen.compare.projects import compare_project
from ptgen.report.export import export_of, to_csv, to_json
from tests.editions import loaded_with
from tests.projects import PROJECT, with_budget

EDITION = (
    "字段: {上年预算: {单位: 万元}}\n"
    "预算字段: {上年执行: {单位: 万元}, 支出科目: {}}\n"
    "资金种类: [上级资金]\n"
)
ITEMS = "- {名称: 甲, 测算: 10万元, 上年执行: 1.5, 支出科目: 办公费}\n"
OLD = with_budget(ITEMS) + "资金来源: {上级资金: 1万元}\n上年预算: 6\n"
NEW = OLD.replace("1.5", "2").replace("上级资金: 1", "上级资金: 3") + "预算明细表: 否\n"


def test_a_change_of_each_is_told(tmp_path: Path) -> None:
    found = compare_project(
        loaded_with(tmp_path / "old", EDITION, "edition", OLD),
        loaded_with(tmp_path / "new", EDITION, "edition", NEW),
    )
    assert [(one.label, str(one.amounts.difference)) for one in found.funding] == [
        ("当年财政拨款", "-20000.00"),
        ("上级资金", "20000.00"),
    ]
    (item,) = found.items
    assert [(one.label, one.old, one.new) for one in item.fields] == [("上年执行", "1.5", "2")]
    assert [(one.label, one.old, one.new) for one in found.fields] == [("预算明细表", None, "否")]


def test_a_row_of_a_table_in_prose_is_one_line(tmp_path: Path) -> None:
    first = PROJECT.replace(
        "  - 按季度结算。\n", "  - 表格: [[批次, 人数], [第一批, 40], [第二批, 35]]\n"
    )
    found = compare_project(
        loaded_with(tmp_path / "old", "", "edition", first),
        loaded_with(tmp_path / "new", "", "edition", first.replace("35", "36")),
    )
    (text,) = found.texts
    assert text.label == "实施方案"
    new = "".join(piece.text for piece in text.pieces if piece.op != "removed")
    assert new.split("\n") == ["表格", "批次　人数", "第一批　40", "第二批　36"]


def test_the_data_of_each_is_exported(tmp_path: Path) -> None:
    loaded = loaded_with(tmp_path, EDITION, "edition", OLD)
    assert loaded.content is not None
    export = export_of([(loaded.file, loaded.content)])
    (project,) = json.loads(to_json(export))["项目"]
    (item,) = project["预算"]
    assert (item["上年执行"], item["支出科目"]) == ("15000.00", "办公费")
    names = ("上年预算", "上年执行", "上级资金", "上级资金总额")
    amounts = ["60000.00", "15000.00", "10000.00", "10000.00"]
    assert [project["金额"][name] for name in names] == amounts
    head, row = csv.reader(io.StringIO(to_csv(export).removeprefix("\ufeff")))
    assert [dict(zip(head, row, strict=True))[name] for name in names] == amounts
