"""``ptgen templates``: which templates are used, and the built-in ones to begin one's own with."""

from pathlib import Path

import click

from ptgen.cli.localization import ChineseCommand
from ptgen.cli.places import flag, paths_argument
from ptgen.core import atomic
from ptgen.core.filesystem import builtin_templates, disk_files, project_root, shown
from ptgen.render.template_folders import Folders
from ptgen.report.escape import visible

TEMPLATES: dict[str, str] = {
    "narrative.docx": "经费情况说明的样子，Word 和 PDF 都照它",
    "form.docx": "绩效目标表的样子，Word 和 PDF 都照它",
    "narrative.html": "经费情况说明的 PDF 里各段的次序",
    "form.html": "绩效目标表的 PDF 里标题和表的次序",
    "volume.html": "汇编 PDF 的开头：标题、开篇、项目汇总表、目录",
    "print.css": "Word 说不了的 PDF 版式",
}


@click.command(
    cls=ChineseCommand,
    help="改字体、字号、页眉页脚：列出各模板，管什么，用的是自带的还是自己的，PDF 有哪些没有照 Word 模板。"
    "加 --copy 把自带的模板写到 [路径] 的 projects/ 旁边的 templates/，在 Word 里改；已有的不动。",
    epilog="例：ptgen templates --copy",
)
@paths_argument
@flag("--copy", help="写出自带的模板；没改的可以删去，程序用自带的")
@flag("--force", "-f", help="和 --copy 一起用：覆盖已有的")
def templates(*, paths: tuple[Path, ...], copy: bool, force: bool) -> int:
    """Copy or list; see the help."""
    if force and not copy:
        raise click.UsageError("--force 要和 --copy 一起用")
    if not copy:
        return _list(paths)
    for root in dict.fromkeys(project_root(path).parent for path in paths):
        _copy(root, force=force)
    return 0


def _copy(root: Path, *, force: bool) -> None:
    for name in TEMPLATES:
        path = root.resolve() / "templates" / name
        if (path.exists() or path.is_symlink()) and not force:
            click.echo(f"已有  {visible(shown(path))}（没有改动；要覆盖加 --force）")
            continue
        atomic.write(path, (builtin_templates() / name).read_bytes())
        click.echo(f"新建  {visible(shown(path))}")


def _list(paths: tuple[Path, ...]) -> int:
    from ptgen.cli.publish.run import fonts_here  # noqa: PLC0415 a renderer takes time to import
    from ptgen.render.pdf.template_notes import template_notes  # noqa: PLC0415

    files = disk_files(paths)
    folders = Folders(files.templates)
    for name, purpose in TEMPLATES.items():
        path = folders / name
        own = path.parent.resolve() != builtin_templates().resolve()
        click.echo(visible(f"{name}（{shown(path) if own else '自带'}）：{purpose}"))
    for note in template_notes(files.templates, fonts_here(files, ())):
        click.echo(visible(f"提示: {note}"))
    return 0
