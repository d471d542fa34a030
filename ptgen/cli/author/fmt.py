"""``ptgen fmt``: project and unit files in one canonical form."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ptgen.cli.author.difference import echo_difference
from ptgen.cli.localization import command
from ptgen.cli.places import flag, paths_argument, projects_at
from ptgen.core.diagnostics import Diagnostic, Span, error, has_errors
from ptgen.core.filesystem import disk_files, read_bytes, write_bytes
from ptgen.core.source.parse import read
from ptgen.edit.formatter.run import MOST_BYTES, declared_keys, formatted
from ptgen.report.escape import visible, wants_color
from ptgen.report.findings.text import render_text


@command(
    help="把写法改整齐：把 [路径] 下的项目文件和 unit.yaml（默认 projects/）改成统一的写法；注释保留，金额不变。",
    epilog="例：ptgen fmt --check projects/\n\n状态码 0 都是统一写法或已改好，1 有文件要改或读不了。",
)
@paths_argument
@flag("--check", "only_check", help="只列出要改的文件，不改")
@flag("--diff", "show", help="显示要改什么，不改")
def fmt(*, paths: tuple[Path, ...], only_check: bool, show: bool) -> int:
    """Format, or say what would change; see the help."""
    files, found = projects_at(paths)
    disk = disk_files(paths)
    wrong: list[Diagnostic] = list(found)
    lines: dict[str, Sequence[str]] = {}
    declared = declared_keys(disk)
    changed = 0
    # The projects, and the unit file of each of their folders once.
    for file in dict.fromkeys(one for project in files for one in (project.unit, project)):
        data = read_bytes(Path(file.path))
        if data is None:
            continue
        try:
            before = data.decode("utf-8")
        except UnicodeDecodeError:
            wrong.extend(read(data, file.path).diagnostics)
            continue
        if len(data) > MOST_BYTES:
            message = f"文件过大（{len(data) >> 10} KB），不作整理"
            wrong.append(error("PT005", Span.at(file.path), message, "请拆成几个项目"))
            continue
        result = formatted(before, file, disk, declared)
        wrong.extend(result.diagnostics)
        lines[file.path] = before.split("\n")
        if result.text == before or result.diagnostics:
            continue
        changed += 1
        if show:
            echo_difference(file.path, before, result.text)
        elif only_check:
            click.echo(f"{visible(file.path)}  要改")
        else:
            write_bytes(Path(file.path), result.text.encode("utf-8"))
            click.echo(f"{visible(file.path)}  已改")
    if wrong:
        click.echo(render_text(wrong, lines, color=wants_color(sys.stderr)), err=True)
    click.echo(f"{changed} 个文件{'要改' if only_check or show else '已改'}")
    return 1 if has_errors(wrong) or (changed and (only_check or show)) else 0
