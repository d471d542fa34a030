"""PT214: a volume whose projects are of different years."""

from collections.abc import Sequence

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.core.source.nodes import Mapping, key_span

RULE = Rule("PT214", "汇编年度不一", Severity.WARNING, "汇编里各项目的年度不同", across=True)


def find_years(contexts: Sequence[RuleContext], unit: Mapping) -> Findings:
    """``contexts`` are all projects of the volume's folder; at 汇编 in ``unit``."""
    stems: dict[int, list[str]] = {}
    for context in contexts:
        stems.setdefault(context.project.year, []).append(context.file.stem)
    if len(stems) > 1:
        counts = "、".join(f"{year}年 {len(stems[year])} 个" for year in sorted(stems))
        rarest = min(sorted(stems), key=lambda year: len(stems[year]))
        message = f"汇编里各项目的年度不同：{counts}，金额不能跨年度相加"
        hint = f"请核对“年度”，如 {stems[rarest][0]} 的 {rarest}；或按年度分成几个文件夹"
        yield RULE.at(key_span(unit, (VOLUME_KEY,)), message, hint)
