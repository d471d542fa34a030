"""The script that the documentation of docxtpl and WeasyPrint suggests.

``naive.py VALUES OUT [--jobs N] [--formats docx,pdf] [--tables subdoc] [--columns fixed]`` prints
how long each project took, as JSON: ``{"docx": [seconds …], "pdf": [seconds …]}``.

Its pages look as ptgen's do. Columns are laid out as CSS does by itself; with ``--columns fixed``
the style sheet has ptgen's ``table-layout: fixed``, the greatest of its savings.

With ``--tables subdoc`` tables are built as docxtpl documents it, with python-docx in a Subdoc;
with ``xml``, which is the usual here, they are handed to it as ready XML, which costs it nothing.
"""

import argparse
import json
import multiprocessing
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FONTS_CSS = "fonts.css"
STYLES = {
    "label": "表格标签",
    "value": "表格内容",
    "amount": "表格金额",
    "text": "表格正文",
    "head": "表格表头",
}


def make_docx(documents, out, ready_tables):
    """Word files as in docxtpl's "Get started"."""
    from docxtpl import DocxTemplate

    for document in documents:
        template = DocxTemplate(TEMPLATES / f"{document['kind']}.docx")
        template.render(word_context(document, template, ready_tables), autoescape=True)
        template.save(out / f"{document['kind']}.docx")


def word_context(document, template, ready_tables):
    """The values under the names that the templates print."""
    from markupsafe import Markup

    context = document["word"]
    if "表格" in context:
        ready = Markup(context["表格"])
        context["表格"] = ready if ready_tables else subdoc(template, document["tables"])
    blocks = zip(context.get("内容", ()), document.get("blocks", ()), strict=True)
    for printed, block in blocks:
        printed["表格"] = Markup(printed["表格"])
        if "tables" in block and not ready_tables:
            printed["表格"] = subdoc(template, block["tables"])
    return context


def subdoc(template, parts):
    """Tables in a Subdoc."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    made = template.new_subdoc()
    for part in parts:
        table = made.add_table(len(part["rows"]), len(part["widths"]))
        table.style = "公文表格"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, part["widths"], strict=True):
            column.width = Pt(width)
        for row, drawn in zip(part["rows"], table.rows, strict=True):
            if row["height"]:
                drawn.height = Pt(row["height"])
            cells = drawn.cells
            for value in row["cells"]:
                cell = cells[value["column"]]
                if value["rows"] > 1 or value["columns"] > 1:
                    bottom = value["row"] + value["rows"] - 1
                    right = value["column"] + value["columns"] - 1
                    cell = cell.merge(table.cell(bottom, right))
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                cell.text = value["text"]
                for paragraph in cell.paragraphs:
                    paragraph.style = STYLES[value["kind"]]
                    paragraph.alignment = WD_ALIGN_PARAGRAPH[value["align"].upper()]
    return made


def make_pdf(documents, out, values, columns):
    """PDF files as in WeasyPrint's "First steps"."""
    import jinja2
    from weasyprint import CSS, HTML

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES, Path(__file__).parent]), autoescape=True
    )
    table = environment.get_template("table.html").module.table
    style = (TEMPLATES / "print.css").read_text("utf-8")
    if columns == "auto":
        style = style.replace("table-layout: fixed;", "")
    for document in documents:
        page = "size: {width}mm {height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm".format(
            **document["page"]
        )
        text = environment.get_template(f"{document['kind']}.html").render(
            html_context(document, table)
        )
        HTML(string=text).write_pdf(
            out / f"{document['kind']}.pdf",
            stylesheets=[
                CSS(values / FONTS_CSS),
                CSS(string=style),
                CSS(string=f"@page {{ {page} }}"),
            ],
        )


def html_context(document, table):
    """The values under the names that the templates print."""
    context = {"标题": document["title"], "语言": "zh-CN"}
    if document["kind"] == "form":
        return context | {"副题": document["subtitle"], "表格": table(document["tables"])}
    return context | {
        "内容": [
            {
                "种类": block["kind"],
                "编号": block.get("number", ""),
                "文字": block.get("text", ""),
                "表题": block.get("caption", ""),
                "表格": table(block["tables"]) if "tables" in block else "",
            }
            for block in document["blocks"]
        ]
    }


def make(task):
    """The files of one project; how long each format took."""
    path, values, out, formats, ready_tables, columns = task
    out = out / path.stem
    out.mkdir(parents=True)
    taken = {}
    for style in formats:
        start = time.perf_counter()
        documents = json.loads(path.read_text("utf-8"))
        if style == "docx":
            make_docx(documents, out, ready_tables)
        else:
            make_pdf(documents, out, values, columns)
        taken[style] = time.perf_counter() - start
    return taken


def main():
    """Make all, in as many processes as asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("values", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--formats", default="docx,pdf")
    parser.add_argument("--tables", choices=("xml", "subdoc"), default="xml")
    parser.add_argument("--columns", choices=("auto", "fixed"), default="auto")
    options = parser.parse_args()
    formats = options.formats.split(",")
    tasks = [
        (path, options.values, options.out, formats, options.tables == "xml", options.columns)
        for path in sorted(options.values.glob("*.json"))
    ]
    if options.jobs > 1:
        with multiprocessing.Pool(options.jobs) as pool:
            taken = pool.map(make, tasks, chunksize=1)
            pool.close()
            pool.join()
    else:
        taken = [make(task) for task in tasks]
    json.dump({style: [one[style] for one in taken] for style in formats}, sys.stdout)


if __name__ == "__main__":
    main()
