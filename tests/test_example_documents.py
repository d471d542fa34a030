"""The documents of every example project: Word and PDF say the same, both open cleanly."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pypdf
import pytest
from lxml import etree
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from ptgen.cli.main import main
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loader, ProjectFile
from ptgen.view.document import Document, Form, Narrative, TableBlock
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.table import Table
from tests.audit import opens_cleanly

ROOT = Path(__file__).parents[1]
PROJECTS = ROOT / "projects"
FILES, _ = discover([PROJECTS])
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNPRINTED = re.compile(r"[\s\u200b\u3000]")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    with pytest.raises(SystemExit) as stop:
        main(["build", str(PROJECTS), "--out", str(folder), "--format", "docx,pdf,xlsx", "-q"])
    assert stop.value.code == 0
    return folder


def bare(text: str) -> str:
    """The text without blanks, which each format sets in its own way."""
    return _UNPRINTED.sub("", text)


def word_text(path: Path) -> str:
    """All text of a Word file's body; a cell that goes on from above holds none."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return bare("".join(node.text or "" for node in root.iter(f"{W}t")))


def pdf_text(path: Path, heads: tuple[str, ...], bottom: float) -> str:
    """All text above the bottom margin (mm) in reading order; a repeated head row counts once."""
    text = ""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            foot = page.height - bottom / 25.4 * 72
            here = bare("".join(char["text"] for char in page.chars if char["top"] < foot))
            for head in heads:
                if head in text:
                    here = here.removeprefix(head)
            text += here
    return text


def first_difference(one: str, other: str) -> str:
    """Where two texts part, with what stands around; empty when they are the same."""
    if one == other:
        return ""
    pairs = zip(one, other, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return f"{one[max(at - 20, 0) : at + 20]!r} against {other[max(at - 20, 0) : at + 20]!r}"


def tables(document: Document) -> Iterator[Table]:
    if isinstance(document, Narrative):
        yield from (block.table for block in document.blocks if isinstance(block, TableBlock))
    else:
        yield document.table


def heads(document: Document) -> tuple[str, ...]:
    """The text of each head row."""
    found = []
    for table in tables(document):
        if table.head is not None:
            rows = table.rows[slice(*table.head)]
            found.append(bare("".join(cell.text for row in rows for cell in row.cells)))
    return tuple(found)


def documents(file: ProjectFile) -> dict[str, Document]:
    content = Loader(disk_files([PROJECTS])).load(file).content
    assert content is not None
    made: dict[str, Document] = {}
    for kind in content.project.documents:
        made[kind.value] = (narrative_of if kind.value == "经费情况说明" else form_of)(content)
    return made


def printed(document: Document) -> str:
    """What a document should say, from its value."""
    inside = isinstance(document, Form) and document.table.titles
    said = [] if inside else [document.title]
    if isinstance(document, Narrative):
        for block in document.blocks:
            if isinstance(block, TableBlock):
                said.append(block.caption)
                said.extend(cell.text for row in block.table.rows for cell in row.cells)
            else:
                said.extend((getattr(block, "number", ""), block.text))
    else:
        said.append("" if inside else document.subtitle)
        said.extend(cell.text for row in document.table.rows for cell in row.cells)
    return bare("".join(said))


def test_a_difference_is_found() -> None:
    assert first_difference("合计1132300元", "合计1132300元") == ""
    assert first_difference("合计1132300元", "合计1132301元") != ""
    assert first_difference("合计1132300元", "合计1132300") != ""
    assert first_difference("", "合计") != ""


def test_there_are_examples() -> None:
    assert len(FILES) >= 9


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.key)
def test_word_and_pdf_say_the_same(file: ProjectFile, out: Path) -> None:
    for kind, document in documents(file).items():
        word = word_text(out / file.key / f"{kind}.docx")
        pdf = pdf_text(out / file.key / f"{kind}.pdf", heads(document), document.page.bottom)
        assert first_difference(word, printed(document)) == ""
        assert first_difference(pdf, word) == ""


def test_a_document_that_needs_repair_is_found(tmp_path: Path, out: Path) -> None:
    whole = next(out.rglob("*.docx"))
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:tblGrid>", b"<w:tblGird>").replace(
                    b"</w:tblGrid>", b"</w:tblGird>"
                )
            target.writestr(name, data)
    assert opens_cleanly(broken.getvalue(), tmp_path) != []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.key)
def test_word_opens_every_document_without_repair(
    file: ProjectFile, out: Path, tmp_path: Path
) -> None:
    for kind in documents(file):
        data = (out / file.key / f"{kind}.docx").read_bytes()
        assert opens_cleanly(data, tmp_path) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.key)
def test_every_pdf_says_what_it_is_and_brings_its_fonts(file: ProjectFile, out: Path) -> None:
    for kind, document in documents(file).items():
        reader = pypdf.PdfReader(out / file.key / f"{kind}.pdf")
        about = reader.metadata
        assert about is not None
        assert (about.title, about.author) == (document.info.title, document.info.author)
        root = inside(reader.trailer, "/Root")
        assert str(inside(root, "/Lang")) == "zh-CN"
        assert str(inside(root, "/MarkInfo", "/Marked")) == "True"
        assert reader.outline
        for page in reader.pages:
            fonts = inside(page, "/Resources", "/Font")
            assert isinstance(fonts, DictionaryObject)
            for name in fonts:
                assert re.match(r"/[A-Z]{6}\+", str(inside(fonts, name, "/BaseFont")))
                described = inside(fonts, name, "/DescendantFonts", 0, "/FontDescriptor")
                assert isinstance(described, DictionaryObject)
                assert {"/FontFile2", "/FontFile3"} & set(described)


def inside(value: PdfObject, *path: str | int) -> PdfObject:
    """The object at a path of keys and indices."""
    for step in path:
        value = value.get_object() or value
        if isinstance(value, ArrayObject):
            assert isinstance(step, int)
            value = value[step]
        else:
            assert isinstance(value, DictionaryObject)
            value = value[step]
    return value.get_object() or value
