"""The paths that a command names, and the projects there."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import PROJECTS, discover, is_there, shown
from ptgen.core.loader import ProjectFile
from ptgen.report.escape import visible


def _or_projects(
    _context: click.Context, _parameter: click.Parameter, value: tuple[Path, ...]
) -> tuple[Path, ...]:
    return value or (Path(PROJECTS),)


PATH = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
THERE = click.Path(path_type=Path, exists=True)
FOLDER_THERE = click.Path(path_type=Path, exists=True, file_okay=False)
YEAR = click.IntRange(1900, 2199)

paths_argument = click.argument(
    "paths", nargs=-1, type=PATH, metavar="[路径]…", callback=_or_projects
)
"""The paths of a command; where none is named, ``projects``."""
unit_option = partial(click.option, "--unit", type=FOLDER, metavar="文件夹")
flag = partial(click.option, is_flag=True)
format_option = partial(click.option, "--format", metavar="格式")

Found = tuple[tuple[ProjectFile, ...], tuple[Diagnostic, ...]]
"""Project files, and what lies among them and is none."""


def require_there(places: Sequence[Path]) -> None:
    """Raise ``UsageError`` for a path at which nothing is."""
    missing = [visible(str(place)) for place in places if not is_there(place)]
    if missing:
        hint = "；新建一个文件夹用 ptgen init" if missing == [PROJECTS] else ""
        raise click.UsageError(f"没有这个文件或文件夹：{'、'.join(missing)}{hint}")


def projects_at(places: Sequence[Path], *, nothing: bool = False) -> Found:
    """The project files at and below the paths; with ``nothing`` there may be none.

    Raises ``UsageError`` for a path at which nothing is, and where no project file is found.
    """
    require_there(places)
    found = discover(places)
    if any(found) or nothing:
        return found
    listed = "、".join(visible(shown(place)) for place in places)
    hint = f"新建用 ptgen new，别处的写出路径，如 {PROJECTS}/某单位-2026"
    raise click.UsageError(f"{listed} 里没有项目文件（unit.yaml 以外的 .yaml）：{hint}")
