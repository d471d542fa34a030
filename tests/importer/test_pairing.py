from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.importer.pairing import bare
from ptgen.importer.plan import plan_import
from tests.importer.sources import form, narrative, read_text_file

UNNAMED = "项目经费情况说明"


@pytest.mark.parametrize(
    ("one", "other"),
    [("热线运行项目", "热线运行"), ("“一网统管”（建设）", "一网统管建设"), ("ＡＢ 经费", "AB")],
)
def test_names_are_compared_without_what_offices_leave_out(one: str, other: str) -> None:
    assert bare(one) == bare(other)


def names(folder: Path, files: dict[str, str]) -> list[tuple[str, int]]:
    documents = []
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        documents.append(read_text_file(folder, text, name))
    plan = plan_import(documents, folder / "projects" / "unit", None, None)
    return [(one.draft.reading.name, len(one.documents)) for one in plan.projects]


def test_files_side_by_side_belong_together(tmp_path: Path) -> None:
    files = {
        "01/经费情况说明.txt": narrative(title=UNNAMED, overview="拟提升技能。"),
        "01/绩效目标表.txt": form(name="业务培训"),
        "02/经费情况说明.txt": narrative(title=UNNAMED, overview="拟接听来电。"),
        "02/绩效目标表.txt": form(name="热线运行"),
    }

    assert names(tmp_path, files) == [("业务培训", 2), ("热线运行", 2)]


def test_files_are_matched_by_their_names(tmp_path: Path) -> None:
    files = {
        "培训-经费情况说明.txt": narrative(title=UNNAMED, overview="拟提升技能。"),
        "热线-经费情况说明.txt": narrative(title=UNNAMED, overview="拟接听来电。"),
        "热线-绩效目标申报表.txt": form(name="热线运行"),
        "培训-绩效目标申报表.txt": form(name="业务培训"),
    }

    assert names(tmp_path, files) == [("业务培训", 2), ("热线运行", 2)]


def test_what_is_not_alike_stays_apart(tmp_path: Path) -> None:
    files = {
        "甲.txt": narrative(title="会议室改造项目经费情况说明", overview="拟改造会议室。"),
        "乙.txt": form(name="热线运行"),
    }

    assert names(tmp_path, files) == [("会议室改造", 1), ("热线运行", 1)]


def test_a_document_in_two_formats_is_written_once(tmp_path: Path) -> None:
    files = {"甲.txt": narrative() + form(), "乙.txt": form(), "丙.txt": narrative()}

    assert names(tmp_path, files) == [("热线运行", 2)]
