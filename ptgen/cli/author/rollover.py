"""``ptgen rollover``: a unit's projects in the next year, all of them or none."""

import os
import secrets
import shutil
from pathlib import Path

import click

from ptgen.check.engine import check
from ptgen.check.rules.file.pending import CHECKING, FILLING
from ptgen.cli.localization import command
from ptgen.cli.places import FOLDER_THERE, YEAR
from ptgen.core import atomic
from ptgen.core.diagnostics import Severity, has_errors, in_order
from ptgen.core.filesystem import discover, disk_files, shown
from ptgen.core.held_folder import PREFIX, SUFFIX, held
from ptgen.core.loader import Loader
from ptgen.edit.rollover.rollover import RolledOver, RolloverError, roll_over
from ptgen.report.escape import visible
from ptgen.report.findings.text import place, render_text, summary


@command(
    help="编下一年的预算：把一个单位的文件夹带到以后的年度，写成新的文件夹：年度和起止日期顺延，分年的余款成为新一年的预算项，注释保留；要人看一眼的地方都有标记并列出来。",
    epilog="例：ptgen rollover projects/某单位-2022 --to 2023\n\n状态码 0 已写好，1 内容有错，2 无法运行。",
)
@click.argument("folder", type=FOLDER_THERE, metavar="文件夹")
@click.option("--to", "year", type=YEAR, required=True, metavar="年度", help="带到哪一年")
def rollover(*, folder: Path, year: int) -> int:
    """Write the new folder and list what to look at; see the help."""
    try:
        made = roll_over(folder, year)
    except RolloverError as failure:
        raise click.UsageError(str(failure)) from failure
    if has_errors(made.diagnostics):
        text = render_text(in_order(made.diagnostics), made.lines, color=False)
        click.echo(text, nl=False, err=True)
        click.echo("没有写文件：请先改好这些错误", err=True)
        return 1
    try:
        _write(made)
    except OSError as failure:
        there = isinstance(failure, FileExistsError)
        why = "已经有这个文件夹，不会覆盖" if there else atomic.reason(failure)
        raise atomic.OutputError(f"写不了 {shown(made.target)}：{why}") from failure
    for path in made.finished:
        click.echo(f"没有带入  {visible(path)}：各项到 {year - 1} 年已经付清")
    for name in made.texts:
        click.echo(f"新建  {visible(shown(made.target / name))}")
    return _report(made.target)


def _write(made: RolledOver) -> None:
    """All files or none: a folder beside the new one gets its name when all is in it."""
    if os.path.lexists(made.target):
        raise FileExistsError(made.target)
    draft = f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
    with held(made.target.parent.resolve()) as parent:
        try:
            for name, text in made.texts.items():
                path = parent.path / draft / name
                with held(path.parent, make=True) as folder:
                    folder.put(path.name, text.encode("utf-8"))
            parent.rename(draft, made.target.name)
        except BaseException:
            shutil.rmtree(parent.at(draft), ignore_errors=True, dir_fd=parent.handle)
            raise


def _report(folder: Path) -> int:
    """What is to be looked at, each at its line; then what is wrong, if anything is."""
    files, _ = discover([folder])
    loader = Loader(disk_files([folder]))
    loaded = [loader.load(file) for file in files]
    found = check(loaded)
    own = (CHECKING.code, FILLING.code)
    marks = [one for one in found if one.code in own]
    for one in marks:
        click.echo(f"{place(one)}  {visible(one.message)}")
    click.echo(f"要核对的有 {len(marks)} 处；核对一处，删去一处注释，ptgen check 列出余下的")
    rest = [one for one in found if one.code not in own]
    click.echo(f"检查的结果：{summary(rest)}")
    wrong = [one for one in rest if one.severity is Severity.ERROR]
    lines = {path: text for one in loaded for path, text in one.lines.items()}
    click.echo(render_text(wrong, lines, color=False), nl=False, err=True)
    return 1 if wrong else 0
