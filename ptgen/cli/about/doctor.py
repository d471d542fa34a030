"""``ptgen doctor``: what this machine lacks, and the command that installs it."""

from __future__ import annotations

import itertools

import click

import ptgen
from ptgen.cli.localization import command
from ptgen.render.requirements import State, remedy, things
from ptgen.report.escape import visible


@command(
    help="看装齐了没有：查看这台机器缺什么，字体（按用途，用什么代替）、程序库、git 等，并给出安装的命令。",
    epilog="例：ptgen doctor\n\n状态码 0 需要的都有，2 有缺的。",
)
@click.option(
    "--script", is_flag=True, help="只输出安装的命令，可交给 bash 运行；没有缺的就没有输出"
)
def doctor(*, script: bool) -> int:
    """Say what is there and what is not; see the help."""
    if script:
        for line in remedy(tuple(things())):
            click.echo(line)
        return 0
    click.echo(f"ptgen {ptgen.__version__}")
    found = tuple(things())
    for group, members in itertools.groupby(found, key=lambda one: one.group):
        click.echo(f"\n{group}")
        for one in members:
            click.echo(f"  {one.state}  {one.name}：{visible(one.said)}")
    missing = [one for one in found if one.state is State.LACKS]
    click.echo()
    if not missing:
        click.echo("需要的都有。")
        return 0
    click.echo(f"缺 {len(missing)} 样：{'、'.join(one.name for one in missing)}")
    commands = remedy(found)
    if commands:
        click.echo("在 Debian、Ubuntu 上运行（别的系统请安装相当的软件包）：")
        for line in commands:
            click.echo(f"  {line}")
    return 2
