from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from ptgen.cli.main import main
from ptgen.core.filesystem import builtin_templates
from tests.projects import PROJECT, with_budget, write_project
from tests.repositories import repository
from tests.serve.serving import Served, serving

PROJECT_PAGE = "/projects/unit/01"


def plain(page: str) -> str:
    """The words of a page."""
    page = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def links(page: str) -> list[str]:
    return [html.unescape(href) for href in re.findall(r'<a [^>]*href="([^"]+)"', page)]


def test_the_first_page_has_every_project_with_its_totals(served: Served) -> None:
    said = plain(served.text("/"))
    assert "项目 3 个" in said
    assert "年度资金申请总额合计（2022年） 290,000.00 元" in said
    assert "设备运行与维护 unit/01 2022 190,000.00 190,000.00 没有问题" in said
    assert "业务培训 unit/02 2022 算不出 算不出 1 处错误" in said
    assert "1 个项目没有计入" in said


def test_years_are_not_added_up(tmp_path: Path) -> None:
    projects = write_project(tmp_path, PROJECT)
    later = (
        PROJECT.replace("2022", "2024").replace("10万元", "3万元").replace("名称: 设", "名称: 新设")
    )
    write_project(tmp_path, f"{later}年度: 2024\n", stem="02")
    with serving(projects.parent) as pages:
        said = plain(pages.text("/"))
    assert "年度资金申请总额合计（2022年） 100,000.00 元" in said
    assert "年度资金申请总额合计（2024年） 30,000.00 元" in said
    assert "2022年合计 100,000.00 100,000.00 2024年合计 30,000.00 30,000.00" in said
    assert "130,000.00" not in said


def test_items_of_a_split_group_show_no_part_of_the_year(tmp_path: Path) -> None:
    group = "- 名称: 外包\n  分年: {2022: 1万元, 2023: 3万元}\n"
    group += "  明细: [{名称: 维护, 测算: 1.5万元}, {名称: 巡检, 测算: 2.5万元}]\n"
    write_project(tmp_path, with_budget(group))
    with serving(tmp_path) as pages:
        said = plain(pages.text(PROJECT_PAGE))
    assert "外包 10,000.00 各年合计 40,000.00 元：2022年 10,000.00 元、2023年 30,000.00 元" in said
    assert "维护 1.5万元 各年合计 15,000.00 元" in said
    assert "3,750.00" not in said


def test_a_project_shows_how_far_what_was_approved_is_from_what_is_computed(
    tmp_path: Path,
) -> None:
    text = PROJECT.replace("测算: 10万元", "测算: 10万元\n    核定金额: 9.5万元")
    write_project(tmp_path, f"{text}核定金额: 10.0336万元\n")
    with serving(tmp_path) as served:
        said = plain(served.text(PROJECT_PAGE))
    assert "核定金额 100,336.00 元 核定差额 336.00 元" in said
    assert "核定 95,000.00 元，比算出的少 5,000.00 元" in said


def test_a_project_shows_what_its_amount_is_made_of(served: Served) -> None:
    page = served.text(PROJECT_PAGE)
    said = plain(page)
    assert "年度资金申请总额 190,000.00 元" in said
    assert "通讯租费 60,000.00 专线租费 36,000.00 3000元/月*12个月 按月支付" in said
    assert "各年合计 80,000.00 元：2022年 40,000.00 元、2023年 40,000.00 元" in said
    assert "利旧 （减项） -10,000.00" in said
    shares = re.findall(r"(-?\d+\.\d\d)%</td>", page)
    assert shares == ["52.63", "31.58", "21.05", "-5.26"]
    assert re.findall(r'<rect class="color-(\d)" x="(\d+)" y="0" width="(\d+)"', page) == [
        ("1", "0", "500"),
        ("2", "500", "300"),
        ("3", "800", "200"),
    ]
    assert 'aria-label="年度资金申请总额的构成：热线设备维护 52.63%；' in page


def test_a_broken_project_shows_its_errors_and_the_way_to_their_line(served: Served) -> None:
    page = served.text("/projects/unit/02")
    assert "不认识的键“项目概况”" in plain(page)
    assert "改正错误以后，这里显示文书" in plain(page)
    assert "<iframe" not in page
    (way,) = [href for href in links(page) if href.startswith("/source")]
    path, _, line = way.partition("#")
    source = served.text(path)
    (shown,) = re.findall(rf'<div id="{line}" class="line error">.*?<code>(.*?)</code>', source)
    assert shown.startswith("项目概况:")
    file = served.folder / "projects" / "unit" / "02.yaml"
    assert f"vscode://file{quote(str(file))}:4:1" in links(page)


