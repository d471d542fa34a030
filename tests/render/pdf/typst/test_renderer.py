"""PDF files by Typst: the same text and geometry as by WeasyPrint, and nothing let in."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdf
import pytest
from pypdf.generic import DictionaryObject

from ptgen.core.filesystem import builtin_templates
from ptgen.core.loader import Loaded
from ptgen.core.model.project import DocumentKind
from ptgen.render.fonts.chosen import chosen
from ptgen.render.pdf.engine import PdfEngine
from ptgen.render.pdf.typst import compiler
from ptgen.render.pdf.typst.compiler import Compiler
from ptgen.render.pdf.typst.refusals import refusal
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.view.document import Document, Heading, Paragraph, TableBlock
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.projects import load_all
from tests.render.pdf_samples import detail_table, form, full_narrative, narrative, prose

MM = 72 / 25.4
ROOT = Path(__file__).parents[4]
UNITS = sorted(path.parent.name for path in (ROOT / "projects").glob("*/unit.yaml"))


def documents(loaded: Loaded) -> Iterator[Document]:
    assert loaded.content is not None
    for kind in loaded.content.project.documents:
        make = narrative_of if kind is DocumentKind.NARRATIVE else form_of
        yield make(loaded.content)


def text(engine: PdfEngine, document: Document) -> str:
    """What Poppler reads aloud, in the order of the structure, without blanks."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(engine.draw(document)[0])
        file.flush()
        command = ["pdfinfo", "-struct-text", file.name]
        told = subprocess.run(command, capture_output=True, check=True).stdout.decode(
            errors="replace"
        )
    return re.sub(r"[\s\u200b]", "", "".join(re.findall(r'^ *"(.*)"$', told, re.MULTILINE)))


def on_one_sheet(document: Document) -> Document:
    """The document on a sheet so high that no page ends in it."""
    return replace(document, page=replace(document.page, height=4000.0))


@pytest.mark.unmeasured  # all projects, drawn twice
@pytest.mark.parametrize("unit", UNITS)
def test_texts_are_those_of_weasyprint(
    unit: str, renderer: PdfEngine, typst: TypstRenderer
) -> None:
    for loaded in load_all(ROOT / "projects" / unit):
        for document in map(on_one_sheet, documents(loaded)):
            assert text(typst, document) == text(renderer, document)


def test_another_order_is_seen(renderer: PdfEngine, typst: TypstRenderer) -> None:
    one, other = Paragraph("安排资金。"), Paragraph("核定资金。")
    assert text(typst, narrative(one, other)) != text(renderer, narrative(other, one))


def lines(data: bytes) -> list[list[str]]:
    """The lines of each page, without page numbers."""
    found = []
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            rows: dict[float, list[str]] = {}
            for char in page.chars:
                if round(char["size"], 1) != 14.0:
                    rows.setdefault(round(-char["matrix"][5], 1), []).append(char["text"])
            found.append(["".join(row) for _, row in sorted(rows.items())])
    return found


def test_a_page_has_22_lines_of_28_characters(typst: TypstRenderer) -> None:
    data = typst.draw(narrative(Paragraph("资" * 28 * 60)))[0]
    second = lines(data)[1]
    assert Counter(map(len, second)) == {28: 22}
    with pdfplumber.open(io.BytesIO(data)) as file:
        chars = [char for char in file.pages[1].chars if round(char["size"], 1) != 14.0]
        steps = {
            round(low - high, 1)
            for high, low in pairwise(sorted({-float(char["matrix"][5]) for char in chars}))
        }
    assert {step for step in steps if step > 1} <= {28.9, 29.0}
    assert min(char["x0"] for char in chars) == pytest.approx(28 * MM, abs=0.5)
    assert max(char["x1"] for char in chars) == pytest.approx((210 - 26) * MM, abs=0.5)


def characters(page: list[str]) -> Counter[str]:
    """Those of a page; a fraction of a rule may be a character of its own."""
    return Counter(re.sub(r"[\s\u200b]", "", "".join(page)))


def test_pages_break_where_they_do_by_weasyprint(renderer: PdfEngine, typst: TypstRenderer) -> None:
    document = form(60)
    first, second = (lines(engine.draw(document)[0]) for engine in (renderer, typst))
    assert len(first) > 1
    assert list(map(characters, first)) == list(map(characters, second))


def table_rules(page: pdfplumber.page.Page) -> list[tuple[float, float]]:
    """The heights of the rules from the left to the right edge of the table, with their widths."""
    across = [edge for edge in page.edges if edge["orientation"] == "h"]
    widths: Counter[float] = Counter()
    for edge in across:
        widths[round(edge["top"])] += edge["x1"] - edge["x0"]
    widest = max(widths.values())
    return [(top, width) for top, width in widths.items() if width > widest - 2]


