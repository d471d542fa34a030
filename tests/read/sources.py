"""Foreign documents for the tests of the readers, and what they are compared with."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from weasyprint import HTML  # type: ignore[import-untyped]

from ptgen.read.document import SourceDocument, SourceGrid, SourceParagraph
from ptgen.read.read import read_document
from ptgen.view.document import Form, Narrative, TableBlock
from ptgen.view.table import Cell

ROOT = Path(__file__).parents[2]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Laid = Mapping[tuple[int, int], tuple[int, int, str]]


def read_bytes(folder: Path, data: bytes, name: str = "source") -> SourceDocument:
    """The document that the bytes are."""
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


def pdf(html: str, css: str = "") -> bytes:
    """A PDF file of a page; the font is one that ptgen needs anyway."""
    style = "body, td { font: 12pt 'Noto Serif CJK SC' } td { border: 1px solid black }"
    table = "table { border-collapse: collapse }"
    page = f"<meta charset=utf-8><style>@page {{ size: A4 }} {style} {table} {css}</style>{html}"
    made = HTML(string=page).write_pdf()
    assert isinstance(made, bytes)
    return made


def page(
    content: bytes, filters: bytes = b"", pages: bytes = b"[3 0 R]", box: bytes = b"[0 0 600 800]"
) -> bytes:
    """A PDF file of one page, made by hand."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids" + pages + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>",
    )
    out = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def word(body: str, **parts: str) -> bytes:
    """A Word file whose body is this, with other parts beside it: ``numbering``, ``styles`` …"""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        root = (
            f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        )
        archive.writestr(
            "word/document.xml", f"<w:document {root}><w:body>{body}</w:body></w:document>"
        )
        links = "".join(
            f'<Relationship Id="{name}" Type="{kind}/{name}" Target="{name}.xml"/>'
            for name in parts
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{links}</Relationships>",
        )
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {root}>{xml}</w:{name}>")
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of Word's, of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def texts(document: SourceDocument) -> list[str]:
    """The texts of the paragraphs; for a grid its cells' by rows."""
    return [
        block.text if isinstance(block, SourceParagraph) else _table(rows(block))
        for block in document.blocks
    ]


def _table(texts: Sequence[Sequence[str]]) -> str:
    return "\n".join(" | ".join(row) for row in texts)


def rows(grid: SourceGrid) -> list[list[str]]:
    """The texts of the cells that begin in each row."""
    return [
        [cell.text for cell in grid.cells if cell.row == row] for row in range(len(grid.heights))
    ]


def grid_of(document: SourceDocument) -> SourceGrid:
    """The only grid."""
    (grid,) = [block for block in document.blocks if isinstance(block, SourceGrid)]
    return grid


def covers(grid: SourceGrid) -> bool:
    """Whether the cells cover the grid once each."""
    places = [
        (cell.row + down, cell.column + right)
        for cell in grid.cells
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    return sorted(places) == [
        (row, column) for row in range(len(grid.heights)) for column in range(len(grid.widths))
    ]


def laid(
    cells: Iterable[tuple[int, int, int, int, str]],
) -> dict[tuple[int, int], tuple[int, int, str]]:
    """Cells (row, column, rows, columns, text) by their places among the edges that cells have."""
    found = list(cells)
    down = sorted({edge for row, _, rows, _, _ in found for edge in (row, row + rows)})
    right = sorted(
        {edge for _, column, _, columns, _ in found for edge in (column, column + columns)}
    )
    return {
        (down.index(row), right.index(column)): (
            down.index(row + rows) - down.index(row),
            right.index(column + columns) - right.index(column),
            re.sub(r"[\s\u200b]", "", text),
        )
        for row, column, rows, columns, text in found
    }


def of_form(form: Form, *, drawn: bool) -> Laid:
    """The cells of a form; of one that is drawn, cells that no rule parts are one."""
    joined: list[Cell] = []
    spans: list[tuple[int, int, int, int, str]] = []
    for cell in sorted(form.table.cells, key=lambda cell: (cell.row, cell.column)):
        above = next(
            (
                at
                for at, (row, column, rows, columns, _) in enumerate(spans)
                if (column, columns, row + rows) == (cell.column, cell.columns, cell.row)
                and (cell.open_above or joined[at].open_below)
            ),
            None,
        )
        if above is None or not drawn:
            spans.append((cell.row, cell.column, cell.rows, cell.columns, cell.text))
            joined.append(cell)
        else:
            row, column, rows, columns, text = spans[above]
            spans[above] = (row, column, rows + cell.rows, columns, text + cell.text)
            joined[above] = cell
    return laid(spans)


def of_grid(grid: SourceGrid, titles: int = 0) -> Laid:
    """The cells of a grid below the rows of its title."""
    return laid(
        (cell.row, cell.column, cell.rows, cell.columns, cell.text)
        for cell in grid.cells
        if cell.row >= titles
    )


def of_narrative(narrative: Narrative) -> list[str]:
    """The texts of a narrative, of a table its cells by rows, without blanks."""
    found = [narrative.title]
    for block in narrative.blocks:
        if isinstance(block, TableBlock):
            found += [
                block.caption,
                _table([[cell.text for cell in row.cells] for row in block.table.rows]),
            ]
        else:
            found.append(getattr(block, "number", "") + block.text)
    return [re.sub(r"[\s\u200b]", "", text) for text in found]


def without_blanks(found: Iterable[str]) -> list[str]:
    """Texts without blanks and line breaks."""
    return [re.sub(r"[\s\u200b]", "", text) for text in found]
