"""All findings in one run; suppressions; settings."""

from ptgen.check.settings import Policy, Settings
from ptgen.core.diagnostics import Severity
from tests.check.conftest import BASE, INDICATORS, SOUND, Checked

WRONG = BASE + INDICATORS + "预算:\n  - {名称: 维护费, 测算: 30万元, 核定金额: 25万元}\n"


def _codes(found: tuple[object, ...]) -> list[str]:
    return [getattr(finding, "code", "") for finding in found]


def test_a_sound_project_has_no_findings(checked: Checked) -> None:
    assert checked(SOUND) == ()


def test_a_comment_beside_the_line_silences_its_code_only(checked: Checked) -> None:
    silent = WRONG.rstrip() + "  # ptgen: ignore PT204=-50000 公开的表如此\n"
    assert _codes(checked(WRONG)) == ["PT204"]
    assert _codes(checked(silent)) == []
    assert _codes(checked(silent.replace("PT204", "PT203"))) == ["PT204", "PT010"]


def test_a_comment_alone_covers_the_next_line(checked: Checked) -> None:
    above = WRONG.replace("  - {名称", "  # ptgen: ignore PT204=-50000 公开的表如此\n\n  - {名称")
    assert _codes(checked(above)) == []


def test_a_comment_behind_the_bar_covers_the_whole_text(checked: Checked) -> None:
    text = SOUND + "项目概述: |  # ptgen: ignore PT103 待补\n  甲\n  乙{{ 没有 }}\n"
    assert _codes(checked(text)) == []


def test_a_mark_inside_a_text_is_no_comment(checked: Checked) -> None:
    inside = WRONG.replace("设备运行", '"设备 # ptgen: ignore PT204"')
    assert _codes(checked(inside)) == ["PT204"]
    block = WRONG + "项目概述: |\n  甲\n  # ptgen: ignore PT204\n"
    assert _codes(checked(block)) == ["PT204"]


def test_a_comment_that_silences_nothing_is_told(checked: Checked) -> None:
    text = SOUND + "# ptgen: ignore PT204 没有了\n"
    assert _codes(checked(text)) == ["PT010"]


def test_comments_that_cannot_be_read_are_told(checked: Checked) -> None:
    assert _codes(checked(SOUND + "# ptgen: ignor PT204\n")) == ["PT011"]
    assert _codes(checked(SOUND + "# ptgen: ignore\n")) == ["PT011"]
    assert _codes(checked(SOUND + "# ptgen: ignore PT999 甲\n")) == ["PT011"]


def test_formulas_are_read_although_the_model_fails(checked: Checked) -> None:
    text = (
        BASE
        + INDICATORS
        + (
            "预算:\n"
            "  - {名称: 甲, 测算: 3部 & 4元}\n"
            "  - {名称: 乙, 测算: 5万元, 方式: 随便}\n"
            "  - {名秤: 丙, 测算: 4元*3元}\n"
            "  - {测算: 4000元/天*6人}\n"
        )
    )
    assert _codes(checked(text)) == ["PT201", "PT102", "PT002", "PT202", "PT101", "PT208"]


def test_a_key_written_twice_hides_nothing_else(checked: Checked) -> None:
    text = SOUND.replace("测算: 30万元", "测算: 30万万元") + "年度: 2023\n"
    assert _codes(checked(text)) == ["PT201", "PT003"]


def test_a_file_that_is_not_yaml_does_not_hide_the_others(checked: Checked) -> None:
    found = checked({"a.yaml": "a: [", "b.yaml": WRONG, "c.yaml": b"\xff\xfe"})
    assert [(finding.span.path, finding.code) for finding in found] == [
        ("a.yaml", "PT001"),
        ("b.yaml", "PT204"),
        ("c.yaml", "PT004"),
    ]


def test_settings_change_severities_and_switch_rules_off(checked: Checked) -> None:
    assert checked(WRONG, Settings(Policy(ignore=("PT2",)))) == ()
    assert checked(WRONG, Settings(Policy(select=("PT1",)))) == ()
    mild = Policy(severities={"PT204": Severity.WARNING})
    assert [found.severity for found in checked(WRONG, Settings(mild))] == [Severity.WARNING]


def test_the_innermost_folder_decides(checked: Checked) -> None:
    settings = Settings(
        Policy(), (("a", Policy(ignore=("PT204",))), ("a/b", Policy(select=("PT204",))))
    )
    files: dict[str, str | bytes] = {"a/x.yaml": WRONG, "a/b/y.yaml": WRONG, "ab/z.yaml": WRONG}
    assert [found.span.path for found in checked(files, settings)] == ["a/b/y.yaml", "ab/z.yaml"]


LAYOUT = "继承: shanghai-district-2022\n名称: 另一版\n规则: {PT308: 错误, PT312: 关}\n"
WORDS = SOUND.replace("≥85%", "提升").replace("=100%", "正常")


def test_a_layout_changes_severities_and_switches_rules_off(checked: Checked) -> None:
    files: dict[str, str | bytes] = {"a.yaml": WORDS}
    assert _codes(checked(files)) == ["PT312", "PT308"]
    other = WORDS.replace("shanghai-district-2022", "other")
    files = {"a.yaml": other, "templates/other/layout.yaml": LAYOUT}
    (found,) = checked(files)
    assert (found.code, found.severity) == ("PT308", Severity.ERROR)
    # What the repository sets comes before what the layout sets.
    policy = Policy(severities={"PT308": Severity.HINT})
    (found,) = checked(files, Settings(policy))
    assert found.severity is Severity.HINT


def test_a_layout_names_rules_by_their_codes(checked: Checked) -> None:
    wrong = LAYOUT.replace("PT308", "满意度")
    other = WORDS.replace("shanghai-district-2022", "other")
    found = checked({"a.yaml": other, "templates/other/layout.yaml": wrong})
    assert found[-1].span.path == "templates/other/layout.yaml"
    unknown = LAYOUT.replace("PT308", "PT998")
    found = checked({"a.yaml": other, "templates/other/layout.yaml": unknown})
    assert [(one.code, one.span.path, one.span.line) for one in found][-1] == (
        "PT121",
        "templates/other/layout.yaml",
        3,
    )
