"""What the peers are given: every computed string and cell of the projects, as JSON.

They neither read YAML nor check nor compute; the tables of Word files are handed to docxtpl as
ready XML, since its own ways to merge cells are slower still. All of this is in their favour.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loader
from ptgen.render.docx.renderer import context
from ptgen.render.docx.template import WordTemplate
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import choose
from ptgen.view.document import Block, Document, Form, Heading, ListItem, Narrative, Paragraph
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.table import Cell, Table

ROOT = Path(__file__).resolve().parents[1]
HEADINGS = ("一级标题", "二级标题", "三级标题")

Json = dict[str, object]


def write_values(projects: Path, folder: Path) -> None:
    """One JSON file a project, and the style sheet that names the fonts of this machine."""
    folder.mkdir(parents=True)
    (folder / "fonts.css").write_text(choose(installed_faces()).css(), "utf-8")
    files, _ = discover([projects])
    loader = Loader(disk_files([projects]))
    styles = {
        kind: WordTemplate(ROOT / "templates" / f"{kind}.docx").tables
        for kind in ("narrative", "form")
    }
    for file in files:
        content = loader.load(file).content
        if content is None:
            raise ValueError(f"{file.path} is not sound")
        documents: list[Json] = []
        for kind, document in (
            ("narrative", narrative_of(content)),
            ("form", form_of(content)),
        ):
            word = context(document, styles[kind])
            documents.append({"kind": kind, "word": word} | values_of(document))
        name = file.key.replace("/", "-")
        (folder / f"{name}.json").write_text(json.dumps(documents, ensure_ascii=False), "utf-8")


def values_of(document: Document) -> Json:
    """A document's strings, blocks and tables; lengths in mm, widths of columns in pt."""
    values: Json = {"title": document.title, "page": asdict(document.page)}
    if isinstance(document, Form):
        return values | {"subtitle": document.subtitle, "tables": _tables(document.table)}
    return values | {"blocks": [_block(block) for block in _blocks(document)]}


def _blocks(document: Narrative) -> tuple[Block, ...]:
    return document.blocks


def _block(block: Block) -> Json:
    if isinstance(block, Heading):
        return {"kind": HEADINGS[block.level - 1], "number": block.number, "text": block.text}
    if isinstance(block, ListItem):
        return {"kind": "编号列表", "number": block.number, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "正文", "number": "", "text": block.text}
    return {"kind": "表格", "caption": block.caption, "tables": _tables(block.table)}


def _tables(table: Table) -> list[Json]:
    """The table cut where its head begins, as Word, HTML and Typst all need it."""
    return [
        {
            "widths": [width / 20 for width in part.widths],
            "head": part.head[1] if part.head else 0,
            "rows": [
                {"height": row.min_height, "cells": [_cell(cell) for cell in row.cells]}
                for row in part.rows
            ],
        }
        for part in table.parts()
    ]


def _cell(cell: Cell) -> Json:
    """What is printed; the value behind it is for workbooks."""
    return {name: value for name, value in asdict(cell).items() if name != "value"}
