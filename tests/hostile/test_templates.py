"""Templates of strangers: Word files and web pages that reach out of themselves are refused."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.read.package import MAX_BYTES
from ptgen.render.docx.package import read_parts
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.untrusted import MAIN_PART, TYPES_PART
from ptgen.render.errors import TemplateError
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import Paragraph
from tests.hostile.watch import Watch
from tests.render.pdf_samples import narrative

PATH = Path("narrative.docx")
HOUSE = builtin_templates() / "narrative.docx"
RELATIONS = "word/_rels/document.xml.rels"
UNSEEN = "这是不该被读到的话"
Parts = dict[str, bytes]


def house() -> Parts:
    return read_parts(HOUSE.read_bytes(), HOUSE)


def zipped(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def relation(kind: str, target: str, mode: str = "") -> Callable[[], Parts]:
    def made() -> Parts:
        parts = house()
        kept = f' TargetMode="{mode}"' if mode else ""
        link = f'<Relationship Id="rId99" Type="http://x/{kind}" Target="{target}"{kept}/></Rel'
        return {**parts, RELATIONS: parts[RELATIONS].replace(b"</Rel", link.encode(), 1)}

    return made


def body(xml: str) -> Callable[[], Parts]:
    def made() -> Parts:
        parts = house()
        main = parts[MAIN_PART].replace(b"<w:body>", f"<w:body>{xml}".encode(), 1)
        return {**parts, MAIN_PART: main}

    return made


def field(code: str) -> Callable[[], Parts]:
    return body(f'<w:p><w:fldSimple w:instr="{code}"/></w:p>')


def run_field(*pieces: str, tag: str = "instrText") -> Callable[[], Parts]:
    return body(
        "<w:p>" + "".join(f"<w:r><w:{tag}>{one}</w:{tag}></w:r>" for one in pieces) + "</w:p>"
    )


def field_mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field_code(code: str) -> str:
    return f"<w:r><w:instrText>{code}</w:instrText></w:r>"


def fields(*codes: str) -> str:
    """Fields side by side in a paragraph."""
    marked = "".join(field_mark("begin") + field_code(code) + field_mark("end") for code in codes)
    return f"<w:p>{marked}</w:p>"


def typed_as(name: str | None, kind: str) -> Callable[[], Parts]:
    """A part, or all with the extension png, of a kind of WordprocessingML."""

    def made() -> Parts:
        parts = house()
        which = f'Override PartName="{name}"' if name else 'Default Extension="png"'
        whole = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}"
        entry = f'<{which} ContentType="{whole}"/></Types'
        return {**parts, TYPES_PART: parts[TYPES_PART].replace(b"</Types", entry.encode(), 1)}

    return made


def part(name: str, data: bytes = b"<x/>") -> Callable[[], Parts]:
    return lambda: {**house(), name: data}


def typed(kind: bytes) -> Callable[[], Parts]:
    def made() -> Parts:
        parts = house()
        plain = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main"
        return {**parts, TYPES_PART: parts[TYPES_PART].replace(plain, kind)}

    return made


STRICT = 'xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
WORD: dict[str, Callable[[], Parts]] = {
    "picture-of-the-network": relation("image", "http://192.0.2.1/x.png", "External"),
    "picture-of-a-file": relation("image", "file:///etc/passwd", "External"),
    "picture-of-a-share": relation("image", "\\\\192.0.2.1\\x.png", "External"),
    "mode-in-capitals": relation("image", "x.png", "EXTERNAL"),
    "mode-in-small-letters": relation("image", "x.png", "external"),
    "mode-with-blanks": relation("image", "x.png", " External "),
    "mode-unknown": relation("image", "x.png", "Elsewhere"),
    "address-without-a-mode": relation("image", "http://192.0.2.1/x.png"),
    "file-without-a-mode": relation("image", "file:///etc/passwd"),
    "share-without-a-mode": relation("image", "//192.0.2.1/x.png"),
    "share-with-backslashes": relation("image", "\\\\192.0.2.1\\x.png"),
    "path-out-of-the-file": relation("image", "../../../etc/passwd"),
    "hyperlink": relation("hyperlink", "http://192.0.2.1/", "External"),
    "attached-template": relation("attachedTemplate", "x.dotm"),
    "attached-template-elsewhere": relation("attachedTemplate", "http://x/y.dotm", "External"),
    "ole-object": relation("oleObject", "x.xml"),
    "package": relation("package", "x.xml"),
    "macros": relation("vbaProject", "x.xml"),
    "control": relation("control", "x.xml"),
    "activex": relation("activeXControlBinary", "x.xml"),
    "alt-chunk": relation("aFChunk", "x.xml"),
    "sub-document": relation("subDocument", "x.xml"),
    "frame": relation("frame", "x.xml"),
    "mail-merge-source": relation("mailMergeSource", "x.xml"),
    "web-extension": relation("webextension", "x.xml"),
    "task-panes": relation("webextensiontaskpanes", "x.xml"),
    "ribbon": relation("extensibility", "x.xml"),
    "key-map": relation("keyMapCustomizations", "x.xml"),
    "toolbars": relation("attachedToolbars", "x.xml"),
    "vba-part": part("word/vbaProject.bin"),
    "vba-data-part": part("word/vbaData.xml"),
    "embedded-workbook": part("word/embeddings/a.xlsx"),
    "embedded-xml": part("word/embeddings/a.xml"),
    "activex-part": part("word/activeX/activeX1.xml"),
    "program-part": part("word/a.exe"),
    "script-part": part("word/a.js"),
    "unknown-part": part("word/a.dat"),
    "page-part": part("word/a.html"),
    "part-above": part("../a.xml"),
    "part-above-inside": part("word/../../a.xml"),
    "part-from-the-root": part("/etc/a.xml"),
    "part-with-backslashes": part("word\\..\\a.xml"),
    "part-broken": part("word/a.xml", b"<w>"),
    "part-with-a-dtd": part("word/a.xml", b'<!DOCTYPE w SYSTEM "file:///etc/passwd"><w/>'),
    "part-with-entities": part("word/a.xml", b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'),
    "part-with-laughs": part(
        "word/a.xml",
        b'<!DOCTYPE w [<!ENTITY a "'
        + b"b" * 1000
        + b'"><!ENTITY c "&a;&a;&a;"><!ENTITY d "&c;&c;&c;">]><w>&d;</w>',
    ),
    "part-with-a-parameter": part(
        "word/a.xml", b'<!DOCTYPE w [<!ENTITY % a SYSTEM "http://192.0.2.1/"> %a;]><w/>'
    ),
    "picture-with-a-script": part(
        "word/media/a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    ),
    "picture-with-an-address": part(
        "word/media/a.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
        b'<image x:href="file:///etc/passwd"/></svg>',
    ),
    "macro-type": typed(b"vnd.ms-word.document.macroEnabled.main"),
    "template-type": typed(b"vnd.openxmlformats-officedocument.wordprocessingml.template.main"),
    "field-dde": field(' DDE excel "a" '),
    "field-ddeauto": field(" DDEAUTO cmd "),
    "field-small-letters": field(" ddeauto cmd "),
    "field-includetext": field(" INCLUDETEXT c:/x.txt "),
    "field-includepicture": field(' INCLUDEPICTURE "http://192.0.2.1/x.png" '),
    "field-include": field(" INCLUDE x "),
    "field-import": field(" IMPORT x "),
    "field-link": field(" LINK Excel.Sheet x "),
    "field-embed": field(" EMBED Package "),
    "field-database": field(' DATABASE \\\\d "x" '),
    "field-macrobutton": field(" MACROBUTTON a b "),
    "field-control": field(" CONTROL x "),
    "field-rd": field(' RD "c:/x.docx" '),
    "field-print": field(' PRINT "x" '),
    "field-addin": field(" ADDIN x "),
    "field-in-runs": run_field(" DD", "EAUTO cmd "),
    "field-in-many-runs": run_field(*"INCLUDETEXT", " x"),
    "field-deleted": run_field(" DDEAUTO cmd ", tag="delInstrText"),
    "field-nested": run_field(" QUOTE ", " DDEAUTO cmd "),
    "field-of-the-day": field(" DATE "),
    "field-of-a-share": field(' HYPERLINK "\\\\192.0.2.1\\x" '),
    "field-of-a-place-and-a-share": field(' HYPERLINK \\l a "\\\\192.0.2.1\\x" '),
    "field-of-a-mark": field("{{ 标题 }}"),
    "field-beside-a-field": body(fields(" PAGE ", "DDEAUTO cmd")),
    "field-after-a-code": body(
        f"<w:p>{field_mark('begin')}{field_code('PAGE ')}{field_mark('separate')}{field_code('DDEAUTO x')}{field_mark('end')}</w:p>"
    ),
    "field-in-the-code-of-a-field": body(
        f"<w:p>{field_mark('begin')}{field_code('PAGE ')}{fields('PAGE')[5:-6]}{field_mark('end')}</w:p>"
    ),
    "field-written-as-text": body(
        f"<w:p>{field_mark('begin')}<w:r><w:t>DDEAUTO x</w:t></w:r>{field_mark('end')}</w:p>"
    ),
    "header-with-the-name-of-a-picture": lambda: {
        **typed_as("/word/header9.png", "header+xml")(),
        "word/header9.png": b"<w:hdr/>",
    },
    "header-by-its-extension": lambda: {
        **typed_as(None, "header+xml")(),
        "word/header9.png": b"<w:hdr/>",
    },
    "picture-that-is-a-header": lambda: {
        **relation("header", "media/a.png")(),
        "word/media/a.png": b"<w:hdr/>",
    },
    "field-strict": body(f'<s:p {STRICT}><s:fldSimple s:instr="DDEAUTO cmd"/></s:p>'),
    "field-strict-in-runs": body(f"<s:p {STRICT}><s:r><s:instrText>DDE x</s:instrText></s:r></s:p>"),
    "element-alt-chunk": body('<w:altChunk xmlns:r="r" r:id="rId1"/>'),
    "element-alt-chunk-strict": body(f"<s:altChunk {STRICT}/>"),
    "element-sub-document": body("<w:subDoc/>"),
    "element-object": body("<w:p><w:r><w:object/></w:r></w:p>"),
    "element-ole-object": body(f"<w:p><w:r><w:pict><o:OLEObject {VML}/></w:pict></w:r></w:p>"),
    "element-control": body("<w:p><w:r><w:control/></w:r></w:p>"),
    "element-mail-merge": part(
        "word/settings2.xml",
        b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:mailMerge><w:connectString w:val="x"/></w:mailMerge></w:settings>',
    ),
    "vml-picture": body(f'<w:p><w:r><w:pict><v:imagedata {VML} src="http://x/y"/></w:pict></w:r></w:p>'),
    "vml-link": body(f'<w:p><w:r><w:pict><v:imagedata {VML} o:href="file:///x"/></w:pict></w:r></w:p>'),
    "vml-shape": body(f'<w:p><w:r><w:pict><v:shape {VML} href="//192.0.2.1/x"/></w:pict></w:r></w:p>'),
    "vml-share": body(f'<w:p><w:r><w:pict><v:imagedata {VML} src="\\/192.0.2.1/a/x"/></w:pict></w:r></w:p>'),
    "vml-share-turned": body(f'<w:p><w:r><w:pict><v:shape {VML} href="/\\192.0.2.1/x"/></w:pict></w:r></w:p>'),
    "relation-to-a-share": relation("image", "\\/192.0.2.1/share/x.png"),
    "element-transformation": part(
        "word/settings2.xml",
        b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:saveThroughXslt w:solutionID="x"/></w:settings>',
    ),
}  # fmt: skip


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def lying(data: bytes) -> bytes:
    """The central directory says that the first part has four bytes."""
    place = data.index(b"PK\x01\x02")
    return data[: place + 24] + struct.pack("<I", 4) + data[place + 28 :]


def bomb() -> bytes:
    return zipped({**house(), "word/media/a.png": bytes(64 * 2**20)})


def doubled() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in [*house().items(), (MAIN_PART.upper(), b"<x/>")]:
            archive.writestr(name, data)
    return out.getvalue()


def quoted_bomb() -> bytes:
    """Many parts, each small enough for itself."""
    return zipped({**house(), **{f"word/media/{n}.png": bytes(2**20) for n in range(60)}})


ZIPS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no-zip": lambda: b"<html></html>",
    "ole-file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "empty-zip": lambda: zipped({}),
    "another-zip": lambda: zipped({"a.txt": b"a"}),
    "cut": lambda: cut(HOUSE.read_bytes()),
    "bomb": bomb,
    "bomb-of-many-parts": quoted_bomb,
    "nested-bomb": lambda: zipped({**house(), "word/a.zip": bomb()}),
    "too-many-parts": lambda: zipped({**house(), **{f"word/{n}.xml": b"<x/>" for n in range(600)}}),
    "names-twice": doubled,
    "size-that-lies": lambda: lying(HOUSE.read_bytes()),
    "not-compressed-but-big": lambda: os.urandom(MAX_BYTES + 10),
    "main-part-missing": lambda: zipped({k: v for k, v in house().items() if k != MAIN_PART}),
    "main-part-no-xml": lambda: zipped({**house(), MAIN_PART: b"\0" * 100}),
    "main-part-empty": lambda: zipped({**house(), MAIN_PART: b""}),
    "elements-a-hundred-thousand-deep": lambda: zipped(
        {**house(), "word/a.xml": b"<a>" * 100_000 + b"</a>" * 100_000}
    ),
    "attributes-that-collide": lambda: zipped({**house(), "word/a.xml": b"<a b='1' b='2'/>"}),
}

HTML = {
    "picture": '<img src="{}">',
    "pictures-of-sizes": '<img srcset="{} 2x" src="{}">',
    "object": '<object data="{}">甲</object>',
    "embed": '<embed src="{}">',
    "style-sheet": '<link rel="stylesheet" href="{}">',
    "import": '<style>@import "{}";</style>',
    "import-of-a-url": "<style>@import url({});</style>",
    "background": "<style>body {{ background: url({}) }}</style>甲",
    "background-of-a-page": "<style>@page {{ background: url({}) }}</style>甲",
    "border-image": '<div style="border-image: url({}) 1">甲</div>',
    "content": "<style>p::before {{ content: url({}) }}</style><p>甲</p>",
    "list-image": "<style>li {{ list-style-image: url({}) }}</style><ul><li>甲</ul>",
    "font": "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style><p>甲",
    "attachment": '<link rel="attachment" href="{}">',
    "attachment-of-a-link": '<a rel="attachment" href="{}">甲</a>',
    "svg-picture": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "svg-in-a-picture": (
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' "
        "height='9'><image href='{}' width='9' height='9'/></svg>\">"
    ),
    "base": '<base href="{}"><img src="x">',
}
SILENT = {
    "frame": '<iframe src="{}">甲</iframe>',
    "svg-use": '<svg width="9" height="9"><use href="{}#a"/></svg>',
    "script": '<script src="{}"></script>甲',
    "meta-refresh": '<meta http-equiv="refresh" content="0;url={}">甲',
    "form": '<form action="{}"><input value="甲"></form>',
    "video": '<video src="{}" poster="{}">甲</video>',
    "entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "{}">]>&a;',
    "processing": '<?xml-stylesheet href="{}"?>甲',
    "preload": '<link rel="preload" href="{}">甲',
}
PLACES = ("file", "relative", "http", "share")


@pytest.mark.parametrize("made", list(WORD.values()), ids=list(WORD))
def test_a_word_file_that_reaches_out_is_refused(made: Callable[[], Parts], watched: Watch) -> None:
    data = zipped(made())
    watched.opened.clear()
    with pytest.raises(TemplateError) as caught:
        read_parts(data, PATH)
    assert caught.value.path == PATH
    assert watched.opened == []
    assert watched.reached == []


FILLED = {
    "field-cut-by-a-mark": fields("PAGE{{ 'X cmd' }}"),
    "address-cut-by-a-mark": (
        f'<w:p><w:r><w:pict><v:imagedata {VML} src="ht{{{{ "" }}}}tp://192.0.2.1/x"/></w:pict></w:r></w:p>'
    ),
}


@pytest.mark.parametrize("xml", list(FILLED.values()), ids=list(FILLED))
def test_what_marks_make_of_a_word_file_is_looked_at_again(
    xml: str, templates: Path, watched: Watch
) -> None:
    (templates / "narrative.docx").write_bytes(zipped(body(xml.replace('""', "''"))()))
    with pytest.raises(TemplateError):
        WordRenderer(templates).render(narrative(Paragraph("甲")))
    assert watched.reached == []


@pytest.mark.parametrize(
    "code",
    [
        " PAGE \\* MERGEFORMAT ",
        " NUMPAGES ",
        ' TOC \\o "1-3" \\h ',
        " HYPERLINK \\l _Toc1 ",
        ' HYPERLINK \\l "_Toc1" \\h',
        " STYLEREF 标题 ",
    ],
)
def test_fields_of_the_document_itself_pass(code: str) -> None:
    read_parts(zipped(body(fields(code, " PAGE "))()), PATH)


LINKS = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "//192.0.2.1/x",
    "http://192.0.2.1/",
    "x.html",
)


@pytest.mark.parametrize("address", LINKS)
def test_links_of_a_pdf_lead_to_places_inside_it(address: str, templates: Path) -> None:
    page = templates / "narrative.html"
    page.write_text('<p id="a">甲</p><a href="#a">乙</a>', "utf-8")
    PdfRenderer(templates).render(narrative(Paragraph("甲")))
    page.write_text(f'<a href="{address}">乙</a>', "utf-8")
    with pytest.raises(TemplateError, match="链接只能指向本文件里的地方"):
        PdfRenderer(templates).render(narrative(Paragraph("甲")))


MARKS = {
    "filters": ("{{ 标题" + "|trim" * 10_000 + " }}", 1),
    "filters-in-many-marks": ("\n" + ("{{ 标题" + "|trim" * 90 + " }}") * 900, 2),
    "choices-in-choices": ("{% if 标题 %}\n" * 300 + "{% endif %}" * 300, 21),
    "brackets": ("\n\n{{ " + "(" * 200 + "标题" + ")" * 200 + " }}", 3),
    "many": ("{{ 标题 }}\n" * 3000, 1001),
    "long": ("{{ '" + "a" * 600_000 + "' }}", 1),
    "open": ("{{ \n" * 5000, 1001),
}


@pytest.mark.parametrize(("source", "line"), list(MARKS.values()), ids=list(MARKS))
def test_marks_that_take_long_to_compile_are_refused_at_their_line(
    source: str, line: int, templates: Path
) -> None:
    (templates / "narrative.html").write_text(source, "utf-8")
    with pytest.raises(TemplateError) as caught:
        PdfRenderer(templates).render(narrative(Paragraph("甲")))
    assert (caught.value.path, caught.value.line) == (templates / "narrative.html", line)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("made", list(ZIPS.values()), ids=list(ZIPS))
def test_a_file_that_is_no_word_file_is_refused(made: Callable[[], bytes], templates: Path) -> None:
    (templates / "narrative.docx").write_bytes(made())
    with pytest.raises(TemplateError) as caught:
        WordRenderer(templates).render(narrative(Paragraph("甲")))
    assert caught.value.path == templates / "narrative.docx"
    assert caught.value.reason


def test_the_house_itself_passes() -> None:
    assert read_parts(zipped(house()), PATH) == house()


def address(place: str, secret: Path) -> str:
    return {
        "file": secret.as_uri(),
        "relative": f"../{secret.name}",
        "http": "http://192.0.2.1/x",
        "share": "//192.0.2.1/x",
    }[place]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A picture that no document may show, beside the templates."""
    path = tmp_path / "secret.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="9"><text>{UNSEEN}</text></svg>',
        "utf-8",
    )
    return path


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("tried", list(HTML.values()), ids=list(HTML))
def test_a_page_that_reaches_out_is_refused(
    tried: str, place: str, templates: Path, secret: Path, renderer: PdfRenderer, watched: Watch
) -> None:
    path = templates / "narrative.html"
    path.write_text(
        tried.replace("{}", address(place, secret)).replace("{{", "{").replace("}}", "}"), "utf-8"
    )
    with pytest.raises(TemplateError) as caught:
        drawn_with(templates, renderer)
    assert caught.value.path == path
    assert watched.reached == []
    assert str(secret) not in watched.opened


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("tried", list(SILENT.values()), ids=list(SILENT))
def test_what_a_page_would_load_elsewhere_is_not_loaded(
    tried: str, place: str, templates: Path, secret: Path, renderer: PdfRenderer, watched: Watch
) -> None:
    path = templates / "narrative.html"
    path.write_text(tried.replace("{}", address(place, secret)), "utf-8")
    with contextlib.suppress(TemplateError):
        data = drawn_with(templates, renderer)
        document = pypdfium2.PdfDocument(data)
        shown = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert UNSEEN not in shown
    assert watched.reached == []
    assert str(secret) not in watched.opened


