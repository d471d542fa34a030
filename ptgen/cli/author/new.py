"""``ptgen new``: a project file in which every key is explained."""

from pathlib import Path

import click

from ptgen.check.rules.file.pending import FILLING, TO_FILL
from ptgen.cli.about.completers import layout_option
from ptgen.cli.localization import command
from ptgen.cli.places import unit_option
from ptgen.core import atomic
from ptgen.core.filesystem import PROJECTS, discover, shown
from ptgen.core.held_folder import held
from ptgen.edit.scaffold.new_project import CannotCreateError, NewFile, copy_project, new_project
from ptgen.report.escape import visible
from ptgen.report.findings.text import render_text, summary


@command(
    help="写一个新项目：新建一个项目文件，每个键都有说明和示例；文件名由项目名称的拼音得来，已有的文件不动。",
    epilog="例：ptgen new 设备运行与维护 --unit projects/某单位-2026\n\n状态码 0 已写好，1 内容有错没有写，2 无法运行。",
)
@click.argument("name", metavar="项目名称")
@unit_option(help="放在哪个单位的文件夹里；只有一个单位时可以不写")
@layout_option(help="用哪个版式；unit.yaml 里写了可以不写")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="文件",
    help="照抄一个项目，只换名称；注释保留",
)
def new(*, name: str, unit: Path | None, edition: str | None, source: Path | None) -> int:
    """Make the file and say what is left to do; see the help."""
    if source is not None and edition is not None:
        raise click.UsageError("--from 照抄原来的版式，不能再写 --layout")
    folder = unit or (source.parent if source is not None else _only_unit())
    try:
        made = (
            new_project(name, folder, edition)
            if source is None
            else copy_project(name, source, folder)
        )
    except CannotCreateError as failure:
        raise click.UsageError(str(failure)) from failure
    if not made.sound:
        lines = {shown(made.path): made.text.split("\n")}
        click.echo(render_text(made.diagnostics, lines, color=False), nl=False, err=True)
        click.echo("没有写文件", err=True)
        return 1
    return _written(made)


def _written(made: NewFile) -> int:
    try:
        with held(made.path.parent.resolve(), make=True) as folder:
            folder.create(made.path.name, made.text.encode("utf-8"))
    except OSError as failure:
        why = "已经有这个文件" if isinstance(failure, FileExistsError) else atomic.reason(failure)
        raise atomic.OutputError(f"写不了 {made.path}：{why}") from failure
    path = visible(shown(made.path))
    click.echo(f"新建  {path}")
    others = [one for one in made.diagnostics if one.code != FILLING.code]
    if others:
        click.echo(f"其中 {summary(others)}，逐条见：ptgen check {path}")
    if made.examples:
        click.echo(f"还有 {made.examples} 处是示例：换成本项目的内容，再删去旁边的“# {TO_FILL}”")
        click.echo("没填完时 ptgen build 不生成这个项目，ptgen build --draft 生成盖“草稿”的文书")
    return 0


def _only_unit() -> Path:
    """The one folder below projects/ that holds a unit; raises ``UsageError``."""
    files, _ = discover([Path(PROJECTS)])
    folders = {Path(file.path).parent for file in files}
    folders |= {path.parent for path in Path(PROJECTS).glob("**/unit.yaml")}
    if len(folders) == 1:
        return folders.pop()
    if not folders:
        raise click.UsageError("这里还没有单位：先运行 ptgen init，或用 --unit 指定文件夹")
    listed = "、".join(sorted(visible(shown(folder)) for folder in folders))
    raise click.UsageError(f"有几个单位，请用 --unit 指定：{listed}")
