"""``ptgen diff``: what a change of the files does to the money.

Exit status: 0 printed, 1 a condition of ``--fail-if`` is met, 2 the two sides could not be had.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from ptgen.check.settings import Settings
from ptgen.cli.about.completers import revisions
from ptgen.cli.localization import command
from ptgen.cli.places import flag, format_option
from ptgen.compare.fail_if import EXPLAINED, Condition, ConditionError, condition
from ptgen.compare.git.commands import GitError
from ptgen.compare.git.repository import Objects, Repository, open_repository
from ptgen.compare.git.snapshots import Range, read_range, scopes, snapshots
from ptgen.compare.review import Review, review, settings_at
from ptgen.compare.snapshot import Snapshot, folder_snapshot
from ptgen.report.changes.card import Verdict, card_of
from ptgen.report.changes.html import changes_html
from ptgen.report.changes.json import changes_json
from ptgen.report.changes.markdown import changes_markdown
from ptgen.report.changes.text import changes_text
from ptgen.report.escape import visible, wants_color

_FORMATS: dict[str, Callable[[Review], str]] = {
    "text": lambda found: changes_text(found, color=wants_color(sys.stdout)),
    "markdown": changes_markdown,
    "json": lambda found: changes_json(found.changes),
    "html": changes_html,
}
_Sides = tuple[Snapshot, Snapshot, Settings]


def _conditions(
    _context: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[Condition, ...]:
    try:
        return tuple(condition(text) for text in value)
    except ConditionError as failure:
        raise click.BadParameter(str(failure), param=param) from failure


@command(
    help="""看改了什么，审别人的改动：比较两个版本的金额、明细、指标、日期和文字。

    先说结论（通过、需说明、不通过）和原因，再说各年合计、变化最大的几项，然后是明细。

    \b
    ptgen diff                   上次提交 → 工作区
    ptgen diff main              与 main 分叉处 → 工作区
    ptgen diff main..feature     main → feature
    ptgen diff main...feature    两者分叉处 → feature
    ptgen diff main 路径…         只看这些路径（默认 projects/）
    ptgen diff --no-git 旧 新     比较两个文件夹
    """,
    epilog="例：ptgen diff main --fail-if 'growth>10%' --fail-if weaker\n\n有“>”的条件要加引号。状态码 0 正常，1 有条件或有新的错误不通过，2 比较不了。",
)
@click.argument("arguments", nargs=-1, metavar="[版本[..版本]] [路径]…", shell_complete=revisions)
@format_option(
    "form",
    type=click.Choice(tuple(_FORMATS)),
    default="text",
    help="text（默认）、markdown（合并请求的评论）、json、html（一页，可打印）",
)
@flag("--no-git", help="比较两个文件夹，不用 git")
@flag("--whole", help="另算全部项目的合计（要读全部项目）")
@click.option(
    "--fail-if",
    "conditions",
    multiple=True,
    callback=_conditions,
    metavar="条件",
    help=f"条件成立时退出状态为 1，可写多次。{EXPLAINED}",
)
def diff(
    arguments: tuple[str, ...],
    form: str,
    no_git: bool,
    whole: bool,
    conditions: tuple[Condition, ...],
) -> int:
    """Compare, print, and say whether a condition is met."""
    with _sides(arguments, no_git=no_git) as (old, new, settings):
        found = review(old, new, settings, conditions, whole=whole)
    click.echo(_FORMATS[form](found), nl=False)
    card = card_of(found)
    if not conditions or card.verdict is not Verdict.FAILS:
        return 0
    for reason in card.failures:
        click.echo(f"不通过: {visible(str(reason))}", err=True)
    return 1


@contextlib.contextmanager
def _sides(arguments: tuple[str, ...], *, no_git: bool) -> Iterator[_Sides]:
    if no_git:
        yield _folders(arguments)
        return
    repository = open_repository(Path.cwd())
    compared, paths = _read(repository, arguments)
    within = scopes(repository, paths)
    top = repository.top
    settings = settings_at([top / one.path for one in within] if top else [], top)
    with Objects(repository) as objects:
        yield *snapshots(repository, objects, compared, within), settings


def _folders(arguments: tuple[str, ...]) -> _Sides:
    if len(arguments) < 2:
        raise GitError("--no-git 要写两个文件夹：旧的和新的")
    for folder in arguments[:2]:
        if not Path(folder).is_dir():
            raise GitError(f"没有文件夹 {folder}")
    old, new = (folder_snapshot(Path(folder), arguments[2:]) for folder in arguments[:2])
    if not old.projects and not new.projects:
        raise GitError("两个文件夹里都没有项目文件。请写含 projects/ 的文件夹")
    return old, new, settings_at(map(Path, arguments[:2]), None)


def _read(repository: Repository, arguments: tuple[str, ...]) -> tuple[Range, tuple[str, ...]]:
    """A first argument that names no revision but a path is a path, as git reads it."""
    if not arguments:
        return Range("HEAD", None, False), ()
    first = arguments[0]
    compared = read_range(first)
    is_path = Path(first).exists()
    is_revision = ".." in first or repository.resolve(first) is not None
    if is_path and is_revision and not first.startswith(("./", "../", "/")):
        raise GitError(f"“{first}”既是版本又是路径。版本请写 {first}..，路径请写 ./{first}")
    if is_path:
        return Range("HEAD", None, False), arguments
    return compared, arguments[1:]
