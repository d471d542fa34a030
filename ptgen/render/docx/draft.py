"""Stage render: 草稿 across each page of a Word file, whatever its template is.

The word is a WordArt shape in VML in every header, as Word's own watermarks are: Word, WPS and
LibreOffice all draw it. Headers are those of ECMA-376 part 1, 17.10; VML is part 4, 19.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from ptgen.render.docx.package import MAIN_PART, W_NS, W, parse_part
from ptgen.render.volume.parts import RELATION, Package, relations_of, serialized
from ptgen.render.volume.sections import sections_of

_PART: Final = "word/header-draft.xml"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_PAGES: Final = ("default", "first", "even")
_SHAPE: Final = f"""\
<w:r xmlns:w="{W_NS}" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>
<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>
</v:formulas><v:path textpathok="t" o:connecttype="custom"
 o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/>
</v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{{number}}" o:spid="_x0000_s{{number}}" type="#_x0000_t136"
 alt="草稿" style="position:absolute;margin-left:0;margin-top:0;width:340pt;height:150pt;\
rotation:315;z-index:-251658752;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;\
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#c00000" stroked="f">
<v:fill opacity="11796f"/><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt"
 string="草稿"/></v:shape></w:pict></w:r>"""
_EMPTY: Final = serialized(etree.Element(f"{W}hdr", nsmap={"w": W_NS}))
_FIRST_NUMBER: Final = 2049  # from which Word counts the shapes of headers


def stamped(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a Word file with the word in every header that a page may have.

    A section without a header of a kind has that of the section before: so the first one gets
    those that it lacks.
    """
    package = Package(parts)
    root = parse_part(parts[MAIN_PART])
    body = root.find(f"{W}body")
    if body is None:
        return dict(parts)
    if not sections_of(body):
        etree.SubElement(body, f"{W}sectPr")
    first = sections_of(body)[0]
    there = {one.get(f"{W}type", "default") for one in first.iterfind(f"{W}headerReference")}
    for pages in _PAGES:
        if pages not in there:
            name = package.add(_PART, _EMPTY, _TYPE)
            reference = etree.Element(f"{W}headerReference", {f"{W}type": pages})
            reference.set(f"{RELATION}id", package.relate("header", name))
            first.insert(0, reference)
    made = package.closed() | {MAIN_PART: serialized(root)}
    headers = {one.target for one in relations_of(made, MAIN_PART).values() if one.kind == "header"}
    for number, name in enumerate(sorted(headers & made.keys()), _FIRST_NUMBER):
        made[name] = _with_shape(made[name], number)
    return made


def _with_shape(header: bytes, number: int) -> bytes:
    """A header with the word behind all else, in a line of 1 pt that takes no room from the text.

    In a paragraph of its own: those of a template may be left out as it is filled.
    """
    root = parse_part(header)
    paragraph = etree.SubElement(root, f"{W}p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    spacing = {"before": "0", "after": "0", "line": "20", "lineRule": "exact"}
    values = {f"{W}{name}": value for name, value in spacing.items()}
    etree.SubElement(properties, f"{W}spacing", values)
    paragraph.append(parse_part(_SHAPE.format(number=number).replace("\n", "").encode()))
    return serialized(root)
