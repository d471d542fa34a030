"""What a Word template may have and a :class:`~ptgen.render.look.model.Look` has not, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from ptgen.render.look.styles import W, WordStyles, properties_in, related_parts

_OF_BODY: Final = {
    "drawing": "正文里的图片、文本框或形状",
    "pict": "正文里的艺术字、文本框或形状",
    "object": "正文里的对象",
    "txbxContent": "文本框",
    "framePr": "图文框",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
}
_OF_SECTION: Final = {
    "pgBorders": "页面边框",
    "lnNumType": "行号",
    "textDirection": "竖排文字",
}
_OF_STYLES: Final = {
    "numPr": "样式里的自动编号", "w": "样式里的字符缩放", "em": "样式里的着重号",
    "effect": "样式里的文字效果", "shadow": "样式里的阴影", "outline": "样式里的空心字",
    "emboss": "样式里的阳文", "imprint": "样式里的阴文", "caps": "样式里的全部大写",
    "smallCaps": "样式里的小型大写", "vanish": "样式里的隐藏文字", "textFill": "样式里的文字填充",
    "glow": "样式里的发光", "tblStylePr": "表格样式的条件格式", "framePr": "图文框",
}  # fmt: skip
_OFF: Final = ("0", "false", "off", "none")


def unfollowed_in(filled: Document) -> Iterator[str]:
    """Yield what is there and not followed, in Chinese."""
    body = filled.element.body
    kinds = {etree.QName(one).localname for one in body.iter(etree.Element)}
    yield from (words for name, words in _OF_BODY.items() if name in kinds)
    sections = list(body.iter(f"{W}sectPr"))
    if len(sections) > 1:
        yield "分节：只照最后一节"
    for told in map(properties_in, sections):
        yield from (words for name, words in _OF_SECTION.items() if name in told)
        if told.get("cols", {}).get("num", "1") != "1":
            yield "分栏"
        if told.get("docGrid", {}).get("type", "default") != "default":
            yield "文档网格：请在样式里用固定行距"
    if filled.element.find(f"{W}background") is not None:
        yield "页面颜色"
    yield from _in_styles(filled, body)


def _in_styles(filled: Document, body: etree._Element) -> Iterator[str]:
    """Yield what the styles have that the body, its headers and footers use."""
    margins = related_parts(filled.part, RT.HEADER, RT.FOOTER)
    roots = [body, *(part.element for part in margins)]
    keys = dict.fromkeys(
        one.get(f"{W}val", "")
        for root in roots
        for one in root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    )
    styles = WordStyles.of(filled)
    used = dict.fromkeys(style for key in keys for style in styles.chain(key))
    for root in (*used, *roots):
        for element in root.iter(etree.Element):
            words = _OF_STYLES.get(etree.QName(element).localname)
            if words and element.get(f"{W}val", "1") not in (*_OFF, "100"):
                yield words
            if element.tag == f"{W}jc" and element.get(f"{W}val") == "distribute":
                yield "分散对齐：按两端对齐"
