"""``ptgen init``: a repository that works at once."""

import contextlib
from pathlib import Path

import click

from ptgen.cli.about.schema import schema_text
from ptgen.cli.localization import command
from ptgen.cli.places import FOLDER, flag
from ptgen.compare.git.commands import GitError, run_git
from ptgen.core.filesystem import PROJECTS
from ptgen.edit.scaffold.repository import scaffold
from ptgen.edit.scaffold.requirement import requirements
from ptgen.report.escape import visible

TEXTCONV = ("diff.ptgen.textconv", "ptgen text")
_SCHEMAS = ("project", "unit", "layout", "standards")


@command(
    help="从头开始用 ptgen：在 [文件夹]（默认当前文件夹）里建好目录、示例和编辑器设置；已有的文件不动。",
    epilog="例：ptgen init 预算 && cd 预算 && ptgen build",
)
@click.argument("folder", default=".", type=FOLDER, metavar="[文件夹]")
@flag("--vendor", help="把 ptgen 的安装包（whl）也放进仓库，别处不用另找；依赖仍从软件源安装")
def init(*, folder: Path, vendor: bool) -> int:
    """Write the files and say which; see the help."""
    further = {
        f".vscode/{kind}.schema.json": schema_text(kind, [folder / PROJECTS]).encode()
        for kind in _SCHEMAS
    }
    made, kept = scaffold(folder, {**further, **requirements(vendor=vendor)})
    for name in made:
        click.echo(f"新建  {visible(name)}")
    for name in kept:
        click.echo(f"已有  {visible(name)}（没有改动）")
    if _set_textconv(folder):
        click.echo("已设置 git diff 显示 Word 文书和项目文件的文字")
    else:
        click.echo(f'建成 git 仓库后运行一次：git config {TEXTCONV[0]} "{TEXTCONV[1]}"')
    if not _knows_who_commits(folder):
        click.echo("git 还不知道您是谁。提交以前运行一次，换成自己的姓名和邮箱：")
        click.echo('  git config --global user.name "姓名"')
        click.echo('  git config --global user.email "name@example.com"')
    click.echo("下一步：ptgen build")
    return 0


def _knows_who_commits(folder: Path) -> bool:
    """Whether git would commit; where there is no git, ``ptgen doctor`` says so."""
    with contextlib.suppress(GitError):
        return run_git(folder, "var", "GIT_AUTHOR_IDENT").returncode == 0
    return True


def _set_textconv(folder: Path) -> bool:
    """Tell the repository's git how to show our files as text; unless it has such a setting."""
    if not (folder / ".git").exists():
        return False
    query = ("--get", TEXTCONV[0])
    with contextlib.suppress(GitError):
        settings = (run_git(folder, "config", "--local", *words) for words in (query, TEXTCONV))
        return any(done.returncode == 0 for done in settings)
    return False
