"""What a Word file of a stranger may not have: all that reaches out of it, loads or runs."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.oxml import serialize_part_xml
from lxml import etree

from ptgen.read.package import parse_part

MAIN_PART: Final = "word/document.xml"
TYPES_PART: Final = "[Content_Types].xml"

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


class UntrustedError(Exception):
    """A Word file is not to be trusted; ``str()`` says why, in Chinese."""


def checked_part(name: str, part: bytes) -> bytes:
    """Return a part, XML without comments; raise :class:`UntrustedError`."""
    if ".." in PurePosixPath(name).parts or name.startswith("/") or "\\" in name:
        raise UntrustedError(f"Word 模板里的文件名 {name} 不合规；请换用可靠的模板")
    if _ACTIVE_PART.search(name):
        raise UntrustedError(f"Word 模板里有宏或嵌入对象（{name}）；请删去后另存为 .docx")
    if name.lower().endswith(_PICTURES_AND_FONTS):
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
        _check_content(name, root)
        _check_fields(name, root)
    return serialize_part_xml(root)


def _check_links(name: str, root: etree._Element) -> None:
    for link in root:
        target = link.get("Target", "")
        if link.get("TargetMode", "Internal").strip().lower() != "internal" or _leaves(target):
            raise UntrustedError(f"Word 模板链接到外部的 {target}（在 {name}）；请删去链接后再用")
        if _ACTIVE_LINK.search(link.get("Type", "").strip()):
            raise UntrustedError(f"Word 模板里有宏或嵌入对象（{target}）；请删去后另存为 .docx")


def _leaves(target: str) -> bool:
    """Return whether a target is an address, or a path out of the file's folders."""
    if not _ADDRESS.match(target):
        return False
    return not target.startswith(("./", "../")) or target.count("../") > 1 or "\\" in target


def _check_content(name: str, root: etree._Element) -> None:
    """Refuse what loads or runs, by local names: Word knows several namespaces."""
    for element in root.iter(etree.Element):
        kind = etree.QName(element).localname
        if kind in _ACTIVE_ELEMENTS:
            raise UntrustedError(f"Word 模板里有会读入或运行别的内容的 {kind}（在 {name}）；请删去")
        for attribute, value in element.items():
            local = etree.QName(attribute).localname
            if local in _ADDRESSES and _ADDRESS.match(value) and not value.startswith("data:"):
                message = f"Word 模板链接到外部的 {value}（在 {name}）；请删去链接后再用"
                raise UntrustedError(message)


def _check_fields(name: str, root: etree._Element) -> None:
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
            raise UntrustedError(f"Word 模板里的域 {field[0]} 会读入外部内容（在 {name}）；请删去")
