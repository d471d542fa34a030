"""``ptgen schema``: JSON Schemas for editors."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from ptgen.cli.localization import command
from ptgen.core.filesystem import PROJECTS, disk_files
from ptgen.core.layout.editions import layouts_of
from ptgen.core.layout.schema import layout_schema, project_schema, standards_schema, unit_schema
from ptgen.core.model.shapes import Json
from ptgen.report.changes.json import changes_schema
from ptgen.report.export import export_schema

KINDS = ("project", "unit", "layout", "standards", "changes", "export")


@command(
    help="让编辑器会补全和检查：输出 JSON Schema，本文件夹 templates/ 里的版式也在内：项目文件（project）、unit.yaml（unit）、版式（layout）、标准.yaml（standards），以及 ptgen diff --format json 的结果（changes）、ptgen export 的结果（export）。",
    epilog="例：ptgen schema project > project.schema.json",
)
@click.argument("kind", type=click.Choice(KINDS), default="project", metavar=f"[{'|'.join(KINDS)}]")
def schema(kind: str) -> None:
    """Print one schema."""
    click.echo(schema_text(kind, [Path(PROJECTS)]), nl=False)


def schema_text(kind: str, places: Iterable[Path] = ()) -> str:
    """The text of a schema, of the built-in editions and those beside ``places``."""
    made: dict[str, Json]
    if kind == "changes":
        return changes_schema()
    if kind == "export":
        return export_schema()
    if kind == "layout":
        made = layout_schema()
    elif kind == "standards":
        made = standards_schema()
    else:
        made = (project_schema if kind == "project" else unit_schema)(
            tuple(layouts_of(disk_files(places)).values())
        )
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
