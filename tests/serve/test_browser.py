"""The pages in a real browser: Chromium without a window, driven as a user drives it."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from ptgen.core.filesystem import builtin_templates
from tests.chromium import chromium
from tests.projects import PROJECT, write_project
from tests.serve.conftest import SOUND, lay
from tests.serve.serving import Served, serving

PAGES = (
    "",
    "findings",
    "changes",
    "changes?revision=HEAD",
    "projects/unit/01",
    "projects/unit/02",
    "documents/narrative/unit/01",
    "documents/form/unit/01",
    "rules/PT204",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Watched:
    """A context that keeps what a page should not do: errors, and requests to elsewhere."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.page: Page = context.new_page()
        context.on("request", lambda one: self._asked(one.url, url))
        context.on("weberror", lambda one: self.errors.append(str(one.error)))
        context.on("console", lambda one: self.errors.append(one.text))

    def _asked(self, asked: str, url: str) -> None:
        if not asked.startswith((url, "about:")):
            self.elsewhere.append(asked)


@pytest.fixture
def watched(browser: Browser, served: Served) -> Iterator[Watched]:
    with browser.new_context() as context:
        yield Watched(context, served.url)


def ready(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#live")).to_have_text("存盘后自动更新")


def save(served: Served, text: str) -> None:
    """As an editor that saves by renaming."""
    file = served.folder / "projects" / "unit" / "01.yaml"
    other = file.with_name("4913~")
    other.write_text(text, "utf-8")
    other.replace(file)


def test_pages_ask_nobody_else_and_have_no_errors(watched: Watched, served: Served) -> None:
    for path in PAGES:
        watched.page.goto(served.url + path, wait_until="load")
        expect(watched.page.get_by_role("main")).to_be_visible()
    assert (watched.errors, watched.elsewhere) == ([], [])


def test_no_page_is_wider_than_a_phone(browser: Browser, served: Served) -> None:
    with browser.new_context(viewport={"width": 375, "height": 812}, is_mobile=True) as context:
        page = context.new_page()
        for path in (*PAGES, "nothing"):
            page.goto(served.url + path, wait_until="load")
            assert page.evaluate("document.documentElement.scrollWidth") == 375, path


def test_requests_and_errors_would_be_noticed(watched: Watched, served: Served) -> None:
    watched.page.goto(f"{served.url}nothing")
    watched.page.evaluate("fetch('http://elsewhere.example/').catch(() => 0)")
    assert any("404" in error for error in watched.errors)
    assert any("Content Security Policy" in error for error in watched.errors)
    watched.page.goto("data:text/html,<img src='http://elsewhere.example/a.png'>")
    assert "http://elsewhere.example/a.png" in watched.elsewhere


def test_a_save_shows_at_once_and_nothing_else_moves(browser: Browser, tmp_path: Path) -> None:
    with serving(lay(tmp_path)) as served, browser.new_context() as context:
        watched = Watched(context, served.url)
        page = watched.page
        ready(page, f"{served.url}projects/unit/01")
        page.evaluate("window.kept = true")
        group = page.locator("#item-2")
        group.locator("summary").click()
        expect(group).not_to_have_attribute("open", "")
        narrative = page.frame_locator("#sheet-narrative")
        expect(narrative.get_by_text("申请19万元。")).to_be_visible()
        form = page.locator("#sheet-form").get_attribute("src")
        page.evaluate("window.scrollTo(0, 500)")

        save(served, SOUND.replace("拟实施", "将要实施").replace("通讯租费", "通讯费"))
        expect(narrative.get_by_text("将要实施设备运行与维护项目")).to_be_visible()
        expect(group.locator("summary .name")).to_have_text("通讯费")
        expect(group).not_to_have_attribute("open", "")
        assert page.evaluate("[window.kept, window.scrollY]") == [True, 500]
        # A document that a save does not touch is not drawn again.
        assert page.locator("#sheet-form").get_attribute("src") == form

        save(served, SOUND.replace("10万元", "12万元"))
        expect(page.locator("#about dd").first).to_have_text("210,000.00 元")
        expect(page.locator("#live")).to_contain_text("已更新")
        assert (watched.errors, watched.elsewhere) == ([], [])


def top_of(page: Page, selector: str) -> float:
    return float(page.locator(selector).evaluate("one => one.getBoundingClientRect().top"))


@pytest.mark.parametrize("first", ["problems", "budget", "narrative"])
@pytest.mark.parametrize("width", [1400, 390])
def test_an_error_keeps_the_page_as_it_was_under_a_bar(
    browser: Browser, tmp_path: Path, width: int, first: str
) -> None:
    """Whichever part stands first in the window, also one in which findings are added."""
    viewport: ViewportSize = {"width": width, "height": 900}
    with serving(lay(tmp_path)) as served, browser.new_context(viewport=viewport) as context:
        page, bar = context.new_page(), "#bar"
        ready(page, f"{served.url}projects/unit/01")
        expect(page.locator(bar)).to_be_hidden()
        page.locator("#sheet-narrative").scroll_into_view_if_needed()
        narrative, form = (page.frame_locator(f"#sheet-{name}") for name in ("narrative", "form"))
        expect(narrative.get_by_text("申请19万元。")).to_be_attached()
        expect(form.get_by_text("年度资金申请总额")).to_be_attached()
        page.wait_for_function(
            "[...document.querySelectorAll('iframe')].every(f => f.style.height)"
        )
        page.evaluate(f"window.scrollBy(0, {top_of(page, f'#{first}')} - 60)")
        before = top_of(page, "#sheet-narrative")
        save(served, SOUND.replace("项目概述:", "项目概述"))
        expect(page.locator(bar)).to_contain_text("01.yaml:5:1 缺少“键: 值”的冒号")
        expect(page.locator(bar)).to_be_in_viewport()
        expect(page.locator("#about dd").first).to_have_text("190,000.00 元")
        expect(narrative.get_by_text("申请19万元。")).to_be_attached()
        assert abs(top_of(page, "#sheet-narrative") - before) < 3
        assert page.evaluate("document.documentElement.scrollWidth") == width

        other = context.new_page()
        ready(other, f"{served.url}documents/narrative/unit/01")
        other.locator(f"{bar} a").click()
        expect(other.locator("#L5")).to_be_in_viewport()

        save(served, SOUND)
        expect(page.locator(bar)).to_be_hidden()
        assert abs(top_of(page, "#sheet-narrative") - before) < 3


def test_an_error_shows_at_once_on_a_page_that_was_never_without(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(lay(tmp_path)) as served, browser.new_context() as context:
        page = context.new_page()
        ready(page, f"{served.url}projects/unit/02")
        expect(page.locator("#problems")).to_contain_text("不认识的键“项目概况”")
        expect(page.locator("iframe")).to_have_count(0)
        file = served.folder / "projects" / "unit" / "02.yaml"
        file.write_text(SOUND.replace("设备运行与维护", "业务培训"), "utf-8")
        expect(page.locator("#problems")).to_contain_text("没有发现问题")
        expect(page.locator("iframe")).to_have_count(2)
        text = file.read_text("utf-8")
        file.unlink()
        expect(page.locator("#live")).to_contain_text("没有更新：项目可能已经改名或删去")
        expect(page.locator("iframe")).to_have_count(2)
        file.write_text(text, "utf-8")
        expect(page.locator("#live")).to_contain_text("已更新")


def test_projects_are_found_while_words_are_written(watched: Watched, served: Served) -> None:
    page = watched.page
    ready(page, served.url)
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_label("单位、项目或文件").press_sequentially("某区 维护")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("设备运行与维护")
    expect(page.get_by_label("单位、项目或文件")).to_be_focused()
    page.get_by_label("单位、项目或文件").fill("")
    page.get_by_label("金额从").fill("10万")
    page.get_by_label("到", exact=True).fill("150,000")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("宣传")
    expect(page.locator("#sum")).to_contain_text("100,000.00 元")
    page.reload()
    expect(rows).to_have_count(1)
    page.get_by_label("到", exact=True).fill("很多")
    expect(page.get_by_role("alert")).to_contain_text("“很多”不是金额")
    page.get_by_label("金额从").fill("")
    page.get_by_label("到", exact=True).fill("")
    page.get_by_label("问题").select_option("PT002")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("业务培训")
    assert (watched.errors, watched.elsewhere) == ([], [])


@pytest.mark.parametrize("path", ["", "projects/unit/01", "changes"])
def test_figures_stand_under_their_heads(watched: Watched, served: Served, path: str) -> None:
    watched.page.set_viewport_size({"width": 1400, "height": 900})
    watched.page.goto(served.url + path)
    off = watched.page.evaluate(
        """() => [...document.querySelectorAll("tbody td.figure")].filter((cell) => {
          const right = (one) => {
            const inside = document.createRange();
            inside.selectNodeContents(one);
            return inside.getBoundingClientRect().right;
          };
          const heads = [...cell.closest("table").querySelectorAll("thead th.figure")];
          return cell.textContent && !heads.some((head) => Math.abs(right(head) - right(cell)) < 1);
        }).length"""
    )
    assert watched.page.locator("tbody td.figure").count() > 3
    assert off == 0


def test_changes_are_read_on_a_phone_without_moving_sideways(
    browser: Browser, served: Served
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as context:
        page = context.new_page()
        page.goto(f"{served.url}changes")
        beyond = "one => one.getBoundingClientRect().right > 390 || one.scrollWidth > 390"
        assert page.locator(".changes *").evaluate_all(f"all => all.filter({beyond}).length") == 0
        row = page.locator(".sortable tbody tr", has_text="设备运行与维护")
        expect(row).to_contain_text("+10,000.00")
        expect(page.locator(".bars li").first).to_contain_text("+100,000.00")
        bar = page.locator(".bars svg").first.bounding_box()
        assert bar is not None
        assert bar["width"] > 250


def test_pages_print_as_they_are_looked_at(browser: Browser, served: Served) -> None:
    with browser.new_context(viewport={"width": 1400, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{served.url}projects/unit/01")
        command = ["pdftotext", "-layout", "-", "-"]
        said = run(command, check=True, input=page.pdf(), capture_output=True).stdout.decode()
        assert "190,000.00 元" in said
        assert re.search(r"明细.* 年度资金申请总额的构成", said)  # side by side, as on a screen
        assert "文书请点“打印”单独打印" in said
        assert "存盘后自动更新" not in said
        assert "跳到正文" not in said
        page.emulate_media(media="print")
        expect(page.locator("iframe").first).to_be_hidden()
        page.emulate_media(media="screen")
        with page.expect_popup() as opened:
            page.locator("#narrative").get_by_role("link", name="打印").click()
        opened.value.wait_for_load_state()
        page.goto(opened.value.url)
        data = page.pdf(prefer_css_page_size=True)
        command = ["pdftotext", "-bbox", "-", "-"]
        said = run(command, check=True, input=data, capture_output=True).stdout.decode()
        assert {round(float(one)) for one in re.findall(r'<page width="([\d.]+)"', said)} == {595}
        assert min(float(left) for left in re.findall(r'xMin="([\d.]+)"', said)) > 70


def test_a_style_sheet_that_is_saved_shows_at_once(browser: Browser, tmp_path: Path) -> None:
    with serving(lay(tmp_path)) as served, browser.new_context() as context:
        page = context.new_page()
        ready(page, f"{served.url}documents/form/unit/01")
        title = page.frame_locator("iframe").locator("h1")
        expect(title).not_to_have_css("color", "rgb(1, 2, 3)")
        css = (builtin_templates() / "print.css").read_text("utf-8")
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "print.css").write_text(css + "h1 { color: #010203 }", "utf-8")
        expect(title).to_have_css("color", "rgb(1, 2, 3)")


def test_a_page_says_when_it_has_lost_the_server(browser: Browser, tmp_path: Path) -> None:
    write_project(tmp_path)
    with browser.new_context() as context:
        page = context.new_page()
        with serving(tmp_path) as served:
            ready(page, served.url)
        expect(page.locator("#live")).to_have_text("已断开，页面可能不是最新的")


def test_everything_is_reached_with_the_keyboard(watched: Watched, served: Served) -> None:
    page = watched.page
    ready(page, f"{served.url}projects/unit/01")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    summary = page.locator("#item-2 > summary")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "item-2-summary":
            break
    expect(summary).to_be_focused()
    expect(summary).not_to_have_css("outline-style", "none")
    leaf = page.get_by_text("专线租费").first
    expect(leaf).to_be_visible()
    page.keyboard.press("Enter")
    expect(leaf).to_be_hidden()
    page.keyboard.press("Space")
    expect(leaf).to_be_visible()


def test_a_screen_reader_finds_its_way(watched: Watched, served: Served) -> None:
    page = watched.page
    ready(page, f"{served.url}projects/unit/01")
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("contentinfo")).to_have_count(1)
    expect(page.get_by_role("navigation", name="栏目")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("设备运行与维护")
    expect(page.get_by_role("img", name="年度资金申请总额的构成")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("存盘后自动更新")
    for title in ("经费情况说明", "绩效目标表"):
        expect(page.locator(f'iframe[title="{title}"]')).to_be_visible()
    page.get_by_role("link", name="变化", exact=True).click()
    expect(page.get_by_label("和哪个版本比较")).to_be_visible()
    expect(page.get_by_role("link", name="变化", exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def test_a_revision_is_chosen_by_the_form(watched: Watched, served: Served) -> None:
    page = watched.page
    ready(page, f"{served.url}changes")
    page.get_by_label("和哪个版本比较").fill("HEAD")
    page.keyboard.press("Enter")
    expect(page.locator(".card .sums")).to_contain_text("290,000.00")
    page.get_by_role("button", name="差额（元）").click()
    sorted_ = page.locator('th[aria-sort="ascending"]')
    expect(sorted_).to_have_text("差额（元）")
    page.get_by_label("和哪个版本比较").fill("nowhere")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有版本“nowhere”")


def test_a_finding_leads_to_its_line(watched: Watched, served: Served) -> None:
    page = watched.page
    ready(page, f"{served.url}findings")
    page.get_by_role("link", name="02.yaml:4:1").click()
    line = page.locator("#L4")
    expect(line).to_be_in_viewport()
    plain = page.locator("#L5")
    background = line.evaluate("one => getComputedStyle(one).backgroundColor")
    assert background != plain.evaluate("one => getComputedStyle(one).backgroundColor")


ATTACK = "<script>top.hacked = hacked = 1</script><img src=x onerror='top.hacked = hacked = 1'>"


def lay_hostile(folder: Path, elsewhere: str) -> None:
    """A project and templates that try to run script and to call another server."""
    hostile = ATTACK + (
        f"<meta http-equiv=refresh content='0;url={elsewhere}'>"
        f"<link rel=stylesheet href='{elsewhere}a.css'><link rel=preload href='{elsewhere}b'>"
        f"<style>@import '{elsewhere}c.css'; h1 {{ background: url({elsewhere}d) }} "
        f"@font-face {{ font-family: e; src: url({elsewhere}e) }} h1 {{ font-family: e }}</style>"
        f"<iframe src='{elsewhere}f'></iframe><base href='{elsewhere}'><img src='{elsewhere}g'>"
        f"<form action='{elsewhere}h'><button>提交</button></form>"
    )
    said = f"按季度结算。{ATTACK} # ptgen: ignore PT401"
    write_project(folder, PROJECT.replace("按季度结算。", said))
    templates = folder / "templates"
    templates.mkdir()
    for name, old, new in (
        ("narrative.html", "<h1>", f"{hostile}<h1>"),
        ("print.css", "html {", f"/* </style>{ATTACK} */ html {{"),
    ):
        text = (builtin_templates() / name).read_text("utf-8")
        assert old in text
        (templates / name).write_text(text.replace(old, new), "utf-8")


def test_a_hostile_template_and_text_can_do_nothing(browser: Browser, tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        browser.new_context() as context,
    ):
        lay_hostile(tmp_path, f"http://127.0.0.1:{other.getsockname()[1]}/")
        page = context.new_page()
        with serving(tmp_path) as served:
            ready(page, f"{served.url}documents/narrative/unit/01")
            frame = page.frame_locator("#sheet-narrative")
            expect(frame.get_by_text("top.hacked").first).to_be_visible()
            frame.get_by_role("button", name="提交").click()
            assert page.evaluate("[window.hacked, frames[0].hacked]") == [None, None]
            address = served.url.rstrip("/") + str(page.locator("iframe").get_attribute("src"))
            page.goto(address)
            expect(page.get_by_text("top.hacked").first).to_be_visible()
            page.get_by_role("button", name="提交").click()
            assert page.evaluate("window.hacked") is None
            assert page.url == address
        other.setblocking(False)
        with pytest.raises(BlockingIOError):
            other.accept()[0].close()


def test_a_call_of_another_server_would_be_noticed(browser: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, browser.new_context() as context:
        page = context.new_page()
        page.set_content(
            f"<img src='http://127.0.0.1:{other.getsockname()[1]}/'>", wait_until="commit"
        )
        other.settimeout(30)
        other.accept()[0].close()
