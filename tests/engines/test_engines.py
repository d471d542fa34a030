"""Each kind of document shows the same pages in five engines; that a wrong one is seen."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, StreamObject

from ptgen.render.pdf.variants import ENCLOSING
from tests.engines import embedded, own_fonts, texts
from tests.engines.built import ROOT, built, faults
from tests.engines.pictures import (
    Engine,
    EngineError,
    PdfJs,
    Pictures,
    disagreements,
    ghostscript,
    mupdf,
)
from tests.projects import PROJECT, UNIT, write_project
from tests.view.test_volume import VOLUME

NAMES = ("PDFium", "Poppler", "MuPDF", "Ghostscript", "pdf.js")
RARE = PROJECT.replace("信息管理科", "信息管理科镕堃")
VARIANTS = {"plain": (), "archive": ("--pdf-variant", "pdf/a-2u"),
            "enclosing": ("--pdf-variant", ENCLOSING[0], "--enclose"),
            "typst": ("--engine", "typst")}  # fmt: skip


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("form")
    return built(write_project(folder), folder / "out")[-1]


@pytest.fixture(scope="module")
def shown(
    form: Path, tmp_path_factory: pytest.TempPathFactory, engines: Mapping[str, Engine]
) -> Mapping[str, tuple[Pictures, Pictures]]:
    """The form in each engine, and one with another digit."""
    folder = tmp_path_factory.mktemp("other")
    assert "≥26台" in PROJECT
    other = built(write_project(folder, PROJECT.replace("≥26台", "≥28台")), folder / "out")[-1]
    return {name: (engine(form), engine(other)) for name, engine in engines.items()}


PUBLISHED = "songjiang-2022/01-equipment"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return built(ROOT / "projects" / f"{PUBLISHED}.yaml", tmp_path_factory.mktemp("published"))


@pytest.mark.parametrize("project", [PUBLISHED, "national-example/02-training"])
def test_a_published_project(
    project: str,
    published: list[Path],
    tmp_path: Path,
    engines: Mapping[str, Engine],
    firefox: PdfJs,
) -> None:
    other = project != PUBLISHED
    files = built(ROOT / "projects" / f"{project}.yaml", tmp_path) if other else published
    assert [file.stem for file in files] == ["经费情况说明", "绩效目标表"]
    assert [faults(file, engines, firefox) for file in files] == [[], []]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_volume_and_its_parts(
    variant: str, tmp_path: Path, engines: Mapping[str, Engine], firefox: PdfJs
) -> None:
    for stem, text in (("01", PROJECT), ("02", RARE.replace("设备运行与维护", "培训"))):
        projects = write_project(tmp_path, text, UNIT + VOLUME, stem)
    files = built(projects, tmp_path / "out", *VARIANTS[variant])
    assert len(files) == 5
    # What the parts show is in the volume; one of them has the rare characters.
    chosen = [file for file in files if file.stem == "汇编" or file.parent.name == "02"]
    assert [faults(file, engines, firefox) for file in chosen] == [[], [], []]


@pytest.mark.parametrize("kind", own_fonts.KINDS)
@pytest.mark.parametrize("text", [PROJECT, RARE], ids=["usual", "rare"])
def test_a_font_of_the_users(
    kind: str, text: str, tmp_path: Path, engines: Mapping[str, Engine], firefox: PdfJs
) -> None:
    characters = "".join(sorted({one for one in PROJECT + UNIT if not one.isascii()}))
    environment = own_fonts.installed(kind, characters, tmp_path)
    environment["XDG_CACHE_HOME"] = str(tmp_path)
    projects = write_project(tmp_path, text)
    narrative, _ = built(projects, tmp_path / "out", **environment)
    assert own_fonts.FAMILY in embedded.families(narrative)
    assert faults(narrative, engines, firefox) == []


@pytest.mark.parametrize("odd", NAMES)
def test_one_other_digit_is_seen(odd: str, shown: Mapping[str, tuple[Pictures, Pictures]]) -> None:
    found = disagreements({name: both[name == odd] for name, both in shown.items()})
    assert found
    assert all(f" {odd}: " in one for one in found)


def test_a_page_more_is_seen(shown: Mapping[str, tuple[Pictures, Pictures]]) -> None:
    right = {name: list(pages) for name, (pages, _) in shown.items()}
    assert disagreements(right) == []
    right["MuPDF"] *= 2
    assert "MuPDF" in "".join(disagreements(right))


def with_wrong_charset(good: Path, target: Path) -> Path:
    """The same file, the CIDs of its CFF fonts shifted by one."""
    writer = PdfWriter(PdfReader(good))
    for one in writer._objects:
        if isinstance(one, DictionaryObject) and "/FontFile3" in one:
            stream = one["/FontFile3"].get_object()
            assert isinstance(stream, StreamObject)
            font = TTFont(io.BytesIO(stream.get_data()))
            top = font["CFF "].cff.topDictIndex[0]
            order = [f"cid{number + 1:05d}" for number in range(len(top.charset))]
            strings = top.CharStrings.charStrings
            renamed = dict(zip(top.charset[1:], order[1:], strict=True))
            top.CharStrings.charStrings = {
                renamed.get(name, name): at for name, at in strings.items()
            }
            top.charset[1:] = order[1:]
            font.setGlyphOrder(list(top.charset))
            data = io.BytesIO()
            font.save(data)
            stream.set_data(data.getvalue())
    writer.write(target)
    return target


def test_a_wrong_charset_is_seen(form: Path, tmp_path: Path, engines: Mapping[str, Engine]) -> None:
    wrong = with_wrong_charset(form, tmp_path / "wrong.pdf")
    assert embedded.faults(form) == []
    assert embedded.faults(wrong)
    quiet = {name: engines[name] for name in ("PDFium", "Poppler", "Ghostscript", "pdf.js")}
    assert disagreements({name: engine(wrong) for name, engine in quiet.items()})


def test_an_engine_that_complains_is_heard(form: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(form.read_bytes()[:-900])
    with pytest.raises(EngineError, match="mutool"):
        mupdf(broken)
    with pytest.raises(EngineError, match="gs"):
        ghostscript(tmp_path / "none.pdf")


def test_other_text_is_seen(form: Path, firefox: PdfJs) -> None:
    read = {name: engine(form) for name, engine in texts.ENGINES.items()}
    assert texts.differences(read) == []
    read["pdf.js"] = [page.replace("26", "28") for page in firefox.texts(form)]
    assert texts.differences(read)
    read["pdf.js"].append("")
    assert "pages" in texts.differences(read)[0]


def test_both_files_of_five_pages_are_small(published: list[Path]) -> None:
    assert len(PdfReader(published[0]).pages) == 5
    assert sum(file.stat().st_size for file in published) <= 450 * 1024
