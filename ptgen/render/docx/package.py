"""A Word file as parts, read with care and written the same each time.

A template may come from a stranger: files that reach out of themselves (links, macros, embedded
objects, fields that load) or that are meant to fill the memory are refused. Its properties are the
only place that holds dates; they are ptgen's own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from docx.opc.package import OpcPackage
from docx.opc.part import Part, XmlPart
from docx.opc.pkgwriter import _ContentTypesItem
from lxml import etree
from markupsafe import escape

from ptgen.read.package import MAX_BYTES, DamagedError, PackageError, unzipped
from ptgen.render.docx.text import clean
from ptgen.render.docx.untrusted import (
    APP_PART,
    CORE_PART,
    TYPES_PART,
    UntrustedError,
    checked_parts,
)
from ptgen.render.errors import TemplateError
from ptgen.render.look.styles import related_parts
from ptgen.render.template_folders import read_template
from ptgen.view.document import Info

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W: Final = f"{{{W_NS}}}"

_CORE: Final = Path(__file__).with_name("core.xml").read_text("utf-8").strip()
_APP: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>ptgen</Application></Properties>"
)

_NAMING_FONTS: Final = re.compile(
    r"word/(document|styles|header[0-9]*|footer[0-9]*|theme/theme[0-9]*)\.xml"
)
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def read_parts(data: bytes, path: Path) -> dict[str, bytes]:
    """Return the parts of a Word file by name, in its order, XML without comments.

    Raise :class:`TemplateError` when it is no Word file or not one to be trusted.
    """
    try:
        return checked_parts(unzipped(data))
    except DamagedError:
        reason = "这不是 Word 文档（.docx），或文件已损坏；请用 Word 或 WPS 另存为 .docx"
    except PackageError as error:
        reason = f"Word 模板不合规：{error}；请换用可靠的模板"
    except UntrustedError as error:
        reason = str(error)
    raise TemplateError(path, None, reason)


def parts_of(package: OpcPackage) -> dict[str, bytes]:
    """Return the parts of python-docx's package by name."""
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


def font_texts(path: Path) -> str:
    """Return the parts of a template that name fonts, as text; nothing for one not to be used."""
    try:
        parts = read_parts(read_template(path, MAX_BYTES), path)
    except TemplateError:
        return ""
    named = (part for name, part in parts.items() if _NAMING_FONTS.fullmatch(name))
    return "".join(part.decode("utf-8", "replace") for part in named)


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts zipped in their order with a fixed date: the same parts, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0  # else the zip says on which system it was made
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def properties(info: Info) -> dict[str, bytes]:
    """Return the parts of the properties: nothing of the machine or its user.

    Midnight UTC of ``info.day`` is both creation and modification.
    """
    names = ("title", "subject", "author", "language")
    texts = {name: escape(clean(getattr(info, name))) for name in names}
    core = _CORE.format(**texts, day=info.day.isoformat())
    return {CORE_PART: core.encode(), APP_PART: _APP.encode()}


def whole(text: str) -> int:
    """Return the number in an attribute, 0 for what is none or no length or id of Word's."""
    return int(text) if _WHOLE.fullmatch(text) else 0


def value(element: etree._Element, path: str = ".") -> str:
    """Return the ``w:val`` of the element below at ``path``, as ``pPr/pStyle``; else nothing."""
    found = element.find("/".join(name if name == "." else W + name for name in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


def related(part: Part, kind: str) -> Part | None:
    """Return the part to which a part has a relation of a kind, if there is one."""
    return next(related_parts(part, kind), None)


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
