from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.check.engine import examine
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loader
from ptgen.edit.formatter.run import declared_keys, formatted
from ptgen.importer.comparison import Likeness, compared_form
from ptgen.importer.drafts.write import write_new
from ptgen.importer.plan import ImportFilesError, plan_import
from ptgen.importer.report.outcome import differences, left_over, told
from ptgen.importer.report.page import report_html
from ptgen.view.form import form_of
from tests.importer.sources import ARRANGED, file_text, form, narrative, plan_of, read_text_file


def test_a_narrative_and_its_form_become_one_file(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, narrative() + form())

    assert [path.name for path in plan.texts] == ["unit.yaml", "01-rexian-yunxing.yaml"]
    text = file_text(plan)
    assert "{名称: 线路租费, 测算: 3000元/月*12个月}" in text
    assert "{名称: 配件, 测算: 40件*300元/件, 备注: 按季度采购}" in text
    assert "核定金额: 2万元  # ptgen: ignore PT204=200 原文如此" in text
    assert (
        "年度: 2026\n版式: shanghai-district-2022\n主管部门: 某区某局"
        in plan.texts[tmp_path / "projects" / "unit" / "unit.yaml"]
    )


def test_the_files_are_sound_canonical_and_have_each_contradiction_pinned(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, narrative() + form("56000"))
    write_new(plan.texts)

    files, _ = discover([tmp_path / "projects"])
    disk = disk_files([tmp_path / "projects"])
    loaded = [Loader(disk).load(file) for file in files]
    outcome = examine(loaded)
    assert [one.severity for one in outcome.findings if one.severity == "error"] == []
    assert [(one.code, one.difference) for one in outcome.ignored] == [("PT204", Decimal(200))] * 2
    for file in (*files, files[0].unit):
        text = Path(file.path).read_text("utf-8")
        assert formatted(text, file, disk, declared_keys(disk)).text == text


def test_amounts_in_the_prose_that_are_computed_are_named(tmp_path: Path) -> None:
    said = "拟实施热线运行项目，申请资金5.58万元，去年用了5.1万元。"
    plan = plan_of(tmp_path, narrative(overview=said) + form())

    text = file_text(plan)
    assert "申请资金{{ 年度资金申请总额 | 万元 }}，去年用了5.1万元。" in text
    assert "40件*300元/件={{ 预算['设备维护'].明细['配件'].金额 | 元 }}（按季度采购）" in text


def test_the_comparison_says_what_differs_and_why(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, narrative() + form("56000"))

    (project,) = plan.projects
    found = [(one.source, one.built, said) for one, said in differences(project)]
    assert [one[:2] for one in found] == [("56000.00", "55800.00"), *[("56000", "55800")] * 3]
    assert "核定金额" in found[0][2]
    texts = [one for document in project.documents for one in document.texts]
    cells = [one for one in texts if one.cell and one.likeness is not Likeness.NEW]
    assert told(texts).startswith(f"{len(cells)} 个格子里 {len(cells) - 4} 个相同")


def test_a_changed_cell_is_found(tmp_path: Path) -> None:
    """The comparison itself must be able to fail."""
    (project,) = plan_of(tmp_path, form()).projects
    reading, content = project.draft.reading.form, project.loaded.content
    assert reading is not None
    assert content is not None
    grid = reading.grids[0]
    cells = [replace(one, text="=13条") if one.text == "=12条" else one for one in grid.cells]
    changed = replace(reading, grids=(replace(grid, cells=tuple(cells)),))

    likeness = [(one.source, one.likeness) for one in compared_form(changed, form_of(content))]
    assert ("=13条", Likeness.OTHER) in likeness
    assert [one for one, kind in likeness if kind is Likeness.OTHER] == ["=13条"]


def test_a_lost_row_is_found_though_its_words_stand_elsewhere(tmp_path: Path) -> None:
    (project,) = plan_of(
        tmp_path, form().replace("=12条", "及时").replace(">=98%", "及时")
    ).projects
    reading, content = project.draft.reading.form, project.loaded.content
    assert reading is not None
    assert content is not None
    twice = replace(reading, grids=(*reading.grids, reading.grids[0]))

    found = compared_form(twice, form_of(content))
    assert [one.source for one in found if one.likeness is Likeness.GONE].count("及时") == 2
    assert ("三级指标", Likeness.GONE) not in [(one.source, one.likeness) for one in found]


def test_a_form_alone_has_one_item_with_the_total(tmp_path: Path) -> None:
    text = file_text(plan_of(tmp_path, form()))

    assert "文书: [绩效目标表]" in text
    assert "预算:\n  - 名称: 热线运行\n    测算: 5.58万元\n" in text


def test_a_narrative_alone_says_what_is_to_be_filled_in(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, narrative("按合同支付。"))

    text = file_text(plan)
    assert "# 请核对：原文没有金额\n  - 名称: 热线运行\n    测算: 1元  # 待填写" in text
    assert (
        "主管部门: 某区某局  # 待填写" in plan.texts[tmp_path / "projects" / "unit" / "unit.yaml"]
    )
    assert "计划开始日期: 2026-01-01" in text


def test_documents_of_a_project_find_each_other_between_files(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        narrative() + narrative("（1）课时费，3万元", title="培训项目经费情况说明"),
        form("30000", "培训") + form(),
    )

    assert [(one.draft.reading.name, len(one.documents)) for one in plan.projects] == [
        ("热线运行", 2),
        ("培训", 2),
    ]
    assert not any(
        one.code == "PT013" for one in examine([p.loaded for p in plan.projects]).findings
    )


