"""Nothing executes: what strangers write is data, in every file that they may write.

Each table is one place where something could run; each case is one thing that was tried there.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ptgen.check.engine import check
from ptgen.core.diagnostics import Fault
from ptgen.core.filesystem import builtin_templates
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import LIMIT
from ptgen.core.source.parse import read
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.untrusted import MAIN_PART
from ptgen.render.errors import TemplateError
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.html_template import load_template
from ptgen.render.pdf.weasyprint.page_breaks import Breaks
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Narrative, Paragraph
from tests.check.conftest import load_all
from tests.hostile.bombs import SOUND
from tests.hostile.watch import Watch
from tests.render.pdf_samples import narrative

TAGS = {
    "python-object": "!!python/object:os.system 'touch here'",
    "python-apply": "!!python/object/apply:os.system ['touch here']",
    "python-new": "!!python/object/new:subprocess.Popen [touch here]",
    "python-name": "!!python/name:os.system",
    "python-module": "!!python/module:os",
    "python-tuple": "!!python/tuple [1, 2]",
    "verbatim": "!<tag:yaml.org,2002:python/object:os.system> a",
    "binary": "!!binary aGk=",
    "timestamp": "!!timestamp 2022-01-01",
    "set": "!!set {a, b}",
    "omap": "!!omap [a: 1]",
    "str": "!!str 1",
    "local": "!include /etc/passwd",
    "env": "!ENV ${HOME}",
    "ruby": "!ruby/object:Gem::Installer {}",
    "on-a-list": "!!python/object/apply:os.getcwd []",
    "on-a-mapping": "!!python/object:ptgen.core.model.project.Project {}",
}

PROSE = {
    "class": "{{ ''.__class__ }}",
    "mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "class-of-a-name": "{{ 项目名称.__class__ }}",
    "class-by-key": "{{ 项目名称['__class__'] }}",
    "class-in-parts": "{{ 项目名称['__cla' + 'ss__'] }}",
    "class-by-code": "{{ 项目名称['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "attr": "{{ 项目名称 | attr('__class__') }}",
    "format": "{{ '{0.__class__}'.format(项目名称) }}",
    "format-map": "{{ '%(a)s' | format(a=1) }}",
    "format-percent": "{{ '%s' % 项目名称 }}",
    "mapping-format": "{{ 预算.format }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "dict": "{{ dict(a=1) }}",
    "range": "{{ range(10 ** 9) }}",
    "context": "{{ self._TemplateReference__context }}",
    "config": "{{ config.items() }}",
    "request": "{{ request.application.__globals__ }}",
    "get-flashed": "{{ get_flashed_messages.__globals__ }}",
    "url-for": "{{ url_for.__globals__ }}",
    "call": "{{ 项目名称() }}",
    "method": "{{ 项目名称.upper() }}",
    "method-of-amount": "{{ 年度资金申请总额.as_tuple() }}",
    "method-of-mapping": "{{ 预算.items() }}",
    "mutation": "{{ 预算.clear() }}",
    "set": "{% set 年度 = 1 %}",
    "macro": "{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}",
    "call-block": "{% call 甲() %}{% endcall %}",
    "for": "{% for 甲 in range(10 ** 9) %}甲{% endfor %}",
    "for-ever": "{% for 甲 in 项目名称 recursive %}{{ loop(项目名称) }}{% endfor %}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import '/etc/passwd' as 甲 %}",
    "from": "{% from '/etc/passwd' import 甲 %}",
    "extends": "{% extends '/etc/passwd' %}",
    "block": "{% block 甲 %}{% endblock %}",
    "raw": "{% raw %}{{ 甲 }}{% endraw %}",
    "filter-block": "{% filter upper %}a{% endfilter %}",
    "autoescape": "{% autoescape false %}{% endautoescape %}",
    "do": "{% do 预算.clear() %}",
    "debug": "{% debug %}",
    "comment": "{# 注 #}",
    "line-statement": "{%- if 1 -%}",
    "times": "{{ 'a' * 10 ** 9 }}",
    "times-of-a-list": "{{ [1] * 10 ** 9 }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "shift": "{{ 1 << 999999999 }}",
    "center": "{{ 'a' | center(10 ** 9) }}",
    "indent": "{{ 'a' | indent(10 ** 9) }}",
    "join": "{{ 预算 | join('a') }}",
    "map": "{{ 预算 | map('upper') | list }}",
    "select": "{{ 预算 | selectattr('__class__') }}",
    "sort": "{{ 预算 | sort(attribute='__class__') }}",
    "tojson": "{{ 预算 | tojson }}",
    "pprint": "{{ 预算 | pprint }}",
    "safe": "{{ '<script>' | safe }}",
    "xmlattr": "{{ {'a': 1} | xmlattr }}",
    "wordwrap": "{{ 'a' | wordwrap(1) }}",
    "urlize": "{{ 'http://a' | urlize }}",
    "test-callable": "{{ 项目名称 is callable }}",
    "condition": "{{ 1 if 项目名称 else 2 }}",
    "list": "{{ [项目名称] }}",
    "tuple": "{{ (项目名称, 项目名称) }}",
    "mapping": "{{ {'a': 1} }}",
    "slice": "{{ 项目名称[::-1] }}",
    "join-by-tilde": "{{ 项目名称 ~ 项目名称 }}",
    "float": "{{ 1e308 + 1e308 }}",
    "deep": "{{ " + "(" * 145 + "1" + ")" * 145 + " }}",
    "long": "{{ " + "1+" * 200 + "1 }}",
    "many-minuses": "{{ " + "-" * 200 + "1 }}",
}

HTML = {
    "class": "{{ 标题.__class__ }}",
    "class-by-key": "{{ 标题['__class__'] }}",
    "mro": "{{ ''.__class__.__mro__ }}",
    "method": "{{ 标题.upper }}",
    "method-called": "{{ 标题.upper() }}",
    "format": "{{ 标题.format }}",
    "format-filter": "{{ '%s' | format(标题) }}",
    "attr": "{{ 标题 | attr('__class__') }}",
    "map": "{{ 内容 | map(attribute='__class__') | list }}",
    "join": "{{ 内容 | join }}",
    "safe": "{{ 标题 | safe }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "cycler": "{{ cycler('a') }}",
    "cycler-globals": "{{ cycler.__init__.__globals__ }}",
    "joiner": "{{ joiner(',') }}",
    "lipsum": "{{ lipsum() }}",
    "lipsum-globals": "{{ lipsum.__globals__ }}",
    "namespace": "{% set 甲 = namespace(a=1) %}",
    "range": "{{ range(10 ** 9) }}",
    "loop-of-range": "{% for 甲 in range(10 ** 9) %}甲{% endfor %}",
    "times": "{{ 'a' * 10 ** 9 }}",
    "times-of-title": "{{ 标题 * 999999999 }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "center": "{{ 标题 | center(10 ** 9) }}",
    "indent": "{{ 标题 | indent(10 ** 9) }}",
    "list": "{{ [标题, 标题] }}",
    "slice": "{{ 标题[0:9] }}",
    "tilde": "{{ 标题 ~ 标题 }}",
    "condition": "{{ 标题 if 标题 else 标题 }}",
    "call-of-text": "{{ 标题() }}",
    "set": "{% set 甲 = 1 %}",
    "macro": "{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}",
    "call-block": "{% call 甲() %}{% endcall %}",
    "recursive": "{% for 甲 in 内容 recursive %}{{ loop(内容) }}{% endfor %}",
    "cycle": "{% for 甲 in 内容 %}{{ loop.cycle(1, 2) }}{% endfor %}",
    "cycle-not-called": "{% for 甲 in 内容 %}{{ loop.cycle }}{% endfor %}",
    "changed": "{% for 甲 in 内容 %}{{ loop.changed(甲) }}{% endfor %}",
    "loop-inside": "{% for 甲 in 内容 %}{{ loop._iterator }}{% endfor %}",
    "loop-class": "{% for 甲 in 内容 %}{{ loop.__class__ }}{% endfor %}",
    "block-keys": "{% for 甲 in 内容 %}{{ 甲.keys }}{% endfor %}",
    "block-update": "{% for 甲 in 内容 %}{{ 甲.update }}{% endfor %}",
    "contents-count": "{{ 内容.count }}",
    "include": "{% include '/etc/passwd' %}",
    "include-beside": "{% include 'form.html' %}",
    "import": "{% import 'form.html' as 甲 %}",
    "from": "{% from 'form.html' import 甲 %}",
    "extends": "{% extends 'form.html' %}",
    "block": "{% block 甲 %}{% endblock %}",
    "filter-block": "{% filter upper %}a{% endfilter %}",
    "with": "{% with 甲 = 1 %}{% endwith %}",
    "autoescape": "{% autoescape false %}{{ 标题 }}{% endautoescape %}",
    "do": "{% do 标题 %}",
    "debug": "{% debug %}",
    "test-filter": "{{ '甲' is filter }}",
    "test-callable": "{{ 标题 is callable }}",
    "test-sameas": "{{ 标题 is sameas 标题 }}",
    "counted": "{{ 内容 | counted }}",
    "unknown": "{{ 不知 }}",
    "unclosed": "{% for 甲 in 内容 %}",
    "deep-ifs": "{% if 标题 %}" * 500 + "{% endif %}" * 500,
    "deep-brackets": "{{ " + "(" * 500 + "标题" + ")" * 500 + " }}",
    "deep-nots": "{{ " + "not " * 3000 + "标题 }}",
    "deep-attributes": "{{ 标题" + ".a" * 3000 + " }}",
    "deep-filters": "{{ 标题" + "|trim" * 3000 + " }}",
    "three-loops": "{% for 甲 in 内容 %}" * 3 + "{% endfor %}" * 3,
}

GROWING = {
    "loops-in-loops": "{% for 甲 in 内容 %}{% for 乙 in 内容 %}{% endfor %}{% endfor %}",
    "loops-side-by-side": "{% for 甲 in 内容 %}{% endfor %}" * 400,
    "loops-over-letters": "{% for 甲 in 标题 %}{% for 乙 in 标题 %}x{% endfor %}{% endfor %}",
    "a-gigabyte": "{% for 甲 in 内容 %}" + "x" * 200_000 + "{% endfor %}",
    "a-gigabyte-of-names": "{% for 甲 in 内容 %}" + "{{ 标题 }}" * 300 + "{% endfor %}",
}
LONG = narrative(*[Paragraph("甲")] * 1000, title="题" * 1000)

STRANGE = {
    "size-without-end": '<p style="font-size: 1e30px">甲</p>',
    "elements-deep": "<div>" * 1500,
    "spans-deep": "<span>" * 1500 + "甲",
    "columns-a-billion": '<div style="columns: 1e9">甲</div>',
}
SLOW = {
    "column-span": "<table><col span=100000000><tr><td>甲</table>",
    "cells-spanned": "<table><tr><td colspan=1000000 rowspan=1000000>甲</table>",
    "gradient": '<div style="height: 9px; background: '
    'repeating-linear-gradient(red 0, blue 1e-9px)">甲</div>',
    "elements-very-deep": "<div>" * 100_000,
    "pages-of-a-millimetre": "<style>@page { size: 1mm 1mm; margin: 0 }</style>" + "甲 " * 90_000,
}

WORD = {
    name: HTML[name]
    for name in (
        "class", "method", "method-called", "format", "attr", "safe", "globals", "cycler",
        "lipsum", "range", "loop-of-range", "times", "times-of-title", "power", "center", "list",
        "slice", "tilde", "condition", "set", "macro", "recursive", "cycle", "include", "import",
        "extends", "block", "autoescape", "test-callable", "unknown", "unclosed",
        "deep-brackets", "three-loops",
    )
}  # fmt: skip

FORMULAS = {
    "power": "9**9**9",
    "power-sign": "9^9",
    "brackets-ten-thousand": "(" * 10_000 + "1" + ")" * 10_000,
    "brackets-seventeen": "(" * 17 + "1" + ")" * 17,
    "minuses": "-" * 100 + "1元",
    "exponent": "1e999999万",
    "exponent-negative": "1e-999999",
    "exponent-positive": "5e+6元",
    "infinity": "inf",
    "nan": "nan",
    "hexadecimal": "0xFF",
    "octal": "0o777",
    "underscores": "1_000_000",
    "complex": "1j",
    "digits-400": "9" * 400,
    "products": "99999999*99999999*99999999",
    "scales": "1万亿*1万亿",
    "divided-by-little": "1元/0.000000000000000001",
    "long": "1+" * 300 + "1",
    "call": "__import__('os').system('id')",
    "attribute": "(1).__class__",
    "lambda": "(lambda: 0)()",
    "names": "open('/etc/passwd')",
    "jinja": "{{ 9 * 9 }}",
    "percent-format": "'%s' % 1",
    "excel": "=SUM(A1:A9)",
    "command": "=cmd|'/c calc'!A0",
    "semicolon": "1; DROP TABLE a",
    "backquotes": "`id`",
    "dollar": "$(id)",
    "nothing": "",
    "zero": "1/0",
    "zero-in-brackets": "1/(1-1)",
    "zero-width": "1\u200b0元",
    "arabic-digits": "١٢٣元",
    "devanagari-digits": "१२३",
    "superscript": "10²元",
    "roman": "Ⅻ元",
    "circled": "①元",
    "fraction": "½元",
    "minus-look-alike": "5\u2212",
}


def by_id(cases: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("tried", list(cases.values()), ids=list(cases))


@by_id(TAGS)
@pytest.mark.parametrize("where", ["甲: {}", "- {}", "甲: [{}]", "{}: 甲"])
def test_tags_are_told_and_make_nothing(
    tried: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watched: Watch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = read(where.format(tried).encode(), "a.yaml")
    assert source.root is None
    (found,) = source.diagnostics
    assert found.code in ("PT006", "PT001")
    assert watched.reached == []
    assert list(tmp_path.iterdir()) == []


@by_id(PROSE)
def test_prose_computes_nothing_but_names(tried: str, watched: Watch) -> None:
    text = SOUND + "项目概述: |\n  " + tried + "\n"
    (loaded,) = load_all({"a.yaml": text})
    assert not loaded.sound
    found = [one for one in check([loaded]) if one.span.line == 15]
    assert [one.code for one in found if one.severity == "error"], found
    assert watched.reached == []


@by_id(PROSE)
def test_a_layouts_words_compute_nothing_but_names(tried: str, watched: Watch) -> None:
    own = "名称: 我区版\n继承: shanghai-district-2022\n经费情况说明:\n  标题: |\n    " + tried
    files: dict[str, str | bytes] = {
        "a.yaml": SOUND.replace("shanghai-district-2022", "own"),
        "templates/own/layout.yaml": own,
    }
    (loaded,) = load_all(files)
    assert not loaded.sound
    found = [one for one in loaded.diagnostics if "layout" in one.span.path]
    assert found
    assert watched.reached == []


@by_id(HTML)
def test_html_templates_print_names_and_nothing_else(
    tried: str, templates: Path, watched: Watch
) -> None:
    path = templates / "narrative.html"
    path.write_text(f"<p>甲</p>\n{tried}", "utf-8")
    with pytest.raises(TemplateError) as caught:
        load_template(path).fill(narrative(Paragraph("甲")), TableWriter(Breaks()))
    assert caught.value.path == path
    assert watched.reached == []


@by_id(GROWING)
def test_a_template_that_grows_is_stopped_and_named(tried: str, templates: Path) -> None:
    path = templates / "narrative.html"
    path.write_text(tried, "utf-8")
    with pytest.raises(TemplateError, match="超过") as caught:
        load_template(path).fill(LONG, TableWriter(Breaks()))
    assert caught.value.path == path


@by_id(STRANGE)
def test_what_the_pdf_renderer_cannot_do_is_the_templates_fault(
    tried: str, templates: Path, renderer: PdfRenderer
) -> None:
    path = templates / "narrative.html"
    path.write_text(f"<html><body>{tried}</body></html>", "utf-8")
    with pytest.raises(TemplateError) as caught:
        PdfRenderer(templates, renderer.fonts).render(narrative(Paragraph("甲")))
    assert caught.value.path == path


@by_id(SLOW)
@pytest.mark.usefixtures("no_collections")
def test_a_template_that_takes_longer_than_a_lower_limit_is_stopped_and_named(
    tried: str, templates: Path, renderer: PdfRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ptgen.render.limits.SECONDS", 0.4)
    monkeypatch.setattr("ptgen.render.limits.MEMORY", 200 * 2**20)
    path = templates / "narrative.html"
    path.write_text(f"<html><body>{tried}</body></html>", "utf-8")
    with pytest.raises(TemplateError, match=r"超过 \d+ (秒|MB)") as caught:
        PdfRenderer(templates, renderer.fonts).render(narrative(Paragraph("甲")))
    assert caught.value.path == path


@pytest.mark.parametrize("name", ["gradient", "column-span"])
@pytest.mark.usefixtures("no_collections")
def test_a_template_that_takes_too_long_is_stopped_and_named(
    name: str, templates: Path, renderer: PdfRenderer, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--verify"):
        pytest.skip("takes a minute; make verify runs it")
    path = templates / "narrative.html"
    path.write_text(f"<html><body>{SLOW[name]}</body></html>", "utf-8")
    with pytest.raises(TemplateError, match=r"超过 (60 秒|1536 MB)") as caught:
        PdfRenderer(templates, renderer.fonts).render(narrative(Paragraph("甲")))
    assert caught.value.path == path


@by_id(WORD)
def test_word_templates_print_names_and_nothing_else(
    tried: str, templates: Path, watched: Watch
) -> None:
    path = templates / "narrative.docx"
    into_word(path, tried)
    with pytest.raises(TemplateError) as caught:
        WordRenderer(templates).render(narrative(Paragraph("甲")))
    assert caught.value.path == path
    assert watched.reached == []


@by_id(GROWING)
def test_a_word_template_that_grows_is_stopped_and_named(tried: str, templates: Path) -> None:
    path = templates / "narrative.docx"
    into_word(path, tried)
    with pytest.raises(TemplateError, match=r"超过|过长|过多") as caught:
        WordRenderer(templates).render(LONG)
    assert caught.value.path == path


@by_id(FORMULAS)
def test_formulas_are_sums_and_nothing_else(tried: str, watched: Watch) -> None:
    result = parse(tried)
    assert isinstance(result, Fault), result
    assert result.message
    assert result.hint
    assert watched.reached == []


@pytest.mark.parametrize("text", ["9999999999999元", "99999999万*1万", "1亿*1万"])
def test_no_amount_is_beyond_the_limit(text: str) -> None:
    result = parse(text)
    assert isinstance(result, Fault) or result.value < LIMIT
    assert isinstance(parse("1万亿元/100"), Formula)


def test_the_watch_sees_what_is_opened_and_run(watched: Watch, tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    (tmp_path / "a").write_text("")
    assert str(tmp_path / "a") in watched.opened
    assert watched.reached == []
    subprocess.run([sys.executable, "-c", ""], check=True, env=dict(os.environ))
    assert [one.split()[0] for one in watched.reached] == ["subprocess.Popen"]


def test_our_own_templates_are_not_stopped() -> None:
    long: Narrative = LONG
    assert WordRenderer(builtin_templates()).render(long)


def into_word(path: Path, text: str) -> None:
    """A paragraph of a text into a Word template."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    xml = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()
    parts[MAIN_PART] = parts[MAIN_PART].replace(b"<w:body>", b"<w:body>" + xml)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
