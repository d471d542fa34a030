"""Why Typst refuses to write a variant of PDF, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_REASONS: Final[Mapping[str, str]] = {
    r"text `?\"?(.*?)\"?`? could not be displayed": "没有字体画得出“{}”，请改用别的写法",
    r"font .*`(.*?)`.*(?:embed|licen)": "字体“{}”不许嵌入文件，请换一种字体",
    r"private.use": "文字里有自造字（专用区的字），请改成有编码的字",
    r"missing document title": "文书没有标题",
    r"alt(?:ernative)? (?:text|description)": "图片没有替代文字，请在 Word 模板里给图片写说明",
    r"heading": "标题的级别跳过了一级",
}


def refusal(message: str, variant: str) -> str:
    """Return what a message of Typst's means for a person."""
    for pattern, reason in _REASONS.items():
        if found := re.search(pattern, message, re.IGNORECASE):
            said = reason.format(*found.groups())
            return f"写不成 {variant or 'PDF'}：{said}（Typst：{message}）"
    return f"写不成 {variant or 'PDF'}：请改用 PDF格式: pdf，或报告这个问题（Typst：{message}）"
