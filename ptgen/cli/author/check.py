"""Stage cli: ``ptgen check``: read, look, say what is wrong; nothing is written but by --fix."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ptgen.check.autofix import apply_fixes
from ptgen.check.config import Configured, configured, unknown_code, with_options
from ptgen.check.engine import check as check_all
from ptgen.cli.about.completers import codes
from ptgen.cli.localization import ChineseCommand
from ptgen.cli.places import projects_at
from ptgen.core.diagnostics import Diagnostic, Severity, in_order
from ptgen.core.filesystem import disk_files, partial_folders, read_bytes, write_bytes
from ptgen.core.loader import Loader
from ptgen.report.escape import visible
from ptgen.report.findings.text import place, render_text, summary

FORMATS = ("text", "json", "github", "sarif")
# What is mended may uncover more (&amp;lt;); each round makes the text smaller or plainer.
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and the lines of the files that it was found in.

    ``ignored`` is what comments silence, if it was asked for: it is shown and counts for nothing.
    """

    findings: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...]
    lines: dict[str, Sequence[str]]
    projects: int


def _codes(
    ctx: click.Context,  # noqa: ARG001 click calls it so
    param: click.Parameter,
    value: tuple[str, ...],
) -> tuple[str, ...]:
    codes = [code.strip().upper() for text in value for code in text.split(",") if code.strip()]
    for code in codes:
        wrong = unknown_code(code)
        if wrong:
            raise click.BadParameter(f"{wrong}；ptgen rule 列出所有规则", param=param)
    return tuple(codes)


@click.command(
    cls=ChineseCommand,
    help="检查 [路径] 下的项目（默认 projects/），指出每处问题在哪一行、怎么改。",
    epilog="例：ptgen check projects/ --format github；状态码 0 没有错误，1 有错误，2 无法运行。",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[路径]…")
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    metavar="|".join(FORMATS),
    help="输出的格式（默认 text）",
)
@click.option(
    "--select",
    multiple=True,
    callback=_codes,
    metavar="代码",
    shell_complete=codes,
    help="只看这些规则，如 PT2,PT301",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_codes,
    metavar="代码",
    shell_complete=codes,
    help="不看这些规则",
)
@click.option("--strict", is_flag=True, help="有警告也算不通过")
@click.option("--show-ignored", is_flag=True, help="注释里忽略的也列出来，不影响状态码")
@click.option("--fix", is_flag=True, help="把能安全改的改好：全角数字、网页标记、字号括号等")
def check(
    *,
    paths: tuple[Path, ...],
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    show_ignored: bool,
    fix: bool,
) -> int:
    """Check and report; see the help."""
    places = paths or (Path("projects"),)
    projects_at(places)
    config = configured(places)
    settings = Configured(
        with_options(config.settings, select, ignore), config.diagnostics, config.lines
    )
    for _ in range(_ROUNDS if fix else 0):
        changed = _fix(_checked(places, settings))
        if changed is None:
            return 2
        if not changed:
            break
    checked = _checked(places, settings, ignored=show_ignored)
    _show(checked, style)
    worst = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return 1 if any(found.severity in worst for found in checked.findings) else 0


@contextmanager
def _without_collecting() -> Iterator[None]:
    """What is read is kept to the end: looking for garbage would cost a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _checked(places: Sequence[Path], config: Configured, *, ignored: bool = False) -> Checked:
    files, wrong = projects_at(places)
    loader = Loader(disk_files(places))
    with _without_collecting():
        loaded = tuple(loader.load(file) for file in files)
        partial = partial_folders(places, files)
        found = check_all(loaded, config.settings, partial)
        every = check_all(loaded, config.settings, partial, silence=False) if ignored else ()
    lines: dict[str, Sequence[str]] = dict(config.lines)
    for project in loaded:
        lines.update((source.path, source.lines) for source in project.sources)
    silenced = tuple(
        replace(one, severity=Severity.HINT, message=f"{one.message}（已忽略）")
        for one in every
        if one not in found
    )
    told = in_order((*config.diagnostics, *wrong, *found))
    return Checked(told, silenced, lines, len(files))


def _fix(checked: Checked) -> int | None:
    """Mend the files in place and list what was mended: how many; ``None``: one is read-only."""
    count = 0
    by_path: dict[str, list[Diagnostic]] = {}
    for found in checked.findings:
        if found.replacement is not None:
            by_path.setdefault(found.span.path, []).append(found)
    for path, findings in by_path.items():
        data = read_bytes(Path(path))
        # A link may lead out of the repository: nothing is written there.
        if data is None or Path(path).is_symlink():
            continue
        text, done = apply_fixes(data.decode("utf-8"), findings)
        if not done:
            continue
        try:
            write_bytes(Path(path), text.encode("utf-8"))
        except OSError as failure:
            click.echo(f"错误: 写不了 {visible(path)}：{failure.strerror}", err=True)
            return None
        count += len(done)
        for found in done:
            click.echo(f"{place(found)}  已改 {found.code} {visible(found.message)}", err=True)
    return count


def _show(checked: Checked, style: str) -> None:
    findings = in_order((*checked.findings, *checked.ignored))
    if style == "json":
        from ptgen.report.findings.json import render_json  # noqa: PLC0415 only what is asked for

        click.echo(render_json(findings), nl=False)
    elif style == "github":
        from ptgen.report.findings.github import render_github  # noqa: PLC0415 only what is asked for

        click.echo(render_github(findings), nl=False)
    elif style == "sarif":
        from ptgen.report.findings.sarif import render_sarif  # noqa: PLC0415 only what is asked for

        click.echo(render_sarif(findings), nl=False)
    else:
        color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(render_text(findings, checked.lines, color=color), nl=False)
        if not findings:
            click.echo(f"{checked.projects} 个项目，{summary(findings)}")
