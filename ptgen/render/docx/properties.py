"""Stage render: a document's properties, the only place of a Word file that holds dates."""

from __future__ import annotations

from typing import Final

from lxml import etree

from ptgen.render.docx.text import clean
from ptgen.view.document import Info

CORE_PART: Final = "docProps/core.xml"
APP_PART: Final = "docProps/app.xml"

_CP: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_TERMS: Final = "http://purl.org/dc/terms/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_APP: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def core_xml(info: Info) -> bytes:
    """The core properties; midnight UTC of ``info.day`` is both creation and modification."""
    root = etree.Element(
        f"{{{_CP}}}coreProperties",
        nsmap={"cp": _CP, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI},
    )
    for name, value in (
        ("title", info.title),
        ("subject", info.subject),
        ("creator", info.author),
        ("language", info.language),
    ):
        etree.SubElement(root, f"{{{_DC}}}{name}").text = clean(value)
    for name in ("created", "modified"):
        moment = etree.SubElement(root, f"{{{_TERMS}}}{name}")
        moment.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        moment.text = f"{info.day.isoformat()}T00:00:00Z"
    return _part(root)


def app_xml() -> bytes:
    """The extended properties: the program alone, nothing of the machine or its user."""
    root = etree.Element(f"{{{_APP}}}Properties", nsmap={None: _APP})
    etree.SubElement(root, f"{{{_APP}}}Application").text = "ptgen"
    return _part(root)


def _part(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
