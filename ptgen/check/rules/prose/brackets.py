"""PT402: brackets and book-title marks without their partner."""

import re
from collections.abc import Iterator

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, without_computed
from ptgen.check.rules.prose.document_numbers import NUMBER

RULE = Rule("PT402", "括号不配对", Severity.ERROR, "括号或书名号缺少另一半")

_CLOSING = {"《": "》", "〈": "〉", "（": "）", "【": "】", "〔": "〕", "「": "」"}
_KIND = {"(": "（", ")": "）"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_MARK = re.compile(r"[《》〈〉（）()【】〔〕「」]")
# 1） and 一） number a list; nothing is opened before them.
_NUMBERING = re.compile(r"(?<![（(\d])(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-zA-Z]|[①-⑳])[）)]")


def find(context: RuleContext) -> Findings:
    """At the mark that stands alone."""
    for _, scalar in context.passages:
        for at, sign, partner in _alone(scalar.text):
            span = scalar.place(at, at + 1)
            side = "后" if sign in _CLOSING else "前"
            yield RULE.at(span, f"“{sign}”没有配对的“{partner}”", f"请在{side}面补上，或删去它")


def _alone(text: str) -> Iterator[tuple[int, str, str]]:
    if _MARK.search(text) is None:
        return
    # Brackets round the year of a document's number are looked at by PT403.
    text = NUMBER.sub(lambda match: " " * len(match.group()), without_computed(text))
    numbering = {match.end() - 1 for match in _NUMBERING.finditer(text)}
    opened: list[tuple[int, str]] = []
    for match in _MARK.finditer(text):
        at, sign = match.start(), _KIND.get(match.group(), match.group())
        if sign in _CLOSING:
            opened.append((at, sign))
        elif sign in _OPENING:
            if opened and opened[-1][1] == _OPENING[sign]:
                opened.pop()
            elif at not in numbering:
                yield from _crossed(opened, at, sign)
    for at, sign in opened:
        yield at, sign, _CLOSING[sign]


def _crossed(opened: list[tuple[int, str]], at: int, sign: str) -> Iterator[tuple[int, str, str]]:
    """A closing mark that fits no open one, or that leaves open ones behind."""
    if all(mark != _OPENING[sign] for _, mark in opened):
        yield at, sign, _OPENING[sign]
        return
    while opened[-1][1] != _OPENING[sign]:
        place, mark = opened.pop()
        yield place, mark, _CLOSING[mark]
    opened.pop()
