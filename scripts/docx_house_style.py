"""House style of the Word templates: styles, theme, fonts and settings as WordprocessingML.

Sources: GB/T 9704-2012, 党政机关公文格式, sections 5 and 7 (page, fonts, lines and characters,
page numbers); ECMA-376 part 1, section 17 (order of the elements).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"

XIAOBIAOSONG: Final = "方正小标宋简体"
FANGSONG: Final = "仿宋_GB2312"
KAITI: Final = "楷体_GB2312"
HEITI: Final = "黑体"
SONGTI: Final = "宋体"

LINE: Final = 579
"""Line pitch in 1/20 pt: 28.95 pt, the largest of which 22 go into 225 mm (637.8 pt)."""

TITLE_LINE: Final = 720
"""Line pitch of a title in 1/20 pt; with the distance under it, a title takes two lines of text."""

BODY_SIZE: Final = 32
"""三号 in half-points. 28 glyphs of 16 pt are wider than 156 mm (442.2 pt) ..."""

BODY_TRACKING: Final = -5
"""... so each character gives way by 0.25 pt: a pitch of 15.75 pt, 28 of which make 441 pt."""

TWO_CHARACTERS: Final = 630
"""Two characters of 15.75 pt in 1/20 pt, for programs that do not read firstLineChars."""

ALTERNATIVES: Final = {
    XIAOBIAOSONG: "华文中宋",
    FANGSONG: "仿宋",
    KAITI: "楷体",
    HEITI: "SimHei",
    SONGTI: "SimSun",
}
"""The face that Word takes where the standard's own font is not installed."""


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style; ``paragraph`` and ``run`` hold properties in schema order."""

    key: str
    name: str
    parent: str = ""
    follower: str = ""
    font: str = ""
    paragraph: str = ""
    run: str = ""
    quick: bool = True

    def xml(self) -> str:
        """Return the ``w:style`` element."""
        fonts = rfonts(self.font) if self.font else ""
        custom = "" if self.name in BUILT_IN else ' w:customStyle="1"'
        default = ' w:default="1"' if self.key == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default}{custom} w:styleId="{self.key}">'
            f'<w:name w:val="{self.name}"/>'
            + (f'<w:basedOn w:val="{self.parent}"/>' if self.parent else "")
            + (f'<w:next w:val="{self.follower}"/>' if self.follower else "")
            + ("<w:qFormat/>" if self.quick else '<w:uiPriority w:val="99"/>')
            + (f"<w:pPr>{self.paragraph}</w:pPr>" if self.paragraph else "")
            + (f"<w:rPr>{fonts}{self.run}</w:rPr>" if fonts or self.run else "")
            + "</w:style>"
        )


BUILT_IN: Final = {"Normal", "heading 1", "heading 2", "heading 3"}


def rfonts(face: str) -> str:
    """``w:rFonts`` with the face in all four places: Word picks one of them by character."""
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{face}" w:hAnsi="{face}" '
        f'w:eastAsia="{face}" w:cs="{face}"/>'
    )


def size(half_points: int, tracking: int = 0, *, bold: bool | None = None) -> str:
    """Run properties for a size, in half-points, and a tracking, in 1/20 pt."""
    weight = "" if bold is None else f'<w:b w:val="{int(bold)}"/><w:bCs w:val="{int(bold)}"/>'
    return (
        f'{weight}<w:spacing w:val="{tracking}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )


def spacing(line: int, before: int = 0, after: int = 0) -> str:
    """Exact line pitch and distances, in 1/20 pt."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


INDENT: Final = f'<w:ind w:firstLineChars="200" w:firstLine="{TWO_CHARACTERS}"/>'
NO_INDENT: Final = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
CENTRED: Final = '<w:jc w:val="center"/>'
LEFT: Final = '<w:jc w:val="left"/>'
RIGHT: Final = '<w:jc w:val="right"/>'
KEEP_NEXT: Final = "<w:keepNext/>"


