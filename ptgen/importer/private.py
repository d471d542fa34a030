"""Leave out names of persons and telephone numbers for which a project file has no key."""

from __future__ import annotations

import re

_PERSON = r"(?:项目)?(?:负责人|联系人|经办人|填报人|填表人|审核人|制表人)\s*[：:]\s*[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff：:])"
_NUMBER = r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-—]?\d{7,8}|\d{8}(?=\s*(?:转|$)))(?!\d)"
_PRIVATE = re.compile(
    rf"[，,；;、]?\s*(?:{_PERSON}|(?:联系|办公|移动)?(?:电话|手机)(?:号码)?\s*[：:]?\s*{_NUMBER}|{_NUMBER})"
)


def without_persons(text: str) -> tuple[str, int]:
    """The text without them, and how many there were."""
    return _PRIVATE.subn("", text)
