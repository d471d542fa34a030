from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.diagnostics import Diagnostic, Severity
from ptgen.source.nodes import Scalar, find, key_span, merged, plain, scalars, value_span
from ptgen.source.parse import MAX_DEPTH, Source, read


def parse(text: str) -> Source:
    return read(text.encode(), "a.yaml")


def only(source: Source) -> Diagnostic:
    (found,) = source.diagnostics
    assert found.severity is Severity.ERROR
    return found


def test_every_scalar_stays_text() -> None:
    root = parse("a: 12.10\nb: no\nc: 2022-01-01\nd: 010\ne:\nf: ~\n").root
    assert root is not None
    assert plain(root) == {
        "a": "12.10",
        "b": "no",
        "c": "2022-01-01",
        "d": "010",
        "e": None,
        "f": None,
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: 1\nb：2\n", 2, 2, "全角冒号"),
        ("项目名称：甲\n类别: 乙\n", 1, 5, "全角冒号"),
        ("项目名称:甲\n类别: 乙\n", 1, 5, "缺少空格"),
        ("a: >=85%\n", 1, 4, "值以“>”开头"),
        ("a: @b\n", 1, 4, "值以“@”开头"),
        ("a: `b\n", 1, 4, "值以“`”开头"),
        ("a: %b\n", 1, 4, "值以“%”开头"),
        ("a: *b\n", 1, 4, "没有定义"),
        ("a:\n\t- b\n", 2, 1, "制表符"),
        ("a: [1, 2\nb: 3\n", 2, 2, "方括号"),
        ("a: {b: 1\nc: 3\n", 2, 2, "花括号"),
        ('a: "x\n', 2, 1, "没有写完整"),
        ("a: b: c\n", 1, 5, "不能再出现"),
        ("甲\n", 1, 1, "不是由“键: 值”组成"),
    ],
)
def test_the_usual_cause_is_named_at_its_place(
    text: str, line: int, column: int, said: str
) -> None:
    found = only(parse(text))
    assert found.code == "PT001"
    assert said in found.message
    assert (found.span.line, found.span.column) == (line, column)
    assert found.hint


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "PT003"),
        ("a: !!python/object/apply:os.system [ls]\n", "PT006"),
        ("a: !x y\n", "PT006"),
        ("a: 1\n---\nb: 1\n", "PT006"),
        ("? [a, b]\n: 1\n", "PT006"),
        ("[" * 100_000, "PT005"),
        ("a: " + "{b: " * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), "PT005"),
    ],
)
def test_what_the_format_does_not_take_is_refused(text: str, code: str) -> None:
    assert only(parse(text)).code == code


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert only(parse("\n".join(lines))).code == "PT005"


def test_a_few_aliases_are_fine() -> None:
    root = parse("a: &x 甲\nb: *x\n").root
    assert root is not None
    assert plain(root) == {"a": "甲", "b": "甲"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("项目: 甲".encode("gbk"), "GBK"),
        (b"\xff\xfe\x00", "不是 UTF-8"),
        (b"\xef\xbb\xbfa: 1", "BOM"),
        (b"a: \x00b", "U+0000"),
        ("a: \u202eb".encode(), "U+202E"),
        (b"a: \xed\xa0\x80", "不是 UTF-8"),
        (b"a: 1\n" * 1_000_000, "文件过大"),
    ],
)
def test_bytes_that_are_not_a_text_of_ours(data: bytes, said: str) -> None:
    assert said in only(read(data, "a.yaml")).message


def test_places_inside_texts() -> None:
    root = parse("a: 约5万\nb: '约5万'\nc: |\n  甲\n  乙约\nd: 甲\n  乙\n").root
    assert root is not None
    nodes = dict(scalars(root))
    places = []
    for key, at in (("a", 0), ("b", 0), ("c", 3), ("d", 1)):
        node = nodes[key,]
        span = node.place(at)
        places.append((span.line, span.column))
    assert places == [(1, 4), (2, 5), (5, 4), (6, 4)]


def test_a_chinese_text_over_two_lines_joins_without_a_blank() -> None:
    root = parse("a: 甲乙\n  丙 丁\nb: one\n  two\n").root
    assert root is not None
    assert plain(root) == {"a": "甲乙丙丁", "b": "one two"}


def test_paths_find_nodes_keys_and_the_nearest_that_exists() -> None:
    root = parse("a:\n  - {b: 1}\n  - c: 2\n").root
    assert root is not None
    node = find(root, ("a", 1, "c"))
    assert isinstance(node, Scalar)
    assert node.text == "2"
    assert (key_span(root, ("a", 1, "c")).line, key_span(root, ("a", 1, "x")).line) == (3, 3)
    assert value_span(root, ("a", 0, "b")).column == 9
    assert value_span(root, ("a",)).line == 1


def test_merging_replaces_adds_and_takes_away() -> None:
    base = parse("a: {x: 1, y: 2}\nb: 3\nc: [1]\n").root
    over = parse("a: {x: 9}\nb: ~\nc: [2]\nd: 4\n").root
    assert base is not None
    assert over is not None
    assert plain(merged(over, base)) == {"a": {"x": "9", "y": "2"}, "c": ["2"], "d": "4"}


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    source = read(data, "a.yaml")
    assert (source.root is None) == bool(source.diagnostics)


signs = st.text(alphabet="ab:：-[]{}&*!|>'\"%@`#,? \n\t甲≥", max_size=60)


@settings(max_examples=500)
@given(signs)
def test_any_yaml_like_text_is_read_or_told(text: str) -> None:
    source = parse(text)
    assert (source.root is None) == bool(source.diagnostics)
    for found in source.diagnostics:
        assert 1 <= found.span.line <= text.count("\n") + 1
