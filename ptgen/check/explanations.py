"""The page that explains a rule, in Markdown: one file a rule in ``explained/``."""

from functools import cache
from pathlib import Path

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.diagnostics import Severity

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.HINT: "提示"}
FAMILIES = {
    "PT0": "文件",
    "PT1": "字段",
    "PT2": "金额",
    "PT3": "指标",
    "PT4": "正文",
    "PT5": "生成（只在 ptgen build 时发现）",
    "PT6": "标准和科目",
}
HEADINGS = ("它做什么", "为什么不好", "例子", "怎么改", "依据")
_FOLDER = Path(__file__).resolve().parent / "explained"


@cache
def page_of(code: str) -> str:
    """``# PT204 核定不符`` with its severity and its sections; raises ``KeyError``."""
    rule = CATALOGUE[code]
    text = (_FOLDER / f"{code}.md").read_text("utf-8").strip()
    facts = [SEVERITIES[rule.severity]]
    if rule.fixable:
        facts.append("`ptgen check --fix` 可以改")
    if rule.across:
        facts.append("比较几个项目")
    return f"# {code} {rule.name}\n\n{rule.summary}。（{'，'.join(facts)}）\n\n{text}\n"


def listing() -> str:
    """One line a rule, by family: what ``ptgen rule`` prints."""
    lines = []
    for family, name in FAMILIES.items():
        lines.append(f"{family}xx {name}")
        for code, rule in CATALOGUE.items():
            if code.startswith(family):
                mark = "，可自动改" if rule.fixable else ""
                lines.append(
                    f"  {code}  {SEVERITIES[rule.severity]}  {rule.name}：{rule.summary}{mark}"
                )
        lines.append("")
    return "\n".join(lines)
