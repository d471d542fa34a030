"""The guide as a site: built without a warning, whole, and from this machine alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
# What a browser follows by itself; a link waits for a person.
_LOADED = {"src", "srcset", "data", "poster", "action"}


class _References(HTMLParser):
    """The ids of a page, what it loads, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = {"", "__top"}
        self.loaded: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"id", "name"}:
                self.ids.add(value or "")
            elif name in _LOADED or (name == "href" and tag == "link"):
                self.loaded.add(value or "")
            elif name == "href":
                self.links.add(value or "")


def astray(site: Path) -> list[str]:
    """What the pages load from elsewhere, and what of their links and files is not there."""
    # The page for wrong addresses is served for any path, and so begins its links at the root.
    files = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    pages = {path: _References(path.read_text("utf-8")) for path in files}
    wrong = []
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        for target in sorted(page.loaded | page.links):
            address, part = urldefrag(target)
            if urlsplit(address).scheme or address.startswith("/"):
                if target in page.loaded and not address.startswith("data:"):
                    wrong.append(f"{name} loads {target}")
                continue
            there = (path.parent / unquote(address)).resolve() if address else path
            if not there.exists() or (there in pages and unquote(part) not in pages[there].ids):
                wrong.append(f"{name} leads to {target}")
    styles = sorted(site.rglob("*.css"))
    wrong += [
        f"{path.name} loads {target}"
        for path in styles
        for target in re.findall(
            r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^)\"' ]+)", path.read_text("utf-8")
        )
    ]
    return wrong


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``make site`` builds it."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    chromium = next(filter(None, found), None)
    assert chromium is not None, "scripts/setup.sh dev"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


def test_everything_is_there_and_nothing_comes_from_elsewhere(site: Path) -> None:
    assert astray(site) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('<script src="https://example.org/a.js">', "a.html loads https://example.org/a.js"),
        ('<link href="//example.org/a.css">', "a.html loads //example.org/a.css"),
        ('<a href="b.html">', "a.html leads to b.html"),
        ('<p id="x"><a href="#y">', "a.html leads to #y"),
    ],
)
def test_what_is_astray_is_seen(tmp_path: Path, text: str, wrong: str) -> None:
    (tmp_path / "a.html").write_text(text, "utf-8")
    assert astray(tmp_path) == [wrong]


def test_every_page_is_in_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")
    pages = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert {page for page in pages if f'href="{page}"' not in start} <= {
        "404.html",
        "index.html",
        "security.html",
    }


def search(page: Page, words: str) -> list[str]:
    """The pages that a search finds, best first."""
    page.click(".md-search__input")
    page.get_by_text("键入以开始搜索").wait_for()
    page.fill(".md-search__input", words)
    page.press(".md-search__input", "End")
    page.locator(".md-search-result__item").first.wait_for()
    links = page.locator(".md-search-result__item > a").all()
    return [Path(urlsplit(str(link.get_attribute("href"))).path).name for link in links]


@pytest.mark.parametrize(
    ("words", "pages", "heading"),
    [
        ("怎么安装", {"install.html", "tasks.html"}, "安装"),
        ("怎么加一项", {"tasks.html"}, "怎么加一项"),
        ("怎么改金额", {"tasks.html"}, "怎么改金额"),
        ("季度用款", {"tasks.html"}, "怎么写季度用款计划"),
    ],
)
def test_a_question_finds_its_answer_first(
    site: Path, browser: Browser, words: str, pages: set[str], heading: str
) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    assert search(page, words)[0] in pages
    first = page.locator(".md-search-result__item").first.locator("h1, h2").all_inner_texts()
    assert any(heading in text for text in first)
    page.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("汇编", "format.html"),
        ("PT204", "rules.html"),
        ("rollover", "rollover.html"),
        *((words, "install.html") for words in ("安装", "Windows", "字体", "导入")),
    ],
)
def test_searching_works_in_pages_opened_as_files(
    site: Path, browser: Browser, words: str, found: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((site / "index.html").as_uri())
    assert found in search(page, words)
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []
