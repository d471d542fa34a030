"""A Word file as parts, read with care and written the same each time.

A template may come from a stranger: files that reach out of themselves (links, macros, embedded
objects, fields that load) or that are meant to fill the memory are refused.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final, cast

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part, XmlPart
from docx.opc.pkgwriter import _ContentTypesItem
from lxml import etree

from ptgen.render.docx.properties import APP_PART, CORE_PART
from ptgen.render.errors import TemplateError

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W: Final = f"{{{W_NS}}}"

MAIN_PART: Final = "word/document.xml"
STYLES_PART: Final = "word/styles.xml"
TYPES_PART: Final = "[Content_Types].xml"

MAX_PARTS: Final = 500
MAX_BYTES: Final = 40 * 2**20
MAX_RATIO: Final = 200
"""Styles that Word writes compress 20 to 40 times; a bomb 1000 times."""

_MAIN_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_PICTURES_AND_FONTS: Final = (
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf"
)  # fmt: skip
_ACTIVE_PART: Final = re.compile(
    r"(?i)(^|/)(activeX|embeddings)/|vbaProject|vbaData|\.(bin|exe|dll|js|vbs|ole)$"
)
_ACTIVE_LINK: Final = re.compile(
    r"(?i)/(oleObject|package|vbaProject|control|activeXControlBinary|aFChunk|subDocument"
    r"|frame|attachedTemplate|mailMerge\w*|webextension\w*|extensibility|attachedToolbars"
    r"|keyMapCustomizations|wordVbaData|customUI\w*)$"
)
_ACTIVE_ELEMENTS: Final = frozenset(
    {"altChunk", "subDoc", "OLEObject", "object", "control", "mailMerge", "dde", "script"}
)
_ADDRESS: Final = re.compile(r"(?i)^\s*([a-z][a-z0-9+.-]*:|//|\\\\|\.\.?[/\\])")
_ADDRESSES: Final = frozenset({"src", "href", "link", "althref", "sourceFileName", "dataSource"})
"""Attributes that load what they name, where that is no part of the file."""
_LOADING_FIELD: Final = re.compile(
    r"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|EMBED"
    r"|MACROBUTTON|CONTROL|RD|PRINT|ADDIN|HTMLACTIVEX)\b"
)
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
"""What zipfile raises over bytes that were made up."""
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def read_parts(data: bytes, path: Path) -> dict[str, bytes]:
    """Return the parts of a Word file by name, in its order, XML without comments.

    Raise :class:`TemplateError` when it is no Word file or not one to be trusted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), path)
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except _UNREADABLE as error:
        raise TemplateError(
            path, None, "这不是 Word 文档（.docx），或文件已损坏；请用 Word 或 WPS 另存为 .docx"
        ) from error
    parts = {name: part for name, part in parts.items() if not name.endswith("/")}
    for needed in (TYPES_PART, MAIN_PART, STYLES_PART, CORE_PART, APP_PART):
        if needed not in parts:
            raise TemplateError(
                path, None, f"Word 模板里缺少 {needed}；请用 Word 或 WPS 打开后另存为 .docx"
            )
    return {name: _checked(name, part, path) for name, part in parts.items()}


def parts_of(document: Document) -> dict[str, bytes]:
    """Return the parts of a python-docx document by name."""
    package = document.part.package
    found = package.parts
    parts = {
        TYPES_PART: _ContentTypesItem.from_parts(found).blob,  # type: ignore[no-untyped-call]
        "_rels/.rels": cast("bytes", package.rels.xml),  # typed as str
    }
    for part in found:
        parts[part.partname.membername] = part.blob
        if part.rels:
            parts[part.partname.rels_uri.membername] = cast("bytes", part.rels.xml)
    return parts


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts zipped in their order with a fixed date: the same parts, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0  # else the zip says on which system it was made
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parse_part(part: bytes) -> etree._Element:
    """Return the part's elements; entities, DTDs and network are never followed."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(part, parser)


def whole(text: str) -> int:
    """Return the number in an attribute, 0 for what is none or no length or id of Word's."""
    return int(text) if _WHOLE.fullmatch(text) else 0


def related(part: Part, kind: str) -> Part | None:
    """Return the part to which a part has a relation of a kind, if there is one."""
    targets = (link.target_part for link in part.rels.values() if link.reltype == kind)
    return next(targets, None)


def related_xml(part: Part, kind: str) -> XmlPart | None:
    """Return the same as elements, whatever type the file gives it."""
    for key, link in part.rels.items():
        if link.reltype == kind:
            found: Part = link.target_part
            if isinstance(found, XmlPart):
                return found
            xml: XmlPart = XmlPart.load(
                found.partname, found.content_type, found.blob, found.package
            )
            xml.rels.update(found.rels)
            part.load_rel(kind, xml, key)
            return xml
    return None


