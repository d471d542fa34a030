"""``ptgen doctor``: what this machine lacks, and the command that installs it."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import asdict

import click

import ptgen
from ptgen.cli.localization import command
from ptgen.cli.places import flag
from ptgen.render.requirements import FONTS, State, Thing, remedy, things
from ptgen.report.escape import visible


@command(
    help="看装齐了没有：哪个排版程序画得出 PDF、字体（按用途）、git 等，并给出安装的命令。",
    epilog="例：ptgen doctor\n\n状态码 0 需要的都有，2 有缺的。",
)
@flag("--script", help="只输出安装的命令，可交给 bash 运行；没有缺的就没有输出")
@flag("--json", "as_json", help="输出 JSON，供别的程序读")
def doctor(*, script: bool, as_json: bool) -> int:
    """Say what is there and what is not; see the help."""
    if script:
        for line in remedy(tuple(things())):
            click.echo(line)
        return 0
    found = tuple(things())
    missing = [one for one in found if one.state is State.LACKS]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return 2 if missing else 0
    click.echo(f"ptgen {ptgen.__version__}")
    echo_things(found)
    click.echo()
    click.echo(
        f"缺 {len(missing)} 样：{'、'.join(one.name for one in missing)}"
        if missing
        else "需要的都有。"
    )
    commands = remedy(found)
    if commands:
        click.echo("在 Debian、Ubuntu 上这样装上缺的和可选的（别的系统请安装相当的软件包）：")
        for line in commands:
            click.echo(f"  {line}")
    if any(one.group == FONTS for one in missing):
        click.echo("没有管理员权限，或在 Windows、macOS 上，装字体见 ptgen fonts")
    return 2 if missing else 0


def echo_things(found: Iterable[Thing]) -> None:
    """The things by groups."""
    for group, members in itertools.groupby(found, key=lambda one: one.group):
        click.echo(f"\n{group}")
        for one in members:
            click.echo(f"  {one.state}  {one.name}：{visible(one.said)}")
