"""Changes for the tests of reports: one that means harm, one that is very large."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from ptgen.compare.changes import Changes, FieldChange, FolderChange
from ptgen.compare.pairs import Amounts, Pair, Totals, totals_added_up
from tests.compare.making import change, changes
from tests.projects import PROJECT

HARM = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "](javascript:alert(1))",
    "@everyone | `x` **y** #12 https://example.org www.example.org",
    "1. GH-12 1f2e3d4c5b6a :tada: &lt;b&gt; {{ 7*7 }} $x$",
)


def hostile() -> Changes:
    """Every text that an author writes holds something that could do harm."""
    old, new = {}, {}
    for number, harm in enumerate(HARM):
        quoted = harm.replace("'", "''").replace("{{", "{")
        text = PROJECT.replace("项目名称: 设备运行与维护", f"项目名称: '{quoted}'")
        text = text.replace("名称: 热线设备维护", f"名称: '{quoted}'")
        text = text.replace("维护设备数量: ≥26台", f"'{quoted}': '{quoted}'")
        text = text.replace("实施主体: 信息管理科", f"实施主体: '信息 {quoted}'")
        path = f"projects/unit/{number}.yaml"
        old[path] = text
        new[path] = text.replace("10万元", "12万元").replace("信息 ", "管理科 ")
    return changes(old, new)


ESCAPES = "\x1b[31m红\x9b31m\u202e反\n|"


def with_escapes() -> Changes:
    """Sequences that a terminal takes for commands: in file names, and in every other text."""
    path = f"projects/unit/{ESCAPES}.yaml"
    made = changes({path: PROJECT}, {path: PROJECT.replace("10万元", "12万元")})
    (folder,) = made.folders
    (project,) = folder.projects
    (item,) = project.items
    name = Pair(old=ESCAPES, new=ESCAPES)
    field = FieldChange(label=ESCAPES, old=ESCAPES, new=None)
    told = {"name": name, "fields": (field,), "items": (item.model_copy(update={"name": name}),)}
    folders = (
        folder.model_copy(
            update={"folder": ESCAPES, "projects": (project.model_copy(update=told),)}
        ),
    )
    return made.model_copy(update={"folders": folders, "old": ESCAPES, "layouts": (ESCAPES,)})


@cache
def large(count: int) -> Changes:
    """So many projects; the first grew by one 元, the second by two …"""
    first = change(
        PROJECT, PROJECT.replace("按季度结算", "按月结算，年底结清" * 8).replace("10万元", "11万元")
    )
    projects = []
    for number in range(1, count + 1):
        amounts = Amounts(old=Decimal(100_000), new=Decimal(100_000 + number))
        totals = Totals(annual=amounts, total=amounts, all_years=amounts)
        name = Pair(old="很长的项目名称" * 10, new="很长的项目名称" * 10)
        key = f"unit/{number:05}"
        projects.append(first.model_copy(update={"key": key, "name": name, "totals": totals}))
    totals = totals_added_up([project.totals for project in projects])
    folder = FolderChange(folder="unit", totals=totals, projects=tuple(projects))
    return Changes(old="旧", new="新", totals=totals, folders=(folder,))
