"""All that ptgen amends in docxtpl and uses of python-docx's inner parts, and why.

The digests are of the source that each was written against: where another version has another, a
test names what to look at. No issue is known upstream for any of them.
"""

from __future__ import annotations

from typing import Final

from docx.opc.pkgwriter import _ContentTypesItem
from docx.opc.rel import Relationships
from docxtpl import DocxTemplate  # type: ignore[import-untyped]

from ptgen.render.docx.package import parts_of, related_xml
from ptgen.render.docx.template import WordTemplate
from ptgen.render.patch import Patch

PATCHES: Final = (
    Patch(
        DocxTemplate.patch_xml,
        WordTemplate.patch_xml,
        "A faulty mark is told by its paragraph's number: each paragraph is a line for Jinja.",
        "59341311e906ccb2677eed6f7877253333edcb57a86129f0040340c565895dd6",
    ),
    Patch(
        DocxTemplate.render_xml_part,
        WordTemplate.render_xml_part,
        "Faults are told in Chinese; what is filled must be whole before it is used.",
        "b762e42956e6709cb26409bb4d4bc5e0660ea28675427bca8fb667d743b6a05d",
    ),
    Patch(
        DocxTemplate.fix_tables,
        WordTemplate.fix_tables,
        "Broken XML is mended by guesses, and columns of merged cells are taken away.",
        "da467aabccf452e47567fa088649de9f6f21e04fe4ae4c2706906a352c3f7a58",
    ),
    Patch(
        DocxTemplate.render_properties,
        WordTemplate.render_properties,
        "Each document compiles the template's own properties, which ptgen replaces.",
        "41396f7eb8af1c43d9d2c99ee19487cc764d351b58b523074198901628b312fb",
    ),
    Patch(
        DocxTemplate.render_footnotes,
        WordTemplate.render_footnotes,
        "Footnotes are filled once for each section: text of a project would be run as a template.",
        "901d286ae2f10f33e3081392b5efd5de97a4358df515ac12bc6ecd1d35f915e9",
    ),
    Patch(
        DocxTemplate.render,
        WordTemplate.fill,
        "All of the above are called by it, and by nothing else.",
        "6ea018943e2fe4ab27d374e8db1baee6fdaa89eb7b4f56c4fa9b6507cdd99b3f",
    ),
    Patch(
        _ContentTypesItem.from_parts,
        parts_of,
        "Saving writes dates, and parts of one name twice; so parts are zipped by ptgen.",
        "278b05a157cc0b749a8eaa0d999f0bb05f81021332e9cbccffc83173fda415c4",
    ),
    Patch(
        Relationships.add_relationship,
        related_xml,
        "A part of XML is opened as bytes where its type is unknown; its relation gets another.",
        "daa095aae14fd2c97baeedd45c032dd6b118616bb69f32a2f52fca0120afe868",
    ),
)
"""Every one of them."""
