"""No choice of edition, documents and keys ends in anything but a document or a finding."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ptgen.check.engine import check
from ptgen.compare.changes import Changes
from ptgen.compare.compare import compare_pairs, read_pairs
from ptgen.compare.projects import compare_project
from ptgen.compare.review import Review
from ptgen.compare.snapshot import folder_snapshot
from ptgen.core.filesystem import disk_files
from ptgen.core.loader import Content
from ptgen.core.model.project import DocumentKind
from ptgen.core.model.units.unit import OwnKeys
from ptgen.core.source.nodes import plain
from ptgen.core.source.parse import read
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.pdf.weasyprint.volume import WeasyPrintEngine
from ptgen.render.volume.docx import render_volume_docx
from ptgen.render.xlsx.form import form_xlsx
from ptgen.render.xlsx.lists import summary_xlsx
from ptgen.report.changes.html import changes_html
from ptgen.report.changes.json import changes_json
from ptgen.report.changes.markdown import changes_markdown
from ptgen.report.changes.text import changes_text
from ptgen.report.export import export_of, to_csv, to_json
from ptgen.view.document import Document
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.summary import summary_of
from ptgen.view.volume import Book, book_of
from tests.combinations.variants import CHOICES, editions, lay, lay_own_edition
from tests.golden import run_ptgen
from tests.projects import load_all
from tests.serve.serving import serving

EDITIONS = (*disk_files(()).layouts(), "own")
TEMPLATES = Path(__file__).parents[2] / "templates"
Kinds = tuple[DocumentKind, ...]


@pytest.fixture(scope="module")
def word() -> WordRenderer:
    return WordRenderer(TEMPLATES)


@pytest.fixture(scope="module")
def pdf() -> WeasyPrintEngine:
    return WeasyPrintEngine(TEMPLATES)


def documents(content: Content) -> list[Document]:
    kinds = content.project.documents
    made: list[Document] = [narrative_of(content)] if DocumentKind.NARRATIVE in kinds else []
    return [*made, form_of(content)] if DocumentKind.FORM in kinds else made


def book(content: Content) -> Book:
    text = "汇编: {标题: 汇编, 开篇: '共{{ 项目数 }}个项目，{{ 合计 | 万元 }}。'}\n"
    root = read(text.encode(), "unit.yaml").root
    assert root is not None
    volume = OwnKeys.model_validate(plain(root)).volume
    assert volume is not None
    made, found = book_of([content], root)
    assert made is not None, found
    return made


def is_zip(data: bytes) -> bool:
    return zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("kinds", CHOICES, ids="和".join)
@pytest.mark.parametrize("name", EDITIONS)
def test_every_variant_is_drawn_or_told(
    name: str, kinds: Kinds, tmp_path: Path, word: WordRenderer
) -> None:
    lay_own_edition(tmp_path)
    assert set(editions(tmp_path)) == set(EDITIONS)
    laid = lay(tmp_path, name, kinds)
    whole, *others = load_all(tmp_path / "projects")
    assert whole.sound, whole.diagnostics
    drawn = 0
    for loaded in (whole, *others):
        said = laid[loaded.file.folder]
        told = check([loaded])
        content = loaded.content
        if not loaded.sound or content is None:
            assert told, said
            continue
        if said.startswith("留空"):
            continue
        for document in documents(content):
            assert is_zip(word.render(document)), said
        assert is_zip(form_xlsx(form_of(content))), said
        assert is_zip(summary_xlsx(summary_of([content], "汇总"))), said
        export = export_of([(loaded.file, content)])
        assert content.project.name in to_json(export), said
        assert content.project.name in to_csv(export), said
        assert compare_project(loaded, whole).errors == (), said
        assert compare_project(whole, loaded).errors == (), said
        drawn += 1
    assert drawn > len(laid) / 3


@pytest.mark.parametrize("kinds", CHOICES, ids="和".join)
@pytest.mark.parametrize("name", ["shanghai-district-2026", "own"])
def test_pdf_is_drawn_of_most_and_of_least(
    name: str, kinds: Kinds, tmp_path: Path, word: WordRenderer, pdf: WeasyPrintEngine
) -> None:
    lay_own_edition(tmp_path)
    lay(tmp_path, name, kinds)
    loaded = load_all(tmp_path / "projects")
    for one in (loaded[0], loaded[-1]):
        assert one.content is not None
        for document in documents(one.content):
            assert pdf.render(document).startswith(b"%PDF")
        made = book(one.content)
        assert pdf.draw_volume(made).data.startswith(b"%PDF")
        assert is_zip(render_volume_docx(word, made, {}))


@pytest.mark.parametrize("name", EDITIONS)
def test_nothing_differs_from_itself_and_every_difference_is_told(
    name: str, tmp_path: Path
) -> None:
    lay_own_edition(tmp_path)
    for folder in ("a", "b"):
        lay_own_edition(tmp_path / folder)
        lay(tmp_path / folder, name, CHOICES[-1])
    first, second = (folder_snapshot(tmp_path / folder, ()) for folder in ("a", "b"))
    assert compare_pairs(first, second, read_pairs(first, second)).projects == ()
    target = tmp_path / "b" / "projects"
    whole = (target / "000" / "01.yaml").read_bytes()
    for path in sorted(target.glob("*/01.yaml"))[1:]:
        path.write_bytes(whole)
    second = folder_snapshot(tmp_path / "b", ())
    changes = compare_pairs(first, second, read_pairs(first, second))
    assert changes.projects
    assert all(tell(changes))


def tell(changes: Changes) -> tuple[str, ...]:
    text = changes_text(Review(changes), color=True)
    return (
        text,
        changes_markdown(Review(changes)),
        changes_json(changes),
        changes_html(Review(changes)),
    )


@pytest.mark.parametrize("kinds", CHOICES, ids="和".join)
def test_every_page_is_served(kinds: Kinds, tmp_path: Path) -> None:
    lay_own_edition(tmp_path)
    laid = lay(tmp_path, "own", kinds)
    shown = {DocumentKind.NARRATIVE: "narrative", DocumentKind.FORM: "form"}
    with serving(tmp_path) as served:
        for page in ("", "findings"):
            assert served.get(page).status_code == 200, page
        for folder, said in laid.items():
            if not said.startswith("留空"):
                assert served.get(f"projects/{folder}/01").status_code == 200, said
        for folder in (min(laid), max(laid)):
            for kind in kinds:
                for page in ("documents", "sheets"):
                    answer = served.get(f"{page}/{shown[kind]}/{folder}/01")
                    assert answer.status_code == 200, (page, laid[folder])


@pytest.mark.parametrize("kinds", CHOICES, ids="和".join)
@pytest.mark.parametrize("volume", ["", "汇编: {标题: 汇编}\n"], ids=["alone", "bound"])
def test_a_folder_is_built_in_every_format(
    kinds: Kinds,
    volume: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_own_edition(tmp_path)
    laid = lay(tmp_path, "own", kinds)
    monkeypatch.chdir(tmp_path)
    for folder in (min(laid), max(laid)):
        if volume:
            (tmp_path / "projects" / folder / "unit.yaml").write_text(volume, "utf-8")
        build = ["build", f"projects/{folder}", "--jobs", "1", "--format", "docx,pdf,xlsx"]
        status, _, err = run_ptgen(build, capsys)
        assert status == 0, err
        made = {path.name for path in (tmp_path / "build" / folder).rglob("*.*")}
        assert ("汇编.pdf" in made) == bool(volume)
        assert ("绩效目标表.xlsx" in made) == (DocumentKind.FORM in kinds)
        assert "汇总.xlsx" in made
        assert run_ptgen(["diff", "--no-git", ".", "."], capsys)[0] == 0