def heading(level: int, face: str) -> tuple[Style, Style]:
    """Return the built-in heading, which the navigation pane knows, and the named style upon it."""
    name = "一二三"[level - 1] + "级标题"
    built_in = Style(
        f"Heading{level}",
        f"heading {level}",
        "Normal",
        "GwBody",
        paragraph=f'{KEEP_NEXT}{INDENT}<w:outlineLvl w:val="{level - 1}"/>',
    )
    return built_in, Style(f"GwHeading{level}", name, f"Heading{level}", "GwBody", face)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of tables: size in half-points; line pitch and room at the sides in 1/20 pt.

    ``amount`` and ``text`` are what amounts and texts have at their sides beyond that.
    """

    size: int
    line: int
    side: int
    amount: int
    text: int


NARRATIVE_CELLS: Final = Cells(21, 280, 50, -20, 0)
FORM_CELLS: Final = Cells(20, 250, 20, 10, 30)
"""Forms are to be seen on one page where that can be."""


def beside(room: int) -> str:
    """Return the indents of a paragraph on both sides."""
    return f'<w:ind w:left="{room}" w:right="{room}"/>' if room else ""


def cell_styles(cells: Cells) -> tuple[Style, ...]:
    """Return the styles of what stands in cells."""
    own, strong = size(cells.size), size(cells.size, bold=True)
    line = spacing(cells.line)
    return (
        Style("TableText", "表格文字", "Normal", "", SONGTI, line + CENTRED, own),
        Style("TableLabel", "表格标签", "TableText", "", "", CENTRED, strong),
        Style("TableHead", "表格表头", "TableText", "", "", CENTRED, strong),
        Style("TableValue", "表格内容", "TableText", "", "", CENTRED),
        Style("TableAmount", "表格金额", "TableText", "", "", beside(cells.amount) + RIGHT),
        Style("TableGoal", "表格正文", "TableText", "", "", beside(cells.text) + LEFT),
    )


STYLES: Final = (
    Style(
        "Normal",
        "Normal",
        font=FANGSONG,
        paragraph='<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        + spacing(LINE)
        + '<w:jc w:val="both"/>',
        run=size(BODY_SIZE, BODY_TRACKING),
    ),
    Style(
        "GwTitle",
        "公文标题",
        "Normal",
        "GwBody",
        XIAOBIAOSONG,
        KEEP_NEXT + spacing(TITLE_LINE, after=2 * LINE - TITLE_LINE) + CENTRED,
        size(44),
    ),
    *heading(1, HEITI),
    *heading(2, KAITI),
    *heading(3, FANGSONG),
    Style("GwBody", "公文正文", "Normal", paragraph=INDENT),
    Style("GwList", "编号列表", "GwBody"),
    Style(
        "TableCaption",
        "表题",
        "Normal",
        "GwBody",
        HEITI,
        KEEP_NEXT + spacing(LINE) + CENTRED,
        size(24),
    ),
    Style("TableSeam", "表格接缝", "Normal", "", "", KEEP_NEXT + spacing(20), size(2), quick=False),
    Style("TableAfter", "表后", "Normal", "GwBody", "", spacing(200), size(2), quick=False),
    Style(
        "FormTitle",
        "表单标题",
        "Normal",
        "FormSubtitle",
        HEITI,
        KEEP_NEXT + spacing(480) + CENTRED + '<w:outlineLvl w:val="0"/>',
        size(36),
    ),
    Style("TableTitle", "表内标题", "FormTitle", "", "", "", size(34)),
    Style(
        "FormSubtitle",
        "表单副题",
        "Normal",
        "",
        SONGTI,
        KEEP_NEXT + spacing(360, after=80) + CENTRED,
        size(24),
    ),
    Style("GwPageNumber", "公文页码", "Normal", "", SONGTI, spacing(280), size(28)),
)


def _table_style(side: int) -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="GwTable">'
        '<w:name w:val="公文表格"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>"
        f'<w:top w:w="30" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="30" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
        '</w:tblCellMar></w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>'
    )


def styles_xml(cells: Cells) -> str:
    """Return the styles part."""
    return (
        f'<w:styles xmlns:w="{W_NS}"><w:docDefaults><w:rPrDefault><w:rPr>{rfonts(FANGSONG)}'
        f'<w:sz w:val="{BODY_SIZE}"/><w:szCs w:val="{BODY_SIZE}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        + "".join(style.xml() for style in (*STYLES, *cell_styles(cells)))
        + '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        "<w:unhideWhenUsed/></w:style>"
        + _table_style(cells.side)
        + '<w:style w:type="numbering" w:default="1" w:styleId="NoList">'
        '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
        "</w:style></w:styles>"
    )


def settings_xml() -> str:
    """Return the settings: page numbers differ on odd and even pages, punctuation keeps its width."""
    compatible = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    return (
        f'<w:settings xmlns:w="{W_NS}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        "<w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:doNotExpandShiftReturn/>{compatible}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" '
        'w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" '
        'w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink" '
        'w:followedHyperlink="followedHyperlink"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def fonts_xml() -> str:
    """Return the font table: each face of the standard and what may stand in for it."""
    faces = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face, other in ALTERNATIVES.items()
    )
    return f'<w:fonts xmlns:w="{W_NS}">{faces}</w:fonts>'


def theme_xml() -> str:
    """Return the theme: 黑体 for headings, 仿宋 for text, whatever the script; black on white."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
        for name, value in (
            ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "000000"), ("lt2", "FFFFFF"),
            ("accent1", "C00000"), ("accent2", "1F4E79"), ("accent3", "7F7F7F"),
            ("accent4", "806000"), ("accent5", "375623"), ("accent6", "44546A"),
            ("hlink", "1F4E79"), ("folHlink", "44546A"),
        )
    )  # fmt: skip
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="{face}"/><a:ea typeface="{face}"/>'
        f'<a:cs typeface="{face}"/><a:font script="Hans" typeface="{face}"/></a:{kind}Font>'
        for kind, face in (("major", HEITI), ("minor", FANGSONG))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{A_NS}" name="公文"><a:themeElements>'
        f'<a:clrScheme name="公文">{colours}</a:clrScheme>'
        f'<a:fontScheme name="公文">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="公文"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "</a:theme>"
    )
