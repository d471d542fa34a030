"""What Word prints before a numbered paragraph, and how the paragraph looks by its styles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FINITE = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
}
_COUNTED = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital",
         "taiwaneseCountingThousand", "taiwaneseCounting"), ("〇一二三四五六七八九", "十百"),
    ),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional"), ("零壹贰叁肆伍陆柒捌玖", "拾佰")
    ),
}  # fmt: skip
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


class Numbering:
    """The numbers of a document; :meth:`of` is asked for each paragraph in its order."""

    def __init__(self, parts: Mapping[str, etree._Element]) -> None:
        nothing = etree.Element("none")
        self._styles = {
            style.get(f"{W}styleId", ""): style
            for style in parts.get("styles", nothing).iterfind(f"{W}style")
        }
        default = ("paragraph", "1"), ("paragraph", "true")
        self._default = next(
            (name for name, style in self._styles.items()
             if (style.get(f"{W}type"), style.get(f"{W}default")) in default), "",
        )  # fmt: skip
        root = parts.get("numbering", nothing)
        abstract = {one.get(f"{W}abstractNumId"): one for one in root.iterfind(f"{W}abstractNum")}
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._family: dict[str, str] = {}
        for number in root.iterfind(f"{W}num"):
            name = number.get(f"{W}numId", "")
            family = _value(number, "abstractNumId")
            self._family[name] = family
            own = abstract.get(family, nothing).iterfind(f"{W}lvl")
            levels = {integer(one.get(f"{W}ilvl"), 0): one for one in own}
            for change in number.iterfind(f"{W}lvlOverride"):
                level = integer(change.get(f"{W}ilvl"), 0)
                if (changed := change.find(f"{W}lvl")) is not None:
                    levels[level] = changed
                if start := _value(change, "startOverride"):
                    self._starts[name, level] = integer(start, 1)
            self._levels[name] = levels
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[tuple[str, int]] = set()

    def of(self, paragraph: etree._Element) -> str:
        """Return the number that is printed before a paragraph; "" for none or a bullet."""
        properties = self._found(paragraph, paragraph, "pPr", "numPr")
        if properties is None:
            return ""
        name, level = _value(properties, "numId"), integer(_value(properties, "ilvl"), 0)
        levels = self._levels.get(name, {})
        if level not in levels:
            return ""
        counts = self._counts[self._family[name]]
        self._count(counts, name, level)
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        form = _value(levels[level], "numFmt")
        if form in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shape = _value(levels[at], "numFmt") if at in levels else "decimal"
            return printed(counts.get(at, 1), shape)

        return re.sub(r"%([1-9])", number, _value(levels[level], "lvlText"))

    def _count(self, counts: dict[int, int], name: str, level: int) -> None:
        for one in range(level + 1):
            start = integer(_value(self._levels[name].get(one), "start"), 1)
            override = self._starts.get((name, one))
            if override is not None and (name, one) not in self._seen:
                self._seen.add((name, one))
                counts[one] = override
            elif one == level and one in counts:
                counts[one] += 1
            else:
                counts.setdefault(one, start)

    def look(self, paragraph: etree._Element) -> tuple[bool, float | None]:
        """Return whether a paragraph is bold, and its size in points, by its first run."""
        run = next((one for one in paragraph.iter(f"{W}r") if one.find(f"{W}t") is not None), None)
        bold = self._found(paragraph, run, "rPr", "b")
        size = self._found(paragraph, run, "rPr", "sz")
        points = integer("" if size is None else size.get(f"{W}val"), 0) / 2
        return bold is not None and bold.get(f"{W}val") not in ("0", "false"), points or None

    def alignment(self, paragraph: etree._Element) -> str:
        """Return how a paragraph is aligned: "center", "left", …; "" where nothing says it."""
        found = self._found(paragraph, paragraph, "pPr", "jc")
        return "" if found is None else found.get(f"{W}val", "")

    def _found(
        self, paragraph: etree._Element, own: etree._Element | None, kind: str, name: str
    ) -> etree._Element | None:
        """Return a property of a paragraph or a run: its own, else that of the nearest style."""
        places = [own, *self._chain(paragraph)]
        found = (one.find(f"{W}{kind}/{W}{name}") for one in places if one is not None)
        return next((one for one in found if one is not None), None)

    def _chain(self, paragraph: etree._Element) -> list[etree._Element]:
        """Return the style of a paragraph and those that it is based on."""
        name = _value(paragraph.find(f"{W}pPr"), "pStyle") or self._default
        chain: list[etree._Element] = []
        while name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            name = _value(self._styles[name], "basedOn")
        return chain


def printed(number: int, form: str) -> str:
    """Return a number as Word prints it in a format."""
    if form in _FINITE:
        signs = _FINITE[form]
        return signs[(number - 1) % len(signs)] if number > 0 else str(number)
    if form in _COUNTED and 0 < number < 1000:
        return _counted(number, *_COUNTED[form])
    if form in ("lowerRoman", "upperRoman") and 0 < number < 40:
        text = "X" * (number // 10) + _ROMAN[number % 10]
        return text if form == "upperRoman" else text.lower()
    if form == "decimalFullWidth":
        return str(number).translate(_WIDE)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _counted(number: int, digits: str, units: str) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = digits[hundreds] + units[1] if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + units[0]
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def _value(parent: etree._Element | None, name: str) -> str:
    found = None if parent is None else parent.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def integer(text: str | None, default: int = 0) -> int:
    """Return a number of at most six digits."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else default
