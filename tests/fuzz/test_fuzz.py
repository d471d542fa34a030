"""Nothing ends in a traceback, whatever the bytes: each stage that strangers can reach is fed.

A bounded run is part of ``make test``; ``make fuzz`` runs the same with two hundred times as many
examples. What was found is kept in ``corpus/`` and looked at each time.
"""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from ptgen.build.cache import Cache
from ptgen.build.manifest import Manifest
from ptgen.check.autofix import apply_fixes
from ptgen.check.config import read_config
from ptgen.check.engine import check, check_project
from ptgen.compare.compare import changes_of, paired
from ptgen.compare.fail_if import condition, reasons
from ptgen.compare.review import Review
from ptgen.compare.whole import growth_of
from ptgen.core.filesystem import builtin_templates
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.layout.load import LayoutFile, load
from ptgen.core.loader import Loaded
from ptgen.core.money import LIMIT
from ptgen.core.prose.expand import expand
from ptgen.edit.formatter.run import formatted
from ptgen.read.errors import SourceError
from ptgen.read.package import PackageError
from ptgen.read.read import read_document
from ptgen.read.witness import missing
from ptgen.render.docx.package import read_parts
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.text import clean
from ptgen.render.docx.untrusted import MAIN_PART
from ptgen.render.errors import TemplateError
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.html_template import load_template
from ptgen.render.pdf.weasyprint.page_breaks import Breaks
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.xlsx.form import form_xlsx
from ptgen.report.changes.html import changes_html
from ptgen.report.changes.json import changes_json
from ptgen.report.changes.markdown import changes_markdown
from ptgen.report.changes.text import changes_text
from ptgen.report.findings.github import render_github
from ptgen.report.findings.json import render_json
from ptgen.report.findings.sarif import render_sarif
from ptgen.report.findings.text import render_text
from ptgen.report.textconv.docx import docx_text
from ptgen.report.textconv.project import project_text
from ptgen.view.document import Paragraph
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.check.conftest import SOUND, MemoryFiles, load_all
from tests.core.prose.test_expand import CONTEXT
from tests.fuzz.making import (
    ANY_LAYOUT,
    ANY_PROJECT,
    BUILT,
    LAYOUTS,
    PROJECTS,
    TOKENS,
    corpus,
    examples,
    mutated,
)
from tests.render.pdf_samples import form, narrative

NARRATIVE = (builtin_templates() / "narrative.docx").read_bytes()
PAGE = (builtin_templates() / "narrative.html").read_bytes()
SCRATCH = Path("narrative.html")
DRAWN = form(3)
FOREIGN = (
    WordRenderer(builtin_templates()).render(DRAWN),
    form_xlsx(DRAWN),
    PdfRenderer(builtin_templates()).render(DRAWN),
    "申报表\n项目名称\t甲\t类别\n\n\t金额\n\t100.00\n".encode(),
)
MAIN_PARTS = (MAIN_PART, "xl/worksheets/sheet1.xml")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_main_part(kind: int, main: bytes) -> bytes:
    """A Word file or a workbook whose text is something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts_of(FOREIGN[kind]).items():
            archive.writestr(name, main if name == MAIN_PARTS[kind] else part)
    return out.getvalue()


def look_at(data: bytes) -> Loaded:
    """A project brought through all of check, told in every format, mended and formatted."""
    (loaded,) = load_all({"a.yaml": data})
    found = check([loaded])
    lines = {source.path: source.lines for source in loaded.sources}
    told = render_text(found, lines, color=False)
    assert told.replace("\n", "").isprintable() or "\u3000" in told
    assert len(render_github(found).splitlines()) == len(found)
    json.loads(render_json(found))
    json.loads(render_sarif(found))
    assert loaded.content is not None or found
    own = [one for one in found if one.span.path == "a.yaml" and one.replacement is not None]
    if own:
        apply_fixes(data.decode(), own)
    project_text(data, "a.yaml")
    return loaded


def draw(loaded: Loaded) -> None:
    """The documents of a sound project, as values, as a workbook and as Word files."""
    assert loaded.content is not None
    form = form_of(loaded.content)
    form_xlsx(form)
    for document in (narrative_of(loaded.content), form):
        assert_word(WordRenderer(builtin_templates()).render(document))


def assert_word(data: bytes) -> str:
    """The file's parts are whole XML; its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    return docx_text(data)


