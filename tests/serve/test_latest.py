"""What is read when: few projects at once, many in the background, and only what was saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ptgen.serve.latest import LatestSnapshot
from ptgen.serve.snapshot import ProjectsSnapshot
from tests.projects import PROJECT, write_project
from tests.serve.serving import Served, serving
from tests.serve.test_pages import links, plain

UNITS, EACH = 3, 70


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of 210 projects in three folders."""
    folder = tmp_path_factory.mktemp("many")
    for unit in range(UNITS):
        for number in range(EACH):
            text = PROJECT.replace("设备运行与维护", f"项目{number}", 1)
            text = text.replace("10万元", f"{number + 1}万元", 1)
            write_project(folder, text, stem=f"{number:02}")
        (folder / "projects/unit").rename(folder / f"projects/unit-{unit}")
    return folder


def read_all(latest: LatestSnapshot) -> ProjectsSnapshot:
    while latest.read_further():
        pass
    return latest.current()


def test_many_projects_are_listed_before_they_are_read(many: Path) -> None:
    latest = LatestSnapshot((many / "projects",))
    first = latest.current()
    assert (len(first.rows), first.unread) == (210, 210)
    assert not any(row.read for row in first.rows.values())
    _, shown = latest.project("unit-1/05")
    assert shown is not None
    assert shown.now.content is not None
    assert latest.current().unread == 210
    last = read_all(latest)
    assert last.unread == 0
    assert len({first.stamp, last.stamp}) == 2
    assert sum(row.annual or 0 for row in last.rows.values()) == UNITS * 10_000 * 71 * 35


def test_a_save_is_read_at_once_and_nothing_else(many: Path) -> None:
    latest = LatestSnapshot((many / "projects",))
    before = read_all(latest)
    file = many / "projects/unit-1/05.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("6万元", "7万元"), "utf-8")
    try:
        # More stand in the folder than a page would wait for.
        _, shown = latest.project("unit-1/05")
        after = latest.current()
        assert after.unread == EACH
        assert shown is not None
        assert shown.content is not None
        assert shown.content.budget.annual == 70_000
        last = read_all(latest)
        assert last.unread == 0
        assert last.rows["unit-1/05"].annual == 70_000
        of = {name: one.lines is before.folders[name].lines for name, one in last.folders.items()}
        assert of == {"unit-0": True, "unit-1": False, "unit-2": True}
    finally:
        file.write_text(text, "utf-8")


def test_what_holds_for_all_is_heeded(tmp_path: Path) -> None:
    projects = write_project(tmp_path, PROJECT)
    latest = LatestSnapshot((projects,))
    (row,) = latest.current().rows.values()
    assert (row.complete, row.findings) == (True, ())
    (tmp_path / "ptgen.toml").write_text("[check]\nselekt = []\n", "utf-8")
    assert [one.code for one in latest.current().findings] == ["PT012"]
    (tmp_path / "ptgen.toml").unlink()
    assert latest.current().findings == ()
    unit = projects / "unit/unit.yaml"
    text = unit.read_text("utf-8")
    unit.write_text(text + "主管部门", "utf-8")
    (row,) = latest.current().rows.values()
    assert not row.complete
    assert {one.span.path for one in row.findings} == {str(unit)}
    unit.write_text(text, "utf-8")
    write_project(tmp_path, PROJECT, stem="02")
    assert {one.code for one in latest.current().findings} == {"PT107"}
    (projects / "unit/02.yaml").unlink()
    (row,) = latest.current().rows.values()
    assert row.complete


def test_the_last_good_project_is_kept_for_those_looked_at_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ptgen.serve.latest._KEPT", 1)
    projects = write_project(tmp_path, PROJECT)
    write_project(tmp_path, PROJECT.replace("设备运行", "宣传", 1), stem="02")
    latest = LatestSnapshot((projects,))
    for key in ("unit/01", "unit/02"):
        latest.project(key)
    for stem in ("01", "02"):
        file = projects / "unit" / f"{stem}.yaml"
        file.write_text(file.read_text("utf-8").replace("项目概述:", "项目概述"), "utf-8")
    for key, kept in (("unit/02", True), ("unit/01", False)):
        _, shown = latest.project(key)
        assert shown is not None
        assert (shown.kept, shown.now.content) == (kept, None)
        assert bool(shown.best.content) is kept


@pytest.fixture(scope="module")
def pages(many: Path) -> Iterator[Served]:
    with serving(many) as served:
        while "还在读" in served.text("/"):
            pass
        yield served


def test_of_many_projects_the_units_are_listed(pages: Served) -> None:
    page = pages.text("/")
    assert "项目 210 个" in plain(page)
    assert page.count("<tr>") == 1 + UNITS
    ways = [href for href in links(page) if "folder=" in href]
    assert ways == [f"/?folder=unit-{unit}" for unit in range(UNITS)]
    inside = pages.text(ways[1])
    assert "项目 70 个 ，共 210 个" in plain(inside)
    assert inside.count('<th scope="row"><a href="/projects/unit-1/') == EACH
    assert 'href="/projects/unit-0/' not in inside


def test_a_long_list_has_pages(pages: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ptgen.serve.views.overview.MOST", 30)
    first = pages.text("/?folder=unit-1")
    assert first.count('<th scope="row"><a href="/projects/unit-1/') == 30
    (further,) = [href for href in links(first) if "page=" in href]
    last = pages.text(further.replace("page=2", "page=3"))
    assert last.count('<th scope="row"><a href="/projects/unit-1/') == 10
    assert "24,850,000.00" in last  # the sum is of all pages
    assert (
        pages.text("/?folder=unit-1&page=99999").count('<th scope="row"><a href="/projects/unit-1/')
        == 10
    )
    assert (
        pages.text("/?folder=unit-1&page=x").count('<th scope="row"><a href="/projects/unit-1/')
        == 30
    )


def test_a_search_narrows_the_list_and_its_sums(pages: Served) -> None:
    said = plain(pages.text("/?least=50万&most=0.006亿&q=unit-2"))
    assert "项目 11 个 ，共 210 个" in said
    assert "6,050,000.00 元" in said
    assert "没有这样的项目" in plain(pages.text("/?q=没有的"))
