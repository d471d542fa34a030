"""Fonts as users may have them: each kind of outline that OpenType knows, under a name we look for."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.cffLib.CFFToCFF2 import convertCFFToCFF2  # type: ignore[import-untyped]
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont, newTable  # type: ignore[import-untyped]
from fontTools.ttLib.tables import otTables  # type: ignore[import-untyped]
from fontTools.varLib.builder import (  # type: ignore[import-untyped]
    buildVarData,
    buildVarRegionList,
    buildVarStore,
)

from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import REGULAR

FAMILY = "仿宋_GB2312"
_EM = 1000


def _begun(characters: str, *, is_ttf: bool) -> tuple[FontBuilder, TTFont]:
    faces = installed_faces()["Noto Sans CJK SC"]
    face = next(one for one in faces if REGULAR[0] <= one.weights[0] <= REGULAR[1])
    source = TTFont(io.BytesIO(face.file.read_bytes()), fontNumber=face.index, lazy=True)
    builder = FontBuilder(_EM, isTTF=is_ttf)
    # Not in the order of the characters, nor in that of any charset.
    names = sorted(dict.fromkeys(characters), key=_shuffled)
    builder.setupGlyphOrder([".notdef", *(f"u{ord(one):04X}" for one in names)])
    builder.setupCharacterMap({ord(one): f"u{ord(one):04X}" for one in names})
    return builder, source


def _shuffled(character: str) -> int:
    """Sorts characters in no order that means anything, the same each time."""
    return ord(character) * 7919 % 1009


def _finished(builder: FontBuilder, source: TTFont) -> TTFont:
    cmap, widths = source.getBestCmap(), source["hmtx"]
    order = builder.font.getGlyphOrder()
    advances = {name: widths[cmap[int(name[1:], 16)]][0] for name in order[1:]}
    builder.setupHorizontalMetrics({name: (advances.get(name, _EM), 0) for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    return builder.font


def truetype(characters: str) -> TTFont:
    builder, source = _begun(characters, is_ttf=True)
    outlines, cmap = source.getGlyphSet(), source.getBestCmap()
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name in builder.font.getGlyphOrder()[1:]:
        pen = TTGlyphPen(None)
        outlines[cmap[int(name[1:], 16)]].draw(Cu2QuPen(pen, 1))
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    return _finished(builder, source)


def name_keyed(characters: str) -> TTFont:
    builder, source = _begun(characters, is_ttf=False)
    outlines, cmap = source.getGlyphSet(), source.getBestCmap()
    strings = {".notdef": T2CharStringPen(_EM, None).getCharString()}
    for name in builder.font.getGlyphOrder()[1:]:
        outline = outlines[cmap[int(name[1:], 16)]]
        pen = T2CharStringPen(outline.width, None)
        outline.draw(pen)
        strings[name] = pen.getCharString()
    builder.setupCFF("Own", {"FullName": "Own"}, strings, {})
    return _finished(builder, source)


def variable(characters: str) -> TTFont:
    """Outlines in CFF2, with an axis of weight."""
    font = name_keyed(characters)
    convertCFFToCFF2(font)
    FontBuilder(font=font).setupFvar([("wght", 100, 400, 900, "Weight")], [])
    # Without it HarfBuzz takes every advance for zero.
    font["HVAR"] = newTable("HVAR")
    font["HVAR"].table = otTables.HVAR()
    font["HVAR"].table.Version = 0x00010000
    regions = buildVarRegionList([], ["wght"])
    font["HVAR"].table.VarStore = buildVarStore(
        regions, [buildVarData([], [[]] * len(font.getGlyphOrder()))]
    )
    return font


def cid_keyed(characters: str) -> TTFont:
    """CIDs that are not the glyphs' numbers: 仿宋 of Fandol, cut down."""
    file = next(iter(installed_faces()["FandolFang R"])).file
    font = TTFont(io.BytesIO(file.read_bytes()))
    wanted = subset.Subsetter(subset.Options(name_IDs=["*"]))
    wanted.populate(text=characters)
    wanted.subset(font)
    for number in (1, 4, 16):
        font["name"].setName(FAMILY, number, 3, 1, 0x409)
    font["CFF "].cff.topDictIndex[0].FamilyName = "Own"
    return font


def collection(characters: str) -> TTCollection:
    """A collection, whose second font is the one that is looked for."""
    first, second = name_keyed(characters[:9]), name_keyed(characters)
    for record in first["name"].names:
        record.string = "Other"
    found = TTCollection()
    found.fonts = [first, second]
    return found


KINDS: Mapping[str, Callable[[str], TTFont | TTCollection]] = {
    "truetype.ttf": truetype,
    "name_keyed.otf": name_keyed,
    "cid_keyed.otf": cid_keyed,
    "variable.otf": variable,
    "collection.ttc": collection,
}


def installed(kind: str, characters: str, folder: Path) -> dict[str, str]:
    """The environment in which a font of this kind is installed too."""
    (folder / "fonts").mkdir()
    KINDS[kind](characters).save(folder / "fonts" / kind)
    settings = folder / "fonts.conf"
    settings.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>"
        f"<fontconfig><include>/etc/fonts/fonts.conf</include><dir>{folder / 'fonts'}</dir>"
        f"<cachedir>{folder / 'fontconfig'}</cachedir></fontconfig>",
        "utf-8",
    )
    return {"FONTCONFIG_FILE": str(settings)}
