"""Write docs/rules.md, docs/gallery.md and docs/contradictions.md from rules, gallery and examples.

Run ``python scripts/make_rule_docs.py``; a test says when the pages are stale.
"""

from __future__ import annotations

import os
from pathlib import Path

from ptgen.check.catalogue import CATALOGUE, CHECKED
from ptgen.check.engine import examine
from ptgen.check.explanations import FAMILIES, SEVERITIES, page_of
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loaded, Loader
from ptgen.report.findings.text import render_text

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "tests" / "gallery"
_NOTE = "<!-- 由 scripts/make_rule_docs.py 生成，请勿手改 -->\n"


def pages() -> dict[str, str]:
    """The text of each page by its path below docs/."""
    return {
        "rules.md": rules_page(),
        "gallery.md": gallery_page(),
        "contradictions.md": contradictions_page(),
    }


def rules_page() -> str:
    """The catalogue as a table, then every rule's explanation."""
    parts = [
        _NOTE,
        "# 检查规则\n",
        (
            "`ptgen check` 用这些规则检查项目，`ptgen rule 代码` 显示其中一条的说明；用法和配置见[检查](check.md)。"
            "每条规则的例子和输出见[错误实例](gallery.md)。\n"
        ),
        "| 代码 | 名称 | 级别 | 找什么 |\n| --- | --- | --- | --- |",
    ]
    for code, rule in CATALOGUE.items():
        fix = "（可自动改）" if rule.fixable else ""
        anchor = f"{code} {rule.name}".lower().replace(" ", "-").replace("%", "")
        summary = rule.summary.replace("<", "\\<")
        link = f"[{code}](#{anchor})"
        parts.append(f"| {link} | {rule.name} | {SEVERITIES[rule.severity]} | {summary}{fix} |")
    for family, name in FAMILIES.items():
        parts.append(f"\n## {family}xx {name}\n")
        parts.extend(_deeper(page_of(code)) for code in CATALOGUE if code.startswith(family))
    return "\n".join(parts).rstrip() + "\n"


def _deeper(page: str) -> str:
    """Headings two levels down; lines of examples stay."""
    lines, inside = [], False
    for line in page.split("\n"):
        inside ^= line.startswith("```")
        lines.append(f"##{line}" if line.startswith("#") and not inside else line)
    return "\n".join(lines)


def gallery_page() -> str:
    """Each example with what ``ptgen check`` says about it."""
    parts = [
        _NOTE,
        "# 错误实例\n",
        (
            "每条规则一个能运行的小例子，在 `tests/gallery/` 里；每个例子里也有容易误判、"
            "但没有问题的写法。\n"
        ),
    ]
    for code in CHECKED:
        parts.append(f"## {code} {CATALOGUE[code].name}\n")
        parts.extend(_example(code))
        output = (GALLERY / f"{code}.txt").read_text("utf-8").strip()
        parts.append(f"```text\n{output}\n```\n")
    return "\n".join(parts).rstrip() + "\n"


def _example(code: str) -> list[str]:
    single = GALLERY / f"{code}.yaml"
    files = [single] if single.is_file() else sorted(GALLERY.joinpath(code).rglob("*.*"))
    parts = []
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace").strip()
        kind = file.suffix.removeprefix(".")
        parts.append(f"`{file.relative_to(GALLERY).as_posix()}`：\n\n```{kind}\n{text}\n```\n")
    return parts


def contradictions_page() -> str:
    """What comments in the example projects silence, and why; then what still stands."""
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        loaded = _loaded()
    finally:
        os.chdir(here)
    lines = {source.path: source.lines for project in loaded for source in project.sources}
    outcome = examine(loaded)
    told, silenced = outcome.findings, outcome.ignored
    parts = [
        _NOTE,
        "# 公开文书里的矛盾\n",
        (
            "`projects/` 里的项目照公开的预算文书写成。原文里的金额互相矛盾的地方，"
            "`ptgen check` 都找得到；例子保留原文的数，用忽略注释写明原因。"
            "`ptgen check projects/ --show-ignored` 会把它们列出来。\n"
        ),
        f"## 找到的 {len(silenced)} 处\n",
    ]
    parts.extend(_contradiction(found, lines[found.span.path]) for found in silenced)
    parts.append("## 仍然提示的\n")
    parts.append("这些是原文的写法，不影响生成，留作提醒：\n")
    parts.append(f"```text\n{render_text(told, lines, color=False).rstrip()}\n```\n")
    return "\n".join(parts).rstrip() + "\n"


def _contradiction(found: Diagnostic, lines: tuple[str, ...]) -> str:
    line = lines[found.span.line - 1]
    reason = line.partition(found.code)[2].strip()
    hint = f"  \n  {found.hint}" if found.hint else ""
    return (
        f"- `{found.span.path}:{found.span.line}` {found.code} {found.message}。{hint}\n\n"
        f"  ```yaml\n  {line.strip()}\n  ```\n\n  忽略的原因：{reason}\n"
    )


def _loaded() -> tuple[Loaded, ...]:
    folder = Path("projects")
    files, _ = discover([folder])
    loader = Loader(disk_files([folder]))
    return tuple(loader.load(file) for file in files)


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        path = ROOT / "docs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
