"""Nothing leaks in or out: what authors write ends as text that is seen, in every format.

One project holds every text of :mod:`tests.hostile.strings` in its prose, its items and its
indicators. It is drawn once in every format, with a watch over files and sockets.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pypdfium2  # type: ignore[import-untyped]
import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

from ptgen.compare.changes import Changes
from ptgen.compare.review import Review
from ptgen.core.diagnostics import Span, error
from ptgen.core.filesystem import builtin_templates
from ptgen.core.loader import Content
from ptgen.core.source.parse import read
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import GlyphError, RenderError
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.xlsx.form import form_xlsx
from ptgen.render.xlsx.lists import summary_xlsx
from ptgen.report.changes.html import changes_html
from ptgen.report.changes.json import changes_json
from ptgen.report.changes.markdown import changes_markdown
from ptgen.report.changes.text import changes_text
from ptgen.report.export import export_of, to_csv, to_json
from ptgen.report.findings.github import render_github
from ptgen.report.findings.json import render_json
from ptgen.report.findings.sarif import render_sarif
from ptgen.report.findings.text import render_text
from ptgen.report.textconv.docx import docx_text
from ptgen.report.textconv.project import project_text
from ptgen.view.document import Document
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.summary import summary_of
from tests.compare.making import changes, loaded
from tests.hostile.strings import REFUSED, SHOWN
from tests.hostile.watch import Watch, watch
from tests.projects import PROJECT

PATH = "projects/unit/01.yaml"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts")


def quoted(text: str) -> str:
    """As a YAML scalar."""
    return "'" + text.replace("'", "''") + "'"


def hostile_project() -> str:
    """Every text in the prose, as an item's name and note, and as an indicator's name and value."""
    texts = [text.replace("\t", " ") for text in SHOWN.values()]
    items = "".join(
        f"  - {{名称: {quoted(text)}, 测算: 1元, 说明: {quoted(text)}, 备注: {quoted(text)}}}\n"
        for text in texts
    )
    points = "".join(f"  - {quoted(text)}\n" for text in texts)
    aims = "".join(f"      {quoted(text)}: {quoted(text)}\n" for text in texts)
    head, _, rest = PROJECT.partition("预算:\n")
    _, _, tail = rest.partition("项目总目标:")
    whole = f"{head}预算:\n{items}项目总目标:{tail}"
    whole = whole.replace("  - 按季度结算。\n", points)
    whole = whole.replace("      维护设备数量: ≥26台\n", aims)
    whole = whole.replace("信息管理科", quoted(" ".join(texts[:9])))
    return whole.replace("项目名称: 设备运行与维护", f"项目名称: {quoted(SHOWN['img-onerror'])}")


def squeezed(text: str) -> str:
    """Without blanks and breaks: formats set them anew."""
    return re.sub(r"[\s\u200b\ufffe\ufeff\u00ad]", "", text)


@dataclass(frozen=True)
class Drawn:
    """The hostile project in every format, and what was opened and reached meanwhile."""

    word: Mapping[str, bytes]
    pdf: Mapping[str, bytes]
    form: bytes
    summary: bytes
    csv: str
    json: str
    seen: Watch


def content() -> Content:
    made = loaded(hostile_project(), PATH)
    assert made.sound, made.diagnostics
    assert made.content is not None
    return made.content


def documents(made: Content) -> Iterator[tuple[str, Document]]:
    yield "narrative", narrative_of(made)
    yield "form", form_of(made)


@pytest.fixture(scope="module")
def drawn(renderer: PdfRenderer) -> Drawn:
    made = content()
    kept = dict(documents(made))
    form = form_of(made)
    with watch() as seen:
        words = WordRenderer(builtin_templates())
        word = {name: words.render(one) for name, one in kept.items()}
        pdf = {name: renderer.render(one) for name, one in kept.items()}
        export = export_of([(loaded(hostile_project(), PATH).file, made)])
        return Drawn(
            word,
            pdf,
            form_xlsx(form),
            summary_xlsx(summary_of([made], SHOWN["formula"])),
            to_csv(export),
            to_json(export),
            seen,
        )


def word_text(data: bytes) -> str:
    """All text of the main part, as Word shows it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return "".join(root.xpath("//*[local-name()='t']/text()"))


def pdf_text(data: bytes) -> str:
    """All text of a PDF in reading order."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def by_name(cases: Mapping[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("text", list(cases.values()), ids=list(cases))


@pytest.fixture(scope="module")
def texts(drawn: Drawn) -> Mapping[str, str]:
    """What each format shows."""
    return {
        "docx": squeezed(word_text(drawn.word["narrative"])),
        "docx-form": squeezed(word_text(drawn.word["form"])),
        "pdf": squeezed(pdf_text(drawn.pdf["narrative"])),
        "pdf-form": squeezed(pdf_text(drawn.pdf["form"])),
        "json": squeezed(" ".join(strings(json.loads(drawn.json)))),
        "xlsx-form": squeezed(" ".join(cells(drawn.form))),
        "plain": squeezed(docx_text(drawn.word["narrative"])),
    }


Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def strings(value: Json) -> Iterator[str]:
    """All texts of a JSON value, the keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from strings(one)


