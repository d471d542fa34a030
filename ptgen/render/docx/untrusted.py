"""What a Word file of a stranger may not have: all that reaches out of it, loads or runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final, cast

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.oxml import serialize_part_xml
from lxml import etree

from ptgen.read.package import parse_part

MAIN_PART: Final = "word/document.xml"
TYPES_PART: Final = "[Content_Types].xml"
STYLES_PART: Final = "word/styles.xml"
CORE_PART: Final = "docProps/core.xml"
APP_PART: Final = "docProps/app.xml"

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
_ADDRESSES: Final = ("src", "href", "link", "althref", "sourceFileName", "dataSource")
_LOADED: Final = etree.XPath(
    f"//@*[{' or '.join(f'local-name()={name!r}' for name in _ADDRESSES)}]", smart_strings=False
)
"""Attributes that load what they name, where that is no part of the file."""
_OF_FIELDS: Final = tuple(
    f"{{*}}{name}" for name in ("fldSimple", "fldChar", "instrText", "delInstrText", "t", "delText")
)
_INNER: Final = "\x1f"
_FIELDS: Final = re.compile(
    rf"\s*(?:(?:PAGE|NUMPAGES|SECTIONPAGES|TOC|PAGEREF|REF|SEQ|STYLEREF)(?![A-Za-z])[^{_INNER}]*"
    r'|HYPERLINK\s+\\l\s+("[^"\\]*"|[^\s"\\]+)(\s+\\[hn])*\s*)',
    re.IGNORECASE,
)
"""Fields that print what the document itself has, or lead to a place in it.

Source: ECMA-376 part 1, 17.16.5. All others load, run, ask or change with the day.
"""
_NO_XML_TYPES: Final = ("image/", "application/vnd.openxmlformats-officedocument.obfuscatedFont")
_NO_XML_LINKS: Final = ("/image", "/font", "/thumbnail", "/hdphoto")

_EXCERPT: Final = 40


class UntrustedError(Exception):
    """A Word file is not to be trusted; ``str()`` says why, in Chinese."""


def checked_parts(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts by name, XML without comments; raise :class:`UntrustedError`.

    A part is not XML only where its name, its content type and all relations say so.
    """
    for needed in (TYPES_PART, MAIN_PART, STYLES_PART, CORE_PART, APP_PART):
        if needed not in parts:
            message = f"Word 模板里缺少 {needed}；请用 Word 或 WPS 打开后另存为 .docx"
            raise UntrustedError(message)
    checked = {name: _checked_part(name, part) for name, part in parts.items()}
    types = parse_part(checked[TYPES_PART])
    for entry in types:
        named = entry.get("PartName") or f".{entry.get('Extension')}"
        kind = entry.get("ContentType", "")
        if _is_no_xml(named) and not kind.startswith(_NO_XML_TYPES):
            raise UntrustedError(
                f"Word 模板把 {named} 说成是 {kind}；请用 Word 或 WPS 另存为 .docx"
            )
    return checked


def check_story(name: str, root: etree._Element) -> None:
    """Raise :class:`UntrustedError` when a body, header or footer reaches out of its file."""
    for element in root.iter(*(f"{{*}}{kind}" for kind in _ACTIVE_ELEMENTS)):  # of any namespace
        kind = etree.QName(element).localname
        raise UntrustedError(f"Word 模板里有会读入或运行别的内容的 {kind}（在 {name}）；请删去")
    for value in map(str, cast("list[str]", _LOADED(root))):
        if _ADDRESS.match(value) and not value.startswith("data:"):
            raise UntrustedError(f"Word 模板链接到外部的 {value}（在 {name}）；请删去链接后再用")
    for code in _field_codes(root):
        if code.strip() and not _FIELDS.fullmatch(code):
            shown = " ".join(code.split())[:_EXCERPT]
            message = f"Word 模板里的域 {shown} 不能用（在 {name}）；请删去，可用页码、目录等域"
            raise UntrustedError(message)


