"""Projects to measure with: the examples, each time with other names, prose and amounts.

The same seed gives the same files. Every project has a few characters of its own, since fonts and
their caches see such variety in a district's budget.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from ptgen.core.source.nodes import Plain, plain
from ptgen.core.source.parse import read

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("songjiang-2022", "multi-year-2026", "national-example")
"""Examples that have a narrative and a form."""
PER_FOLDER = 12

_PROSE = ("项目概述", "立项依据", "实施方案", "项目总目标", "年度总体目标")
# What was approved or planned by quarters would no longer be what the items add up to.
_FIXED = ("核定金额", "季度用款计划", "资金来源")
_WHERE = ("沿线", "片区", "街道", "社区", "园区", "河道", "广场", "学校周边", "居民小区", "村组")
_WHAT = (
    "路灯和配电箱", "雨污水管网", "公共阅览室", "健身器材", "应急物资仓库", "档案库房",
    "视频监控点位", "垃圾分类驿站", "无障碍坡道", "绿化和行道树", "消防栓", "文化活动室",
)  # fmt: skip
_DONE = ("检查", "修缮", "更新", "清点", "维护", "评估", "改造", "登记", "巡查", "验收")
_SENTENCES = (
    "{place}{where}的{what}由{who}负责{done}，每季度形成一份记录。",
    "对{place}{where}的{what}逐一{done}，发现问题及时告知{who}。",
    "{who}会同有关科室，对{place}{where}的{what}进行{done}。",
    "{what}的{done}先在{place}{where}试行，再推广到其他地方。",
)


@dataclass(frozen=True, slots=True)
class Written:
    """The generated ``projects/`` and the files of its projects, in order."""

    folder: Path
    files: tuple[Path, ...]


def generate(
    folder: Path,
    count: int,
    seed: int = 2026,
    *,
    per_folder: int = PER_FOLDER,
    volume: bool = False,
) -> Written:
    """Write ``count`` projects below ``folder/projects``; units keep their volume if asked for."""
    examples = tuple(_examples())
    projects = folder / "projects"
    files = []
    for number in range(count):
        # The examples in turn: a unit's projects share one unit.yaml, so units have one origin.
        unit = number // per_folder
        origin = unit % len(FOLDERS)
        own = [example for example in examples if example.parent.name == FOLDERS[origin]]
        target = projects / f"unit-{unit:03}"
        if number % per_folder == 0:
            target.mkdir(parents=True)
            _dump(_unit(own[0], volume=volume), target / "unit.yaml")
        path = target / f"{number:05}.yaml"
        _dump(varied(own[number % len(own)], random.Random(f"{seed}/{number}")), path)
        files.append(path)
    return Written(projects, tuple(files))


def varied(example: Path, chance: random.Random) -> dict[str, Plain]:
    """The content of an example with another name, other amounts and more prose."""
    content = _content(example)
    for key in _FIXED:
        content.pop(key, None)
    content["项目名称"] = f"{_place(chance)}{content['项目名称']}"
    for key in _PROSE:
        if key in content:
            content[key] = _longer(content[key], chance)
    content["预算"] = [_other_amounts(item, chance) for item in _items(content["预算"])]
    return content


def long_project(lines: int) -> str:
    """The text of a project of so many lines, to measure reading with."""
    chance = random.Random("long")
    head, _, tail = _text(varied(next(_examples()), chance)).partition("预算:\n")
    missing = lines - head.count("\n") - tail.count("\n") - 1
    items = []
    for number in range(-(-missing // 2)):
        items.append(f"  - 名称: {_place(chance)}{chance.choice(_WHAT)}\n")
        items.append(f"    测算: {chance.randint(2, 90)}次*{chance.randint(100, 9000)}元/次\n")
        if number == missing // 2:
            items.pop()
            items[-1] = f"  - {{名称: {chance.choice(_WHAT)}, 测算: 3万元}}\n"
    return f"{head}预算:\n{''.join(items)}{tail}"


def _examples() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / "projects" / folder).glob("*.yaml")):
            if path.name != "unit.yaml":
                yield path


def _content(path: Path) -> dict[str, Plain]:
    root = read(path.read_bytes(), path.name).root
    content = None if root is None else plain(root)
    if not isinstance(content, dict):
        raise TypeError(f"{path} is no project")
    return content


def _unit(example: Path, *, volume: bool) -> dict[str, Plain]:
    unit = _content(example.with_name("unit.yaml"))
    if not volume:
        unit.pop("汇编", None)
    return unit


def _items(value: Plain) -> list[dict[str, Plain]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _other_amounts(item: dict[str, Plain], chance: random.Random) -> dict[str, Plain]:
    changed = {key: value for key, value in item.items() if key not in _FIXED}
    if isinstance(formula := changed.get("测算"), str):
        other = str(chance.randint(2, 99))
        changed["测算"] = re.sub(r"\d[\d,]*(\.\d+)?", other, formula, count=1)
    if "明细" in changed:
        changed["明细"] = [_other_amounts(part, chance) for part in _items(changed["明细"])]
    shares = changed.get("分年")
    if isinstance(shares, dict) and not all(str(part).endswith("%") for part in shares.values()):
        del changed["分年"]
    return changed


def _longer(prose: Plain, chance: random.Random) -> Plain:
    if isinstance(prose, str):
        return f"{prose.rstrip()}{_sentence(chance)}"
    if isinstance(prose, list):
        return [_longer(part, chance) for part in prose]
    if isinstance(prose, dict):
        return {key: _longer(part, chance) for key, part in prose.items()}
    return prose


def _sentence(chance: random.Random) -> str:
    return chance.choice(_SENTENCES).format(
        place=_place(chance),
        where=chance.choice(_WHERE),
        what=chance.choice(_WHAT),
        who=f"{_place(chance)}服务站",
        done=chance.choice(_DONE),
    )


def _place(chance: random.Random) -> str:
    """A name of two of the 3,755 common characters of GB/T 2312."""
    rows = (bytes((chance.randint(0xB0, 0xD6), chance.randint(0xA1, 0xFE))) for _ in range(2))
    return "".join(row.decode("gb2312") for row in rows)


def _text(content: dict[str, Plain]) -> str:
    target = StringIO()
    yaml = YAML(typ="rt")
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(content, target)
    return target.getvalue()


def _dump(content: dict[str, Plain], path: Path) -> None:
    path.write_text(_text(content), "utf-8")
