"""``ptgen export``: the computed data of all projects, for other programs."""

import sys
from pathlib import Path

import click

from ptgen.cli.localization import command
from ptgen.cli.places import format_option, paths_argument, projects_at
from ptgen.core.diagnostics import Severity, in_order
from ptgen.core.filesystem import disk_files
from ptgen.core.loader import Loader
from ptgen.report.export import export_of, to_csv, to_json
from ptgen.report.findings.text import render_text
from ptgen.view.summary import summary_of

FORMATS = ("json", "csv", "xlsx")


@command(
    help="把数据拿到 Excel 或别的程序里用：输出 [路径] 下各项目算出的数据（默认 projects/）；金额是精确的文字。",
    epilog="例：ptgen export --format csv > 项目.csv",
)
@paths_argument
@format_option(
    "style", type=click.Choice(FORMATS), default="json", help="json（默认）、csv 或 xlsx"
)
def export(paths: tuple[Path, ...], style: str) -> int:
    """Print the data; status 1, and nothing printed, when a project has errors."""
    files, found = projects_at(paths)
    loader = Loader(disk_files(paths))
    loaded = [loader.load(file) for file in files]
    wrong = [*found, *(one for project in loaded for one in project.diagnostics)]
    errors = [one for one in in_order(wrong) if one.severity is Severity.ERROR]
    if errors:
        lines = {path: text for one in loaded for path, text in one.lines.items()}
        click.echo(render_text(errors, lines, color=False), err=True)
        return 1
    sound = [(one.file, one.content) for one in loaded if one.content is not None]
    if style == "xlsx":
        from ptgen.render.xlsx.lists import summary_xlsx  # noqa: PLC0415 takes time to import

        summary = summary_of([content for _, content in sound], "汇总")
        sys.stdout.buffer.write(summary_xlsx(summary))
    else:
        made = export_of(sound)
        sys.stdout.buffer.write((to_json(made) if style == "json" else to_csv(made)).encode())
    sys.stdout.buffer.flush()
    return 0
