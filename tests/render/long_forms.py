"""Forms of many indicators, and what each of their pages shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pdfplumber

from ptgen.view.document import Form
from ptgen.view.form import form_of
from tests.projects import PROJECT, UNIT, content_of

GROUPS = {
    "产出指标": ("数量指标", "质量指标", "时效指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
COUNT = 43
SECOND = [(level1, level2) for level1, inner in GROUPS.items() for level2 in inner]
UNITS = {
    "shanghai-district-2022": "项目类别: 经常性项目\n",
    "shanghai-district-2023": "项目性质: 经常性项目\n项目类别: 特定目标类\n",
    "national-weighted": "项目属性: 新增项目\n",
}


def group_of(number: int) -> tuple[str, str]:
    """The groups of an indicator by its number from 1."""
    return SECOND[(number - 1) * len(SECOND) // COUNT]


def long_form(folder: Path, edition: str, name: str, more: str = "") -> Form:
    """The form of a project with 43 indicators: 第1项, 第2项 … each with a name behind it."""
    tree: dict[str, dict[str, list[str]]] = {}
    for number in range(1, COUNT + 1):
        level1, level2 = group_of(number)
        line = f"      第{number}项{name}: {{指标值: ≥90%, 权重: 1}}"
        tree.setdefault(level1, {}).setdefault(level2, []).append(line)
    lines = [
        line
        for level1, inner in tree.items()
        for line in (
            f"  {level1}:",
            *(one for key, rows in inner.items() for one in (f"    {key}:", *rows)),
        )
    ]
    head, _, _ = PROJECT.partition("绩效指标:")
    unit = UNIT.replace(
        "项目类别: 经常性项目\n", UNITS.get(edition, UNITS["shanghai-district-2022"])
    )
    unit = unit.replace("shanghai-district-2022", edition)
    text = "\n".join([f"{head}绩效指标:", *lines, more])
    return form_of(content_of(folder, text, unit))


def pages(path: Path) -> Iterator[str]:
    """The characters of each page as they stand, cell by cell, without blanks."""
    with pdfplumber.open(path) as file:
        for page in file.pages:
            cells = (cell for table in page.extract_tables() for row in table for cell in row)
            yield "\n".join(re.sub(r"\s", "", cell or "") for cell in cells)


def unnamed(text: str, label: str, continued: str = "") -> list[str]:
    """The groups of the indicators on a page that it does not name; ``continued`` stands behind."""
    numbers = [int(one) for one in re.findall(r"^第(\d+)项", text, re.MULTILINE)]
    assert numbers
    first = numbers[0] > 1
    names = {label: first} if label else {}
    for place, number in enumerate(numbers):
        for level, name in enumerate(group_of(number)):
            goes_on = number > 1 and group_of(number - 1)[level] == name
            names.setdefault(name, place == 0 and goes_on)
    told = text.splitlines()
    return [
        name for name, again in names.items() if f"{name}{continued if again else ''}" not in told
    ]


def sizes(path: Path) -> set[float]:
    """The sizes of type in a PDF file, in pt."""
    with pdfplumber.open(path) as file:
        return {round(char["size"], 2) for page in file.pages for char in page.chars}
