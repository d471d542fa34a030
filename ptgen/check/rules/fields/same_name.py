"""PT107: two projects of one folder with the same name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from ptgen.check.context import Subject
from ptgen.check.rule import Rule
from ptgen.core.diagnostics import Diagnostic, Severity

RULE = Rule("PT107", "项目名称重复", Severity.ERROR, "同一文件夹里有两个项目同名", across=True)


def find_across(subjects: Sequence[Subject]) -> Iterator[Diagnostic]:
    """At each of the names; spaces and width of characters make no difference."""
    groups: dict[tuple[str, str], list[Subject]] = {}
    for subject in subjects:
        if subject.has("项目名称"):
            key = (subject.file.folder, folded(subject.project.name))
            groups.setdefault(key, []).append(subject)
    for group in groups.values():
        for subject in group if len(group) > 1 else ():
            others = [other.file.path for other in group if other is not subject]
            message = f"项目名称“{subject.project.name}”与 {'、'.join(others)} 相同"
            yield RULE.at(subject.span("项目名称"), message, "请改成不同的名称")


def folded(text: str) -> str:
    """The text as it is compared: without blanks, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