def test_findings_of_all_files_are_on_one_page(served: Served) -> None:
    page = served.text("/findings")
    assert "1 个文件，1 处错误" in plain(page)
    assert "/rules/PT002" in links(page)
    assert "它做什么" in served.text("/rules/PT002")


def test_every_link_of_every_page_leads_somewhere(served: Served) -> None:
    seen: set[str] = set()
    open_: set[str] = {"/"}
    while open_ - seen:
        path = min(open_ - seen)
        seen.add(path)
        found = links(served.text(path))
        open_ |= {
            href.partition("#")[0]
            for href in found
            if href.startswith("/") and not href.startswith(("/downloads", "/folders"))
        }
    assert {"/", "/findings", "/changes", PROJECT_PAGE, "/documents/form/unit/01"} <= seen


def test_a_sheet_is_the_html_of_the_pdf_in_a_sandbox(served: Served) -> None:
    page = served.text(PROJECT_PAGE)
    frames = re.findall(r'<iframe [^>]*src="([^"]+)"[^>]*sandbox="([^"]*)"', page)
    assert [allowed for _, allowed in frames] == ["allow-same-origin"] * 2
    for src, _ in frames:
        answer = served.get(html.unescape(src))
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-same-origin; default-src 'none';")
        assert "script" not in policy
    narrative, form = (served.text(html.unescape(src)) for src, _ in frames)
    assert "拟实施设备运行与维护项目，申请19万元。" in narrative
    assert '<body class="绩效目标表">' in form
    assert 'rowspan="4"' in form


@pytest.fixture(scope="module")
def built(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    projects = str(served.folder / "projects")
    with pytest.raises(SystemExit):
        main(["build", projects, "--out", str(out), "--format", "docx,pdf,xlsx", "--quiet"])
    return out


def test_downloads_are_the_files_that_a_build_writes(served: Served, built: Path) -> None:
    hrefs = {href for href in links(served.text(PROJECT_PAGE)) if href.startswith("/downloads")}
    assert len(hrefs) == 5
    for href in hrefs:
        answer = served.get(href)
        name = answer.headers["content-disposition"].partition("''")[2]
        document = re.fullmatch(r"01-(.*)", unquote(name))
        assert document is not None
        assert answer.content == (built / "unit" / "01" / document[1]).read_bytes()
    assert not (served.folder / "build").exists()


def test_files_of_a_whole_folder_are_those_of_a_build(served: Served, built: Path) -> None:
    hrefs = [href for href in links(served.text("/")) if href.startswith("/folders")]
    assert hrefs == [
        "/folders/汇总.xlsx?folder=whole",
        "/folders/汇编.docx?folder=whole",
        "/folders/汇编.pdf?folder=whole",
    ]
    for href in hrefs:
        name = href.removeprefix("/folders/").partition("?")[0]
        assert served.get(href).content == (built / "whole" / name).read_bytes()


def test_a_workbook_is_one(served: Served) -> None:
    data = served.get("/downloads/form.xlsx/unit/01").content
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_a_project_with_errors_has_no_files_and_says_so(served: Served) -> None:
    answer = served.get("/downloads/form.pdf/unit/02")
    assert answer.status_code == 409
    assert "有错误，不能生成文书" in plain(answer.text)
    assert "不认识的键“项目概况”" in plain(answer.text)


def test_the_change_against_a_revision(served: Served) -> None:
    assert "编制预算" in plain(served.text("/changes"))
    said = plain(served.text("/changes?revision=HEAD"))
    assert "热线设备维护 9万元 90,000.00 10万元 100,000.00 +10,000.00" in said


def test_what_is_not_committed_is_shown_first_else_what_the_branch_brings(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    projects = write_project(tmp_path)
    repo.commit("编制预算")
    with serving(tmp_path) as pages:
        branch = repo.git("branch", "--show-current").strip()
        assert f"也没有比 {branch} 多的改动" in plain(pages.text("/changes"))
        repo.git("checkout", "-q", "-b", "mine")
        write_project(tmp_path, PROJECT.replace("10万元", "11万元"))
        said = plain(pages.text("/changes"))
        assert "还没有提交的改动：现在的文件和上次提交相比" in said
        assert "+10,000.00" in said
        repo.commit("增加")
        said = plain(pages.text("/changes"))
        assert f"没有还没提交的改动。下面是这个分支从 {branch} 分出以后提交的改动" in said
        assert "+10,000.00" in said
        (projects.parent / ".git").rename(tmp_path / "moved")
        assert "这里不是 git 仓库" in plain(pages.text("/changes"))


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "没有版本“nowhere”"),
        ("--output=stolen", "版本不能以 - 开头"),
        ("HEAD..--output=stolen", "没有版本“--output=stolen”"),
        ("HEAD\0", "这不是版本的名字"),
        ("HEAD\n", "分支、标签或提交"),
        ("a" * 300, "这不是版本的名字"),
        ("HEAD; touch stolen", "没有版本"),
        ("<script>alert(1)</script>", "没有版本"),
    ],
)
def test_what_is_no_revision_is_refused(served: Served, revision: str, said: str) -> None:
    answer = served.get(f"/changes?revision={quote(revision)}")
    assert said in plain(answer.text)
    assert "<script>alert" not in answer.text
    assert answer.status_code == (200 if revision == "HEAD\n" else 400)
    assert not list(served.folder.rglob("stolen"))