def cells(data: bytes) -> Iterator[str]:
    """All texts of a workbook."""
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            yield from (str(cell.value) for cell in row if cell.value is not None)


FORMATS = ("docx", "docx-form", "pdf", "pdf-form", "json", "xlsx-form", "plain")


@pytest.mark.parametrize("form", FORMATS)
@by_name(SHOWN)
def test_a_text_is_shown_as_it_was_written(text: str, form: str, texts: Mapping[str, str]) -> None:
    assert squeezed(text) in texts[form]


def test_no_file_is_opened_and_nothing_is_reached(drawn: Drawn) -> None:
    assert drawn.seen.reached == []
    templates = str(builtin_templates())
    own = (templates, *FONTS)
    strange = [
        path
        for path in drawn.seen.opened
        if not path.startswith(own) and not re.search(r"python3|site-packages|/proc/self/", path)
    ]
    assert [path for path in strange if not is_scratch(path)] == []


@pytest.mark.parametrize("path", ["/etc/tmp", "/home/a/cache", f"{tempfile.gettempdir()}/x"])
def test_a_path_that_is_called_like_scratch_is_none(path: str) -> None:
    assert not is_scratch(path)


def is_scratch(path: str) -> bool:
    """A file that fontconfig or WeasyPrint has of its own."""
    made = re.escape(tempfile.gettempdir()) + r"/(weasyprint-|ptgen-|tmp)[a-z0-9_]{8}(/|$)"
    return re.match(made, path) is not None


def test_nothing_of_word_is_added_by_a_text(drawn: Drawn) -> None:
    for data in drawn.word.values():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                part = archive.read(name)
                assert b"TargetMode" not in part
                assert b"<!DOCTYPE" not in part
            root = etree.fromstring(archive.read("word/document.xml"))
        assert root.xpath("//*[local-name()='fldSimple' or local-name()='instrText']") == []
        assert root.xpath("//*[local-name()='hyperlink' or local-name()='object']") == []


def test_nothing_of_pdf_is_added_by_a_text(drawn: Drawn) -> None:
    import pypdf

    for data in drawn.pdf.values():
        reader = pypdf.PdfReader(io.BytesIO(data))
        assert reader.attachments == {}
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reader.root_object)
        assert all("/Annots" not in page for page in reader.pages)


@pytest.mark.parametrize("which", ["form", "summary"])
def test_no_cell_of_a_workbook_is_a_formula(which: str, drawn: Drawn) -> None:
    data = drawn.form if which == "form" else drawn.summary
    book = openpyxl.load_workbook(io.BytesIO(data))
    written = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    formulas = [cell for cell in written if cell.data_type == "f"]
    assert all(re.fullmatch(r"=SUM\([A-Z]+4:[A-Z]+\d+\)", str(cell.value)) for cell in formulas)
    assert len(formulas) == 0 or which == "summary"
    assert any(cell.value == SHOWN["formula"] for cell in written)
    assert all(cell.hyperlink is None for cell in written)


@by_name(SHOWN)
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    made = loaded(PROJECT.replace("设备运行与维护", quoted(text), 1), PATH)
    assert made.content is not None
    (_, row) = csv.reader(io.StringIO(to_csv(export_of([(made.file, made.content)]))[1:]))
    assert row[1].removeprefix("'") == text.strip()
    assert row[1][0] not in "=+-@\t\r＝＋－＠"


@by_name(SHOWN)
def test_a_page_of_changes_holds_text_only(text: str) -> None:
    page = html.document_fromstring(changes_html(Review(changed(text))))
    assert squeezed(text) in squeezed(page.text_content())
    plain = html.document_fromstring(changes_html(Review(changed("甲"))))
    for tag in ("script", "style", "img", "svg", "iframe", "object", "link", "a", "base", "form"):
        assert len(page.findall(f".//{tag}")) == len(plain.findall(f".//{tag}"))
    handlers = [name for one in page.iter() for name in one.attrib if str(name).startswith("on")]
    assert handlers == []


@by_name(SHOWN)
def test_markdown_holds_text_only(text: str) -> None:
    markdown = changes_markdown(Review(changed(text)))
    shown = MarkdownIt("gfm-like").render(markdown)
    page = html.document_fromstring(shown)
    assert squeezed(text) in squeezed(page.text_content())
    kinds = {str(one.tag) for one in page.iter() if isinstance(one.tag, str)}
    assert kinds.isdisjoint({"a", "img", "script", "svg", "style", "iframe", "h1", "pre", "em"})
    assert "@everyone" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) <= 1