@pytest.mark.parametrize("path", corpus("project"), ids=lambda path: path.name)
def test_the_corpus_of_projects(path: Path) -> None:
    loaded = look_at(path.read_bytes())
    if loaded.sound:
        draw(loaded)


@examples(150)
@given(ANY_PROJECT)
def test_check_on_any_bytes(data: bytes) -> None:
    look_at(data)


@examples(25)
@given(mutated(PROJECTS[:1]) | BUILT)
def test_what_is_sound_can_be_drawn(data: bytes) -> None:
    loaded = look_at(data)
    if loaded.sound:
        draw(loaded)


@examples(40)
@given(ANY_PROJECT, ANY_PROJECT)
def test_diff_of_any_two(old: bytes, new: bytes) -> None:
    (one,), (other,) = load_all({"a.yaml": old}), load_all({"a.yaml": new})
    pairs = paired([(one, other)])
    changes = changes_of(pairs, ("旧", "新"))
    conditions = tuple(map(condition, ("weaker", "new-reserve", "growth>1元", "growth>1%")))
    broken = tuple(reasons(changes, growth_of(pairs), conditions))
    found = Review(changes, broken, check_project(other))
    changes_text(found, color=True)
    changes_markdown(found)
    changes_html(found)
    json.loads(changes_json(changes))


@examples(40)
@given(ANY_LAYOUT)
def test_any_edition(data: bytes) -> None:
    look_at_layout(data)


@pytest.mark.parametrize("path", corpus("layout"), ids=lambda path: path.name)
def test_the_corpus_of_editions(path: Path) -> None:
    look_at_layout(path.read_bytes())


def look_at_layout(data: bytes) -> None:
    """An edition is a layout that draws a project, or it is findings."""
    files: dict[str, bytes] = {
        "a.yaml": SOUND.replace("shanghai-district-2022", "own").encode(),
        "templates/own/layout.yaml": data,
    }
    memory = MemoryFiles(files)

    def file(name: str) -> LayoutFile | None:
        return memory.layout(name)

    loaded = load("own", file)
    assert loaded is not None
    assert loaded.layout is not None or loaded.diagnostics
    (project,) = load_all(dict(files))
    check([project])
    if project.sound and project.content is not None:
        form_xlsx(form_of(project.content))
        narrative_of(project.content)


@examples(300)
@given(
    st.text(alphabet="0123456789.,+-*/×÷()（）％%万亿元人天月年次 /eEx=－＋１２", max_size=60)
    | st.text(max_size=20)
    | TOKENS.map(lambda token: token.decode("utf-8", "replace"))
)
def test_any_formula(text: str) -> None:
    result = parse(text)
    if isinstance(result, Formula):
        assert abs(result.value) < LIMIT
        assert result.text == text
    else:
        assert result.message
        assert 0 <= result.start <= result.end <= max(len(text), 1)


@examples(200)
@given(st.lists(TOKENS, max_size=8).map(lambda pieces: b"".join(pieces).decode("utf-8", "replace")))
def test_any_prose(text: str) -> None:
    result = expand(text, CONTEXT)
    assert not result.faults or result.text == text


@examples(40)
@given(st.lists(st.text(max_size=60), max_size=5), st.text(max_size=30))
def test_the_word_writer_keeps_any_text(texts: list[str], title: str) -> None:
    data = WordRenderer(builtin_templates()).render(
        narrative(*[Paragraph(text) for text in texts], title=title)
    )
    shown = "".join(assert_word(data).split())
    for text in (*texts, title):
        assert "".join(clean(text).replace("\u200b", "").split()) in shown


@examples(30)
@given(mutated((NARRATIVE,)))
def test_any_word_template(data: bytes) -> None:
    try:
        read_parts(data, Path("narrative.docx"))
    except TemplateError as failure:
        assert failure.reason  # noqa: PT017  either is right
    try:
        docx_text(data)
    except PackageError as failure:
        assert str(failure)  # noqa: PT017  either is right