def test_a_doubtful_match_is_marked_at_its_line(tmp_path: Path) -> None:
    source = narrative(title="项目经费情况说明1", overview="拟实施热线改造项目。") + form()
    text = file_text(plan_of(tmp_path, source))

    assert text.startswith(
        "# 请核对：说明写的是“热线改造”，表上是“热线运行”，因为前后相连才放在一起\n"
    )


def test_what_has_no_place_is_listed_and_kept_as_a_comment(tmp_path: Path) -> None:
    source = narrative() + "八、其他事项\n按规定公开。\n" + form() + "\n汇报材料另附。\n"
    plan = plan_of(tmp_path, source)

    listed = list(left_over(plan))
    assert any("没有对应的键“其他事项 按规定公开。”" in one for one in listed)
    assert any("没有用上“汇报材料另附。”" in one for one in listed)
    assert "：其他事项 按规定公开。" in file_text(plan).split("\n")[0]


def test_persons_and_telephone_numbers_are_counted_and_left_out(tmp_path: Path) -> None:
    said = "拟实施热线运行项目，联系人：王某某，联系电话：021-12345678，接听12345热线。"
    plan = plan_of(tmp_path, narrative(overview=said) + form())

    assert "王某某" not in "".join(plan.texts.values())
    assert "项目概述: 拟实施热线运行项目，接听12345热线。" in file_text(plan)
    assert "姓名和电话 2 处，没有带入" in list(left_over(plan))
    assert "王某某" not in report_html(plan)
    assert [told for _, told in differences(plan.projects[0])] == ["姓名或电话没有带入"]


def test_the_same_name_is_never_written_twice(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, narrative() + form())
    write_new(plan.texts)

    with pytest.raises(ImportFilesError, match="已经有同名的项目"):
        plan_of(tmp_path, narrative() + form())


def test_a_unit_that_is_there_is_kept_and_numbers_go_on(tmp_path: Path) -> None:
    write_new(plan_of(tmp_path, form("30000", "培训")).texts)

    plan = plan_of(tmp_path, form())

    assert [path.name for path in plan.texts] == ["02-rexian-yunxing.yaml"]
    assert "主管部门" not in file_text(plan)


def test_an_edition_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    document = read_text_file(tmp_path, form())

    with pytest.raises(ImportFilesError, match="没有版式 none"):
        plan_import([document], tmp_path / "projects" / "unit", "none", None)


def test_a_document_without_projects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFilesError, match="没有找到"):
        plan_of(tmp_path, "会议通知\n各科室：\n")


def test_sentences_that_are_wrong_elsewhere_do_not_keep_projects_from_being_built(
    tmp_path: Path,
) -> None:
    source = narrative(ARRANGED, overview="说明项目的主要内容，具体见表格。") + form()
    plan = plan_of(tmp_path, source)

    assert not any(
        one.severity == "error" for one in examine([p.loaded for p in plan.projects]).findings
    )


def test_braces_of_a_source_compute_nothing(tmp_path: Path) -> None:
    arranged = "（1）线路{{ 项目名称 }}，55800元。\n"
    source = narrative(arranged, overview="拟实施{{ 年度 }}热线运行项目。") + form()
    plan = plan_of(tmp_path, source.replace("群众来电", "{% raw %}来电"))

    assert plan.projects[0].loaded.sound
    text = file_text(plan)
    assert "拟实施〔〔 年度 〕〕热线运行项目。" in text
    assert "〔% raw %〕来电" in text


def test_a_plan_by_quarters_that_does_not_add_up_is_told_and_not_written(tmp_path: Path) -> None:
    quarters = "季度用款计划：一季度1万元，二季度1万元，三季度1万元，四季度1万元。\n"
    plan = plan_of(tmp_path, narrative(ARRANGED + quarters) + form())

    assert plan.projects[0].loaded.sound
    text = file_text(plan)
    assert "\n季度用款计划:" not in text
    assert text.startswith(
        "# 请核对：和算出的金额对不上，没有写：季度用款计划: [1万元, 1万元, 1万元, 1万元]"
    )


def test_funds_beyond_the_amount_are_told_and_not_written(tmp_path: Path) -> None:
    source = narrative() + form().replace("上年结转资金\t0", "上年结转资金\t90000")
    plan = plan_of(tmp_path, source)

    assert plan.projects[0].loaded.sound
    assert "没有写：资金来源: {上年结转资金: 9万元}" in file_text(plan).split("\n")[0]


def test_a_folder_gets_a_name_that_is_seen_whole(tmp_path: Path) -> None:
    text = form().replace("某区某局", "../某区\u202e某局\u2800")
    plan = plan_import([read_text_file(tmp_path, text)], None, None, None)
    assert {path.parent.as_posix() for path in plan.texts} == {"projects/某区某局-2026"}


def test_departments_and_years_have_folders_of_their_own(tmp_path: Path) -> None:
    other = form(name="培训").replace("某区某局", "某区教育局")
    later = form().replace("2026", "2025")
    documents = [
        read_text_file(tmp_path, text, f"{at}.txt")
        for at, text in enumerate((form(), other, later))
    ]

    plan = plan_import(documents, None, None, None)

    folders = {path.parent.as_posix() for path in plan.texts}
    assert folders == {
        "projects/某区某局-2026",
        "projects/某区教育局-2026",
        "projects/某区某局-2025",
    }
    assert len(plan.texts) == 6