def _check_sizes(entries: list[zipfile.ZipInfo], path: Path) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_PARTS or len(names) != len({name.casefold() for name in names}):
        raise TemplateError(path, None, "Word 模板的内部文件过多或重名；请换用可靠的模板")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise TemplateError(
            path, None, f"Word 模板解压后超过 {MAX_BYTES >> 20} MB；请删去模板里的大图"
        )
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise TemplateError(
                path, None, f"Word 模板里的 {entry.filename} 压缩方法不合规；请换用可靠的模板"
            )
        if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * entry.compress_size:
            raise TemplateError(
                path, None, f"Word 模板里的 {entry.filename} 压缩比异常；请换用可靠的模板"
            )


def _checked(name: str, part: bytes, path: Path) -> bytes:
    if ".." in PurePosixPath(name).parts or name.startswith("/") or "\\" in name:
        raise TemplateError(path, None, f"Word 模板里的文件名 {name} 不合规；请换用可靠的模板")
    if _ACTIVE_PART.search(name):
        raise TemplateError(
            path, None, f"Word 模板里有宏或嵌入对象（{name}）；请删去后另存为 .docx"
        )
    if not name.lower().endswith((".xml", ".rels", ".svg")):
        if not name.lower().endswith(_PICTURES_AND_FONTS):
            raise TemplateError(
                path, None, f"Word 模板里有不认识的内容（{name}）；请用 Word 或 WPS 另存为 .docx"
            )
        return part
    try:
        root = parse_part(part)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            path, None, f"Word 模板里的 {name} 已损坏；请用 Word 或 WPS 打开后另存为 .docx"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise TemplateError(path, None, f"Word 模板里的 {name} 含有 DTD；请换用可靠的模板")
    if name == TYPES_PART:
        _check_types(root, path)
    elif name.lower().endswith(".rels"):
        _check_links(name, root, path)
    else:
        _check_content(name, root, path)
        _check_fields(name, root, path)
    return serialize_part_xml(root)


def _check_types(root: etree._Element, path: Path) -> None:
    kinds = {element.get("PartName"): element.get("ContentType") for element in root}
    if kinds.get(f"/{MAIN_PART}") != _MAIN_TYPE:
        raise TemplateError(
            path, None, "模板不是普通的 Word 文档（可能带宏，或是 .dotx）；请另存为 .docx"
        )


def _check_links(name: str, root: etree._Element, path: Path) -> None:
    for link in root:
        target = link.get("Target", "")
        if link.get("TargetMode", "Internal").strip().lower() != "internal" or _leaves(target):
            raise TemplateError(
                path, None, f"Word 模板链接到外部的 {target}（在 {name}）；请删去链接后再用"
            )
        if _ACTIVE_LINK.search(link.get("Type", "").strip()):
            raise TemplateError(
                path, None, f"Word 模板里有宏或嵌入对象（{target}）；请删去后另存为 .docx"
            )


def _leaves(target: str) -> bool:
    """Whether a target is an address, or a path out of the file's folders."""
    if not _ADDRESS.match(target):
        return False
    return not target.startswith(("./", "../")) or target.count("../") > 1 or "\\" in target


def _check_content(name: str, root: etree._Element, path: Path) -> None:
    """Elements and attributes that load or run, by their local names: Word knows several spaces."""
    for element in root.iter(etree.Element):
        kind = etree.QName(element).localname
        if kind in _ACTIVE_ELEMENTS:
            raise TemplateError(
                path, None, f"Word 模板里有会读入或运行别的内容的 {kind}（在 {name}）；请删去"
            )
        for attribute, value in element.items():
            local = etree.QName(attribute).localname
            if local in _ADDRESSES and _ADDRESS.match(value) and not value.startswith("data:"):
                raise TemplateError(
                    path, None, f"Word 模板链接到外部的 {value}（在 {name}）；请删去链接后再用"
                )


def _check_fields(name: str, root: etree._Element, path: Path) -> None:
    codes = [
        value
        for field in root.iter("{*}fldSimple")
        for attribute, value in field.items()
        if etree.QName(attribute).localname == "instr"
    ]
    # Joined, because a field's code may be cut into runs anywhere.
    codes.extend(
        "".join(element.text or "" for element in root.iter(f"{{*}}{tag}"))
        for tag in ("instrText", "delInstrText")
    )
    for code in codes:
        if field := _LOADING_FIELD.search(code):
            raise TemplateError(
                path, None, f"Word 模板里的域 {field[0]} 会读入外部内容（在 {name}）；请删去"
            )