def drawn_with(templates: Path, renderer: PdfRenderer) -> bytes:
    return PdfRenderer(templates, renderer.fonts).render(narrative(Paragraph("甲")))


@pytest.mark.parametrize("tried", ["@import 'x.css';", "p { background: url(x) }"])
def test_a_style_sheet_that_reaches_out_is_refused(
    tried: str, templates: Path, renderer: PdfRenderer
) -> None:
    path = templates / "print.css"
    path.write_text(tried + path.read_text("utf-8"), "utf-8")
    with pytest.raises(TemplateError):
        drawn_with(templates, renderer)


LINKED = ("narrative.html", "print.css", "narrative.docx")


@pytest.mark.parametrize("name", LINKED)
def test_a_template_that_is_a_link_out_of_its_folder_is_refused(
    name: str, templates: Path, tmp_path: Path, renderer: PdfRenderer
) -> None:
    (tmp_path / "secret").write_text(UNSEEN, "utf-8")
    (templates / name).unlink()
    (templates / name).symlink_to(tmp_path / "secret")
    folders = Folders((templates, builtin_templates()))
    with pytest.raises(TemplateError, match="链接") as caught:
        drawn_in(name, folders, renderer)
    assert UNSEEN not in str(caught.value)


@pytest.mark.parametrize("name", LINKED)
def test_a_template_that_is_no_file_is_not_waited_for(
    name: str, templates: Path, renderer: PdfRenderer
) -> None:
    (templates / name).unlink()
    os.mkfifo(templates / name)
    with pytest.raises(TemplateError):
        drawn_in(name, Folders((templates, builtin_templates())), renderer)


def drawn_in(name: str, folders: Folders, renderer: PdfRenderer) -> bytes:
    """A document in the format of a template."""
    document = narrative(Paragraph("甲"))
    if name.endswith(".docx"):
        return WordRenderer(folders).render(document)
    return PdfRenderer(folders, renderer.fonts).render(document)