@examples(25)
@given(mutated((read_parts(NARRATIVE, SCRATCH)[MAIN_PART],)))
def test_any_text_of_a_word_template(tmp_path_factory: pytest.TempPathFactory, main: bytes) -> None:
    folder = tmp_path_factory.mktemp("templates")
    parts = {**read_parts(NARRATIVE, SCRATCH), MAIN_PART: main}
    with zipfile.ZipFile(folder / "narrative.docx", "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    try:
        assert_word(WordRenderer(folder).render(narrative(Paragraph("甲"))))
    except TemplateError as failure:
        assert failure.reason  # noqa: PT017  either is right


@examples(60)
@given(mutated((PAGE,)))
def test_any_page(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("templates") / "narrative.html"
    path.write_bytes(data)
    try:
        load_template(path).fill(narrative(Paragraph("甲")), TableWriter(Breaks()))
    except TemplateError as failure:
        assert failure.reason  # noqa: PT017  either is right


@examples(60)
@given(st.text(max_size=80) | TOKENS.map(lambda token: token.decode("utf-8", "replace")))
def test_any_configuration(text: str) -> None:
    for one in (text, f"[check]\n{text}", f"[check]\nreserve-share = {text}"):
        read = read_config(one, "ptgen.toml", "projects")
        places = [(found.code, found.span.path) for found in read.diagnostics]
        assert set(places) <= {("PT012", "ptgen.toml")}
        lines = one.split("\n")
        assert all(1 <= found.span.line <= len(lines) for found in read.diagnostics)
        assert understood(one) or read.diagnostics


def understood(text: str) -> bool:
    """Whether a text is TOML with at most the table that ptgen knows."""
    try:
        return set(tomllib.loads(text)) <= {"check"}
    except (ValueError, RecursionError):
        return False


@pytest.mark.parametrize(
    ("text", "known"),
    [("", True), ("[check]\n", True), ("a = 1", False), ("[check", False), ("a", False)],
)
def test_what_is_understood(text: str, known: bool) -> None:
    assert understood(text) == known


@examples(40)
@given(mutated((b'{"version": 1, "projects": {}, "folders": {}}',)) | st.binary(max_size=60))
def test_any_manifest(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("cache")
    signed = b"1 " + hashlib.sha256(data).hexdigest().encode() + b"\n" + data
    (folder / "manifest.json").write_bytes(data)
    assert Cache(folder).manifest == Manifest()
    (folder / "manifest.json").write_bytes(signed)
    assert Cache(folder).manifest == manifest_in(data)
    (folder / "manifest.json").write_bytes(signed + b" ")
    assert Cache(folder).manifest == Manifest()


def manifest_in(data: bytes) -> Manifest:
    """What a manifest says, or an empty one where it is none."""
    try:
        return Manifest.model_validate_json(data)
    except ValidationError:
        return Manifest()


@examples(25)
@given(mutated(PROJECTS[:1]))
def test_fmt_on_any_bytes(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    memory = MemoryFiles({"a.yaml": data})
    (loaded,) = load_all({"a.yaml": data})
    result = formatted(text, loaded.file, memory, ())
    if not result.diagnostics:
        (again,) = load_all({"a.yaml": result.text.encode()})
        assert again.sound == loaded.sound


def test_there_is_something_to_start_from() -> None:
    assert len(PROJECTS) > 3
    assert len(LAYOUTS) > 3
    assert corpus("project")
    assert corpus("layout")


@examples(60)
@given(
    mutated(FOREIGN)
    | mutated((parts_of(FOREIGN[0])[MAIN_PARTS[0]],)).map(lambda main: with_main_part(0, main))
    | mutated((parts_of(FOREIGN[1])[MAIN_PARTS[1]],)).map(lambda main: with_main_part(1, main))
)
def test_any_foreign_document(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("foreign") / "source"
    path.write_bytes(data)
    try:
        document = read_document(path)
    except SourceError as failure:
        assert failure.reason  # noqa: PT017  either is right
    else:
        assert document.blocks
        missing(document)