@pytest.mark.parametrize(
    "path",
    [
        "/projects/unit/03",
        "/projects/../../etc/passwd",
        "/projects/%2e%2e/%2e%2e/etc/passwd",
        "/projects/unit/01.yaml",
        "/projects/",
        "/documents/other/unit/01",
        "/documents/form/unit/03",
        "/sheets/form/unit/02",
        "/sheets/form/..%2f..%2fetc%2fpasswd",
        "/downloads/narrative.xlsx/unit/01",
        "/downloads/form.exe/unit/01",
        "/downloads/form.pdf/../01",
        "/folders/汇总.xlsx?folder=unit",
        "/folders/汇总.xlsx?folder=../unit",
        "/folders/01.yaml?folder=whole",
        "/source?file=/etc/passwd",
        "/source?file=../../../../etc/passwd",
        "/source",
        f"/source?file={builtin_templates() / 'form.html'}",
        f"/source?file={builtin_templates() / 'shanghai-district-2022' / 'layout.yaml'}",
        "/static/../site.py",
        "/static/%2e%2e%2fsite.py",
        "/static/serve.py",
        "/rules/PT999",
        "/rules/..%2fpages",
        "/nothing",
    ],
)
def test_what_is_not_there_is_a_page_in_chinese(served: Served, path: str) -> None:
    answer = served.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("name", ["ptgen.toml", "templates/own/layout.yaml", "templates"])
def test_no_file_is_shown_through_a_link_out_of_the_repository(tmp_path: Path, name: str) -> None:
    here, outside = tmp_path / "here", tmp_path / "outside"
    here.mkdir()
    write_project(here, PROJECT + "版式: own\n")
    (outside / "own").mkdir(parents=True)
    (outside / "own/layout.yaml").write_text("继承: shanghai-district-2022 # 秘密\n", "utf-8")
    (outside / "ptgen.toml").write_text("# 秘密\n", "utf-8")
    with serving(here) as pages:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).symlink_to(outside / name.removeprefix("templates/").replace("templates", ""))
        for page in ("/", "/projects/unit/01", "/findings"):
            answer = pages.get(page)
            assert answer.status_code == (409 if name == "templates" else 200)
            assert name != "templates" or "是指向仓库以外的链接" in answer.text
            assert "秘密" not in answer.text
        for file in ("ptgen.toml", "templates/own/layout.yaml"):
            for folder in (here, outside):
                answer = pages.get(f"/source?file={quote(str(folder / file))}")
                assert answer.status_code in (404, 409)
                assert "秘密" not in answer.text
        (here / name).unlink()
        assert pages.get("/projects/unit/01").status_code == 200


def test_the_file_of_a_project_is_found_by_its_name_only(served: Served) -> None:
    file = served.folder / "projects" / "unit" / "01.yaml"
    assert "设备运行与维护" in served.text(f"/source?file={quote(str(file))}")
    beside = served.folder / "projects" / "unit" / ".." / "unit" / "01.yaml"
    assert served.get(f"/source?file={quote(str(beside))}").status_code == 404