def test_tables_are_ruled_at_both_ends_of_each_page_with_their_head(typst: TypstRenderer) -> None:
    table = replace(detail_table(60))
    data = typst.draw(narrative(TableBlock("预算明细表", table)))[0]
    with pdfplumber.open(io.BytesIO(data)) as file:
        pages = [page for page in file.pages if page.edges]
        assert len(pages) > 2
        for page in pages:
            words = page.extract_words()
            rules = [top for top, _ in table_rules(page)]
            head = next(word for word in words if word["text"].startswith("序号"))
            inside = [word for word in words if word["top"] >= head["top"] and word["bottom"] < 740]
            assert min(rules) < head["top"]
            assert max(rules) > max(word["bottom"] for word in inside) - 1


def structure(element: DictionaryObject) -> Iterator[DictionaryObject]:
    if "/S" in element:
        yield element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        value = child.get_object()
        if isinstance(value, DictionaryObject):
            yield from structure(value)


def test_screen_readers_find_headings_paragraphs_and_heads_with_scope(
    typst: TypstRenderer,
) -> None:
    root = pypdf.PdfReader(io.BytesIO(typst.draw(full_narrative())[0])).root_object
    elements = list(structure(root["/StructTreeRoot"]))  # type: ignore[arg-type]
    kinds = Counter(str(one["/S"]) for one in elements)
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD"} <= kinds.keys()
    for head in (one for one in elements if str(one["/S"]) == "/TH"):
        attributes = head["/A"]
        assert "/Column" in str(attributes)


def test_no_heading_is_deeper_than_one_below_the_one_before(typst: TypstRenderer) -> None:
    document = narrative(Heading(3, "1.", "细目"), Paragraph("正文。"))
    root = pypdf.PdfReader(io.BytesIO(typst.draw(document)[0])).root_object
    kinds = [str(one["/S"]) for one in structure(root["/StructTreeRoot"])]  # type: ignore[arg-type]
    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", "/H2"]


MARKUP = (
    '#import "@preview/cetz:0.1.0"',
    '#read("/etc/hostname")',
    "#panic()",
    "$x^2$ *粗* _斜_ `code` <label> @ref // 注 /* 注 */",
    "\\u{41} ~ -- --- ... = 标题",
)


def test_no_value_is_markup(typst: TypstRenderer) -> None:
    table = detail_table(1)
    rows = tuple(
        replace(row, cells=tuple(replace(one, text=MARKUP[3]) for one in row.cells))
        for row in table.rows
    )
    document = replace(
        narrative(*map(Paragraph, MARKUP), Heading(1, "#一、", MARKUP[0]), title=MARKUP[4]),
    )
    document = replace(
        document, blocks=(*document.blocks, TableBlock(MARKUP[1], replace(table, rows=rows)))
    )
    shown = text(typst, document)
    for words in MARKUP:
        assert re.sub(r"\s", "", words) in shown


def test_typst_reaches_no_file_and_no_package(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("秘密", "utf-8")
    source = compiler._SOURCE.read_text("utf-8")
    assert re.findall(r"#?\b(?:import|include|eval|plugin|sys\.version)\b", source) == []
    # Of what reads files, those alone that the values name.
    assert re.findall(r"\b(?:read|image|json)\(([^,)]*)", source) == [
        "bytes(sys.inputs.values",
        "one.file",
        "one.file",
    ]
    made = Compiler(chosen())
    for path in (f"{tmp_path}/secret.txt", "../../../../etc/hostname", "/etc/hostname"):
        (made._root / compiler._SOURCE.name).write_text(f'#metadata(read("{path}"))<x>', "utf-8")
        made.lay_out({}, {})
        with pytest.raises(RuntimeError, match=r"not found|escape|denied"):
            made.query("x")


def test_the_same_bytes_by_another_compiler(typst: TypstRenderer) -> None:
    document = full_narrative()
    first = typst.draw(document)[0]
    assert TypstRenderer(builtin_templates()).draw(document)[0] == first
    assert typst.draw(replace(document, title="另一个"))[0] != first


def test_memory_stays_as_it_is(typst: TypstRenderer) -> None:
    def memory() -> int:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096 >> 20

    def draw(count: int, mark: str) -> None:
        for number in range(count):
            typst.draw(narrative(Paragraph(f"{mark}{number}" + prose(300))))

    draw(60, "甲")
    before = memory()
    draw(120, "乙")
    assert memory() - before < 30


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("PDF/UA-1 error: missing document title", "文书没有标题"),
        ("PDF/A-3a error: the text contains private-use characters", "自造字"),
        ("something else", "something else"),
    ],
)
def test_a_refusal_is_told_in_chinese(message: str, said: str) -> None:
    assert said in refusal(message, "pdf/a-3a")
    assert refusal(message, "pdf/a-3a").startswith("写不成 pdf/a-3a：")
