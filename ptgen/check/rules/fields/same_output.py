"""PT108: two projects whose documents would overwrite each other, here or on another machine."""

import unicodedata
from collections.abc import Sequence

from ptgen.check.rule import Findings, Rule, Severity
from ptgen.core.diagnostics import Span
from ptgen.core.loader import ProjectFile
from ptgen.core.model.project import DocumentKind

RULE = Rule("PT108", "输出互相覆盖", Severity.ERROR, "文书的输出位置与别的重合", across=True)

# Names that a build writes into folders that are named like projects and their folders.
_DOCUMENTS = ("汇编", "汇总", *(kind.value for kind in DocumentKind))
_TAKEN = frozenset(
    {f"{name}.{end}" for name in _DOCUMENTS for end in ("docx", "pdf", "xlsx")} | {"manifest.json"}
)


def find_files(files: Sequence[ProjectFile]) -> Findings:
    """File names alone decide, so that files that cannot be read are looked at too."""
    groups: dict[str, list[ProjectFile]] = {}
    for file in files:
        groups.setdefault(_place(file.key), []).append(file)
        *folders, stem = file.key.split("/")
        for what, name in (("文件", stem), *(("文件夹", folder) for folder in folders)):
            if _place(name) in _TAKEN:
                message = f"{what}名“{name}”与程序输出的文件同名"
                yield RULE.at(Span.at(file.path), message, f"请给{what}改名")
    for group in groups.values():
        for file in group if len(group) > 1 else ():
            others = "、".join(other.path for other in group if other is not file)
            message = f"文书会与 {others} 的互相覆盖"
            hint = "文件名只有大小写或字形不同，在有的电脑上是同一个，请改名"
            yield RULE.at(Span.at(file.path), message, hint)


def _place(name: str) -> str:
    """Windows and macOS hold names equal that differ in case or in the form of a character."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
