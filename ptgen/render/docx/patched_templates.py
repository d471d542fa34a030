"""Stage render: what docxtpl makes of a part of a Word template, kept for our own templates.

In comes the XML of a part, out comes the text that Jinja compiles. docxtpl repairs what Word does
to ``{{ }}`` and ``{% %}``, which it cuts into runs. For ptgen's own templates the outcome is in
``patched.json`` beside this module, under the digest of what went in: importing docxtpl takes as
long as drawing several documents.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from ptgen.core.filesystem import builtin_templates

FILE: Final = Path(__file__).with_name("patched.json")
_VERSION: Final = "docxtpl"


def patched(source: str, data: bytes) -> str:
    """The text of a part's XML ``source`` for Jinja; ``data`` is the template's whole file."""
    known = _known().get(_digest(source))
    return _mended(source, data) if known is None else known


def written(sources: Iterable[tuple[str, bytes]]) -> str:
    """The text of :data:`FILE` for parts and the templates that they are of."""
    texts = {_digest(source): _mended(source, data) for source, data in sources}
    whole = {_VERSION: version("docxtpl"), **dict(sorted(texts.items()))}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def own_sources() -> tuple[tuple[str, bytes], ...]:
    """The parts of ptgen's own templates that may hold fields."""
    from ptgen.render.docx.template import sources_of  # noqa: PLC0415 it imports this module

    return tuple(
        (source, path.read_bytes())
        for path in sorted(builtin_templates().glob("*.docx"))
        for source in sources_of(path).values()
    )


def _mended(source: str, data: bytes) -> str:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # noqa: PLC0415 see above

    # A line feed before each paragraph makes Jinja's line numbers count paragraphs ...
    numbered = re.sub(r"\s*<w:p([ >])", r"\n<w:p\1", source)
    mended = str(DocxTemplate(io.BytesIO(data)).patch_xml(numbered))
    # ... and where docxtpl has put a bare tag in a paragraph's place, it goes inside the tag.
    return re.sub(r"\n(\{[{%]) ", r"\1\n", mended)


@cache
def _known() -> dict[str, str]:
    """By digest; none of another version of docxtpl."""
    found: dict[str, str] = json.loads(FILE.read_text("utf-8"))
    return found if found.pop(_VERSION) == version("docxtpl") else {}


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
