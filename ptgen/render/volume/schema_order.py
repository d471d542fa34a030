"""The sequence in which the children of Word's elements stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W

# ECMA-376 part 1, annex A.1: CT_PPr, CT_RPr, CT_SectPr, CT_Style. python-docx knows them too, but
# tells them for some children only.
_SEQUENCES: Final[Mapping[str, str]] = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings sectPrChange",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
}


def put_in_order(parent: etree._Element, child: etree._Element) -> None:
    """Put a child behind those that the schema wants before it."""
    order = _SEQUENCES[etree.QName(parent).localname].split()
    ranks = {f"{W}{name}": rank for rank, name in enumerate(order)}
    own = ranks[str(child.tag)]
    later = (place for place, one in enumerate(parent) if ranks.get(str(one.tag), len(order)) > own)
    parent.insert(next(later, len(parent)), child)
