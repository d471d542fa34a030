from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5  # type: ignore[import-untyped]
import weasyprint  # type: ignore[import-untyped]

from ptgen.core.filesystem import builtin_templates
from ptgen.render.pdf.weasyprint.html_source import Source, read_as_xml
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.html_template import load_template
from ptgen.render.pdf.weasyprint.page_breaks import Breaks
from ptgen.render.pdf.weasyprint.renderer import ClosedFetcher
from ptgen.render.template_folders import Folders
from ptgen.view.document import Document, Form
from tests.render.pdf_samples import detail_table, form, full_narrative

PAGE = (
    '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"/><title>题</title></head>'
    "<body>{}</body></html>"
)

Node = tuple[str, tuple[tuple[str, str], ...], str, str]


def nodes(root: ET.Element) -> list[Node]:
    """Each element with its attributes and the text before its first child and after itself."""
    return list(_nodes(root, frozenset(("html", "head"))))


def _nodes(element: ET.Element, bare: frozenset[str], tail: bool = True) -> Iterator[Node]:
    text = "" if element.tag in bare else element.text or ""
    after = "" if not tail else element.tail or ""
    yield element.tag, tuple(sorted(element.attrib.items())), text, after
    for child in element:
        yield from _nodes(child, bare, element.tag not in bare)


def parsed(text: str) -> ET.Element:
    """As WeasyPrint itself reads it."""
    root: ET.Element = tinyhtml5.parse(io.StringIO(text), namespace_html_elements=False)
    return root


@pytest.mark.parametrize("document", [form(12), full_narrative()], ids=["form", "narrative"])
def test_pages_of_our_templates_are_the_same_tree_either_way(document: Document) -> None:
    name = "form.html" if isinstance(document, Form) else "narrative.html"
    template = load_template(Folders((builtin_templates(),)) / name)
    text = template.fill(document, TableWriter(Breaks()))
    root = read_as_xml(text)
    assert root is not None
    ours, theirs = nodes(root), nodes(parsed(text))
    # The line after </body> is put inside it by HTML.
    assert [(tag, own, text.strip(), tail.strip()) for tag, own, text, tail in ours] == [
        (tag, own, text.strip(), tail.strip()) for tag, own, text, tail in theirs
    ]
    assert ours != nodes(parsed(text.replace("</h1>", "啊</h1>", 1)))


@pytest.mark.parametrize(
    "body",
    [
        "<p>一<p>二</p></p>",
        "<p><table><tbody><tr><td>一</td></tr></tbody></table></p>",
        "<table><tr><td>一</td></tr></table>",
        "<table><tbody>字<tr><td>一</td></tr></tbody></table>",
        "<ul><li>一</li></ul>",
        "<p>一<br>二</p>",
        "<p>一&nbsp;二</p>",
        "<!-- 注 --><p>一</p>",
        "<?target data?><p>一</p>",
        "<svg><path/></svg>",
        "<P>一</P>",
        "<a><b><a>一</a></b></a>",
        "<script/>",
    ],
)
def test_what_html_reads_otherwise_is_left_to_html(body: str) -> None:
    assert read_as_xml(PAGE.format(body)) is None


@pytest.mark.parametrize(
    "text",
    [
        "<p>一</p>",
        PAGE.format("").replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "b">]>'),
        PAGE.format("").replace("<!DOCTYPE html>", ""),
        PAGE.format("").replace("<head>", "<head>").replace("</head>", "</head><p/>"),
        PAGE.format("").replace("<html", '<html xmlns="http://www.w3.org/1999/xhtml"'),
    ],
)
def test_what_is_no_whole_page_is_left_to_html(text: str) -> None:
    assert read_as_xml(text) is None


def pseudo_elements(text: str, css: str) -> set[str | None]:
    """For which of an element's pseudo-elements the style sheet of WeasyPrint has rules."""
    source = Source(text, css, ClosedFetcher())
    (sheet,) = source._ua_stylesheets()
    return {rule[3] for rule in sheet.matcher.other_selectors}


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ("<ul><li>一</li></ul>", ""),
        ("<p>一</p>", "p { display: list-item }"),
        ("<p>一</p>", "p { float: footnote }"),
        ("<p>一</p>", "p::marker { color: red }"),
    ],
)
def test_lists_and_notes_have_their_styles(body: str, css: str) -> None:
    assert "marker" in pseudo_elements(PAGE.format(body), css)


def test_a_page_without_them_does_without_their_styles() -> None:
    assert not pseudo_elements(PAGE.format("<p>一</p>"), "p { color: red }") & {
        "marker",
        "footnote-call",
        "footnote-marker",
        "note-call",
        "note-marker",
        "note-callback",
    }
    whole = weasyprint.HTML(string="<p>一</p>")._ua_stylesheets()[0]
    assert "marker" in {rule[3] for rule in whole.matcher.other_selectors}


def test_tables_of_a_narrative_are_read_as_xml_too() -> None:
    markup = TableWriter(Breaks()).markup(detail_table(3))
    assert read_as_xml(PAGE.format(markup)) is not None
