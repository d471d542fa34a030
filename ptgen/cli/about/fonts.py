"""``ptgen fonts``: which font plays each role here, and fonts put into the user's own folder."""

from pathlib import Path

import click

from ptgen.cli.about.doctor import echo_things
from ptgen.cli.localization import command
from ptgen.cli.places import THERE, flag
from ptgen.render.fonts.install import FILES, install
from ptgen.render.fonts.installed import font_folders
from ptgen.render.fonts.roles import Role
from ptgen.render.requirements import State, font_things
from ptgen.report.escape import visible


@command(
    help="列出公文用的字体：各种用途用哪个文件，缺哪些、放到哪里。--install 把 [路径] 里的装好。",
    epilog="例：ptgen fonts\n\n状态码 0 都有，2 有缺的。",
)
@click.argument("paths", nargs=-1, type=THERE, metavar="[路径]…")
@flag(
    "--install",
    "wanted",
    help="把字体文件、文件夹、zip 或 whl 里用得上的字体装到自己的字体文件夹，不用管理员权限",
)
def fonts(*, paths: tuple[Path, ...], wanted: bool) -> int:
    """List the roles, after installing what was named; see the help."""
    if wanted != bool(paths):
        raise click.UsageError("安装字体写成 ptgen fonts --install 路径…；只列出时两样都不写")
    if wanted and not (made := install(paths)):
        raise click.UsageError("这些路径里没有用得上的字体")
    for file in made if wanted else ():
        click.echo(f"装好  {visible(str(file))}")
    found = tuple(font_things())
    echo_things(found)
    missing = [one for one in found if one.state is State.LACKS]
    if not missing:
        return 0
    click.echo("\n缺的可以是这些文件，运行 ptgen fonts --install 文件… 装好：")
    for one in missing:
        click.echo(f"  {one.name}：{FILES[Role(one.name)]}")
    click.echo(f"也可以自己放到 {visible(str(font_folders()[0]))}。")
    click.echo("黑体和宋体也可由软件包带来：pip install 'ptgen[fonts]'")
    return 2