@by_name(SHOWN)
def test_changes_in_a_terminal_and_as_json_hold_the_text(text: str) -> None:
    told = changes_text(Review(changed(text)), color=False)
    assert squeezed(text) in squeezed(told)
    assert CONTROL.search(told) is None
    assert any(squeezed(text) in squeezed(one) for one in strings(json.loads(json_of(text))))


def json_of(text: str) -> str:
    return changes_json(changed(text))


def changed(text: str) -> Changes:
    """A change of a project, an item and an indicator of that name."""
    new = PROJECT.replace("设备运行与维护", quoted(text), 1)
    new = new.replace("名称: 热线设备维护", f"名称: {quoted(text)}")
    new = new.replace("维护设备数量: ≥26台", f"{quoted(text)}: {quoted(text)}")
    new = new.replace("信息管理科", quoted(text))
    return changes(
        {PATH: new}, {PATH: new.replace("10万元", "12万元")} | {"projects/unit/2.yaml": new}
    )


@by_name(SHOWN)
def test_a_finding_is_one_line_of_an_annotation(text: str) -> None:
    found = error("PT002", Span(f"projects/{text}.yaml", 1, 1, 1, 2), f"不认识的键“{text}”", text)
    (line,) = render_github([found]).splitlines()
    assert line.startswith("::error file=projects/")
    place = line.split("::")[1]
    assert place.count(",") == 5
    assert "%0A" not in line.replace("%250A", "")
    (result,) = json.loads(render_sarif([found]))["runs"][0]["results"]
    assert text in re.sub(r"\\([\\\[\]])", r"\1", result["message"]["text"])
    assert json.loads(render_json([found]))
    assert CONTROL.search(render_text([found], {}, color=False)) is None


@by_name({**REFUSED} | {f"{name}-in-a-line": f"甲{text}乙" for name, text in REFUSED.items()})
def test_what_is_not_seen_is_told(text: str) -> None:
    source = read(f"甲: {text}\n".encode(), "a.yaml")
    assert source.root is None
    assert source.diagnostics[0].code == "PT004"
    told = render_text(source.diagnostics, {"a.yaml": source.lines}, color=False)
    assert CONTROL.search(told) is None


@by_name(REFUSED)
def test_what_is_not_seen_is_told_when_it_is_escaped(text: str) -> None:
    escaped = "".join(f"\\U{ord(letter):08X}" for letter in text)
    source = read(f'甲: "{escaped}"\n'.encode(), "a.yaml")
    assert source.root is None
    assert source.diagnostics[0].code in ("PT004", "PT001")


SURROGATES = {
    "bytes": b"\xed\xa0\x80",
    "pair-in-bytes": b"\xed\xa0\xbd\xed\xb8\x80",
    "escaped": b'"\\ud800"',
    "pair-escaped": b'"\\ud83d\\ude00"',
    "beyond-unicode": b'"\\U00110000"',
    "overlong": b"\xc0\xaf",
    "overlong-null": b"\xc0\x80",
    "five-bytes": b"\xf8\x88\x80\x80\x80",
    "half-a-letter": b"\xe4\xb8",
    "latin-1": b"\xe9",
}


@pytest.mark.parametrize("data", list(SURROGATES.values()), ids=list(SURROGATES))
def test_halves_of_letters_are_told(data: bytes) -> None:
    source = read("甲: ".encode() + data + b"\n", "a.yaml")
    assert source.root is None
    assert source.diagnostics[0].code in ("PT001", "PT004")
    render_text(source.diagnostics, {"a.yaml": source.lines}, color=True).encode()


@by_name(REFUSED)
def test_no_command_reaches_a_terminal(text: str) -> None:
    """Even from where nothing was refused: file names, messages of git, keys of a layout."""
    found = error("PT002", Span(f"{text}.yaml", 1, 1, 1, 2), text, text)
    for shown in (
        render_text([found], {f"{text}.yaml": (f"甲{text}",)}, color=False),
        render_github([found]),
        changes_text(Review(changed("甲").model_copy(update={"old": text})), color=False),
        changes_markdown(Review(changed("甲").model_copy(update={"old": text}))),
    ):
        assert CONTROL.search(shown) is None


def test_a_letter_that_no_font_has_is_told(renderer: PdfRenderer) -> None:
    made = loaded(PROJECT.replace("按工作需要立项。", "\ue000"), PATH)
    assert made.content is not None
    with pytest.raises(GlyphError, match="U\\+E000"):
        renderer.render(narrative_of(made.content))


def test_text_of_a_project_is_plain() -> None:
    shown = project_text(hostile_project().encode(), "01.yaml")
    assert shown is not None
    assert SHOWN["script"] in shown


def test_a_missing_format_would_be_noticed(texts: Mapping[str, str]) -> None:
    assert set(texts) == set(FORMATS)
    assert all("没有写过的话" not in shown for shown in texts.values())
    assert issubclass(GlyphError, RenderError)
    assert Path(builtin_templates()).is_dir()