def _is_no_xml(name: str) -> bool:
    return name.strip().lower().endswith(_PICTURES_AND_FONTS)


def _checked_part(name: str, part: bytes) -> bytes:
    if ".." in PurePosixPath(name).parts or name.startswith("/") or "\\" in name:
        raise UntrustedError(f"Word 模板里的文件名 {name} 不合规；请换用可靠的模板")
    if _ACTIVE_PART.search(name):
        raise UntrustedError(f"Word 模板里有宏或嵌入对象（{name}）；请删去后另存为 .docx")
    if _is_no_xml(name):
        return part
    if not name.lower().endswith((".xml", ".rels", ".svg")):
        raise UntrustedError(f"Word 模板里有不认识的内容（{name}）；请用 Word 或 WPS 另存为 .docx")
    try:
        root = parse_part(part)
    except etree.XMLSyntaxError as error:
        message = f"Word 模板里的 {name} 已损坏；请用 Word 或 WPS 打开后另存为 .docx"
        raise UntrustedError(message) from error
    if root.getroottree().docinfo.doctype:
        raise UntrustedError(f"Word 模板里的 {name} 含有 DTD；请换用可靠的模板")
    if name == TYPES_PART:
        kinds = {element.get("PartName"): element.get("ContentType") for element in root}
        if kinds.get(f"/{MAIN_PART}") != CT.WML_DOCUMENT_MAIN:
            raise UntrustedError("模板不是普通的 Word 文档（可能带宏，或是 .dotx）；请另存为 .docx")
    elif name.lower().endswith(".rels"):
        _check_links(name, root)
    else:
        check_story(name, root)
    return serialize_part_xml(root)


def _check_links(name: str, root: etree._Element) -> None:
    for link in root:
        target = link.get("Target", "")
        if link.get("TargetMode", "Internal").strip().lower() != "internal" or _leaves(target):
            raise UntrustedError(f"Word 模板链接到外部的 {target}（在 {name}）；请删去链接后再用")
        if _ACTIVE_LINK.search(link.get("Type", "").strip()):
            raise UntrustedError(f"Word 模板里有宏或嵌入对象（{target}）；请删去后另存为 .docx")
        if _is_no_xml(target) and not link.get("Type", "").strip().endswith(_NO_XML_LINKS):
            raise UntrustedError(f"Word 模板把 {target} 当作文字（在 {name}）；请另存为 .docx")


def _leaves(target: str) -> bool:
    """Return whether a target is an address, or a path out of the file's folders."""
    if not _ADDRESS.match(target):
        return False
    return not target.startswith(("./", "../")) or target.count("../") > 1 or "\\" in target


def _field_codes(root: etree._Element) -> Iterator[str]:
    """Yield the code of each field; what stands outside of all fields is a code too.

    A field that makes part of another's code leaves a separator there, which no code may have.
    """
    codes: list[list[str]] = [[]]  # of the fields that are open, the innermost last
    results: list[bool] = [False]  # whether their codes have ended
    for element in root.iter(*_OF_FIELDS):
        kind = etree.QName(element).localname
        place = _attribute(element, "fldCharType") if kind == "fldChar" else ""
        if kind == "fldSimple":
            yield _attribute(element, "instr")
        elif kind in ("instrText", "delInstrText") or (
            kind in ("t", "delText") and len(codes) > 1 and not results[-1]
        ):
            codes[-1].append(element.text or "")
        elif place == "begin":
            if len(codes) > 1 and not results[-1]:
                codes[-1].append(_INNER)
            codes.append([])
            results.append(False)
        elif place == "separate":
            yield "".join(codes[-1])
            codes[-1] = []
            results[-1] = True
        elif place == "end" and len(codes) > 1:
            yield "".join(codes.pop())
            results.pop()
    yield from map("".join, codes)


def _attribute(element: etree._Element, name: str) -> str:
    """Return the attribute of a local name; Word knows several namespaces."""
    found = (value for key, value in element.items() if etree.QName(key).localname == name)
    return next(found, "")
