"""A document's properties, the only place of a Word file that holds dates."""

from __future__ import annotations

from typing import Final

from markupsafe import escape

from ptgen.render.docx.text import clean
from ptgen.view.document import Info

CORE_PART: Final = "docProps/core.xml"
APP_PART: Final = "docProps/app.xml"

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_APP: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def properties(info: Info) -> dict[str, bytes]:
    """Return the parts of the properties: nothing of the machine or its user.

    Midnight UTC of ``info.day`` is both creation and modification.
    """
    texts = {
        "dc:title": info.title,
        "dc:subject": info.subject,
        "dc:creator": info.author,
        "dc:language": info.language,
    }
    core = "".join(f"<{name}>{escape(clean(text))}</{name}>" for name, text in texts.items())
    for name in ("dcterms:created", "dcterms:modified"):
        core += f'<{name} xsi:type="dcterms:W3CDTF">{info.day.isoformat()}T00:00:00Z</{name}>'
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{core}</cp:coreProperties>'
    )
    app = f'<Properties xmlns="{_APP}"><Application>ptgen</Application></Properties>'
    return {CORE_PART: (_DECLARATION + core).encode(), APP_PART: (_DECLARATION + app).encode()}
