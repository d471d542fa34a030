from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ptgen.core.filesystem import DiskFiles, builtin_templates
from ptgen.core.layout.editions import newest
from ptgen.core.layout.load import LayoutFile

BUILTIN = DiskFiles((builtin_templates(),))


@dataclass(frozen=True, slots=True)
class Own:
    """The built-in editions and others."""

    texts: dict[str, str]

    def layout(self, name: str) -> LayoutFile | None:
        text = self.texts.get(name)
        return BUILTIN.layout(name) if text is None else LayoutFile(name, text.encode())

    def layouts(self) -> tuple[str, ...]:
        return (*BUILTIN.layouts(), *self.texts)


@pytest.mark.parametrize(
    ("name", "year", "wanted"),
    [
        ("shanghai-district-2023", 2026, "shanghai-district-2026"),
        ("shanghai-district-2022", 2025, "shanghai-district-2023"),
        ("shanghai-district-2026", 2022, "shanghai-district-2022"),
        ("shanghai-district-2026", 2031, "shanghai-district-2026"),
        ("shanghai-district-2023", 2001, "shanghai-district-2023"),
        ("national-weighted", 2026, "national-weighted"),
        ("nowhere", 2026, "nowhere"),
    ],
)
def test_the_newest_edition_in_use_by_a_year(name: str, year: int, wanted: str) -> None:
    assert newest(name, year, BUILTIN) == wanted


def test_an_edition_of_your_own_may_go_on_with_a_series() -> None:
    later = "继承: shanghai-district-2026\n名称: 新表\n系列: 上海市区级\n起用年度: 2028\n"
    editions = Own({"own-2028": later})
    assert newest("shanghai-district-2023", 2029, editions) == "own-2028"
    assert newest("shanghai-district-2023", 2027, editions) == "shanghai-district-2026"


def test_a_place_in_a_series_is_not_inherited() -> None:
    editions = Own({"zz-own": "继承: shanghai-district-2026\n名称: 加了两列的表\n"})
    assert newest("shanghai-district-2023", 2026, editions) == "shanghai-district-2026"
    assert newest("zz-own", 2026, editions) == "zz-own"


def test_an_edition_that_is_wrong_is_none() -> None:
    wrong = "继承: shanghai-district-2026\n名称: 坏表\n系列: 上海市区级\n起用年度: 很久\n"
    assert newest("shanghai-district-2023", 2026, Own({"bad": wrong})) == "shanghai-district-2026"


def test_every_edition_of_a_series_tells_its_year() -> None:
    named = [path.name for path in Path(builtin_templates()).glob("shanghai-district-*")]
    assert {newest(name, 2199, BUILTIN) for name in named} == {max(named)}
