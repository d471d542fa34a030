"""YAML text becomes nodes with exact places, or findings; it never raises."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ptgen.core.source.nodes import Mapping, Scalar, find, plain
from ptgen.core.source.parse import Source, read
from ptgen.core.source.reader import MAX_DEPTH, MAX_NODES


def source(text: str) -> Source:
    return read(text.encode(), "a.yaml")


def root(text: str) -> Mapping:
    made = source(text)
    assert made.diagnostics == ()
    assert made.root is not None
    return made.root


def said(text: str) -> list[tuple[str, int, int, str]]:
    return [
        (one.code, one.span.line, one.span.column, one.message) for one in source(text).diagnostics
    ]


def scalar(text: str, *loc: str | int) -> Scalar:
    node = find(root(text), loc)
    assert isinstance(node, Scalar)
    return node


def pointed_at(text: str, word: str, *loc: str | int) -> str:
    """What stands in the file at the place that the node gives for a word of its text."""
    node = scalar(text, *loc)
    start = node.text.index(word)
    span = node.place(start, start + len(word))
    assert span.line == span.end_line
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


def test_scalars_stay_text() -> None:
    text = "a: 12.10\nb: no\nc: 2022-01-01\nd: 1e5\ne: 0x1F\nf: 1_000\ng: 12:30:45\nh: on\n"
    assert plain(root(text)) == {
        "a": "12.10",
        "b": "no",
        "c": "2022-01-01",
        "d": "1e5",
        "e": "0x1F",
        "f": "1_000",
        "g": "12:30:45",
        "h": "on",
    }


def test_nothing_written_is_none() -> None:
    text = "a:\nb: ~\nc: null\nd: ''\ne: |\nf: '~'\nh: 1\n"
    assert plain(root(text)) == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": None,
        "f": "~",
        "h": "1",
    }


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert plain(root("")) == {}
    assert plain(root("# 只有注释\n")) == {}
    assert plain(root("---\n")) == {}


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert plain(root("<<: {a: 1}\n")) == {"<<": {"a": "1"}}


def test_places_are_counted_in_letters() -> None:
    text = "预算:\n  - 名称: 设备费\n    测算: 50万元\n"
    made = root(text)
    span = scalar(text, "预算", 0, "测算").span
    assert (span.line, span.column, span.end_line, span.end_column) == (3, 9, 3, 13)
    key = made.entries[0].key.span
    assert (key.line, key.column, key.end_column) == (1, 1, 3)


def test_a_place_inside_a_text_points_at_the_word_itself() -> None:
    assert pointed_at("名称: 甲乙丙丁\n", "丙", "名称") == "丙"
    assert pointed_at("名称: '甲乙丙丁'\n", "丙", "名称") == "丙"
    assert pointed_at('名称: "甲乙丙丁"\n', "丙", "名称") == "丙"
    assert pointed_at("a: |\n  甲乙\n\n    丙丁戊\n  己\n", "丁", "a") == "丁"
    assert pointed_at("a: |\n  甲乙\n\n    丙丁戊\n  己\n", "己", "a") == "己"
    assert pointed_at("a: |\n\n   甲乙\n", "乙", "a") == "乙"
    assert pointed_at("a: |1\n  甲乙\n", "乙", "a") == "乙"
    assert pointed_at("a: # 注\n  |-\n  甲乙\n", "乙", "a") == "乙"
    assert pointed_at("- a: {b: [甲, 乙丙]}\n".replace("- a", "a"), "丙", "a", "b", 1) == "丙"


def test_a_place_that_cannot_be_told_is_the_whole_text() -> None:
    for text in ("a: '甲''乙'\n", 'a: "\\u4e2d甲"\n', "a: 甲\n  乙\n", "a: >\n  甲\n  乙\n"):
        node = scalar(text, "a")
        assert node.place(1) == node.span


def test_chinese_lines_are_joined_without_a_space() -> None:
    joined = {
        "a: 甲\n  乙\n": "甲乙",
        "a: 甲 乙\n  丙\n": "甲 乙丙",
        "a: 2022年\n  12月\n": "2022年12月",
        "a: 共\n  12\n  人\n": "共12人",
        "a: one\n  two\n": "one two",
        "a: “甲”\n  “乙”\n": "“甲”“乙”",
        "a: 《甲》\n  及\n": "《甲》及",
        "a: '甲\n  乙'\n": "甲乙",
        'a: "甲\n  乙"\n': "甲乙",
        'a: "甲\\\n  乙"\n': "甲乙",
        "a: >-\n  甲\n  乙\n\n  丙\n": "甲乙\n丙",
        "a: |-\n  甲\n  乙\n": "甲\n乙",
        "a: 𠮷\n  甲\n": "𠮷甲",
    }
    assert {text: scalar(text, "a").text for text in joined} == joined


def test_a_key_met_twice_is_told_with_the_first_ones_line() -> None:
    made = source("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert [(one.code, one.span.line, one.hint) for one in made.diagnostics] == [
        ("PT003", 4, "第 3 行已经有这个键，请删去一处或改名"),
        ("PT003", 5, "第 1 行已经有这个键，请删去一处或改名"),
    ]
    assert made.root is not None
    assert plain(made.root) == {"a": "1", "b": {"c": "1"}}


def test_an_escape_cannot_smuggle_in_what_no_file_may_hold() -> None:
    assert said('a: 1\nb: "甲\\u202e乙"\n') == [("PT004", 2, 4, "有不可见的字符（U+202E）")]
    assert said('"\\0": 1\n') == [("PT004", 1, 1, "有不可见的字符（U+0000）")]
    assert scalar('a: "\\u4e2d\\t\\n"\n', "a").text == "中\t\n"


def test_an_alias_repeats_what_its_anchor_holds() -> None:
    assert plain(root("a: &x {b: 1}\nc: *x\n")) == {"a": {"b": "1"}, "c": {"b": "1"}}


def test_an_alias_inside_its_own_anchor_is_not_defined_yet() -> None:
    assert said("a: &x [*x]\n") == [("PT001", 1, 8, "引用了没有定义的“*x”")]


def test_aliases_cannot_make_a_file_grow() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"b{n}: &b{n} [{', '.join(['*' + (f'b{n - 1}' if n else 'a')] * 10)}]" for n in range(9)
    ]
    ((code, line, _, message),) = said("\n".join(lines) + "\n")
    assert (code, message) == ("PT005", f"内容超过 {MAX_NODES} 项")
    assert line < 8


def test_tags_are_refused() -> None:
    for text in ("a: !!python/object/apply:os.system [x]\n", "a: !x y\n", "a: !!str 5\n"):
        ((code, line, column, message),) = said(text)
        assert (code, line, column) == ("PT006", 1, 4)
        assert message.startswith("不能使用 YAML 标签")


def test_several_documents_are_refused() -> None:
    assert said("a: 1\n---\nb: 2\n") == [("PT006", 2, 1, "一个文件里有几个 YAML 文档")]


def test_keys_have_to_be_text() -> None:
    assert said("{a: b}: c\n") == [("PT006", 1, 1, "键必须是文字")]
    assert said("? [a]\n: b\n") == [("PT006", 1, 3, "键必须是文字")]


def test_nesting_has_a_limit() -> None:
    deepest = "a: " + "[" * (MAX_DEPTH - 2) + "x" + "]" * (MAX_DEPTH - 2)
    assert said(deepest) == []
    assert [code for code, *_ in said("a: [" + deepest[3:] + "]")] == ["PT005"]
    assert [code for code, *_ in said("a: " + "[" * 100_000)] == ["PT005"]
    assert [code for code, *_ in said("{" * 100_000)] == ["PT005"]
    stairs = "".join(" " * depth + "- a:\n" for depth in range(0, 400, 2))
    assert [code for code, *_ in said("a:\n" + stairs)] == ["PT005"]


def test_the_number_of_nodes_has_a_limit() -> None:
    most = MAX_NODES - 3
    assert said("a: [" + "x," * most + "]\n") == []
    assert [code for code, *_ in said("a: [" + "x," * (most + 1) + "]\n")] == ["PT005"]


def test_what_cannot_be_read_is_still_shown() -> None:
    assert read("a: 设备\n".encode("gbk"), "a.yaml").lines[0].startswith("a: ")


@given(st.binary(max_size=300))
@example(b"%YAML 9.9\n---\n")
@example(b"\xef\xbb\xbf")
@example(b"? ? ? ?")
@example(b"a: !!")
@example(b"&a &b c")
@example(b"--- |1\n")
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    made = read(data, "a.yaml")
    assert made.diagnostics or made.root is not None


YAMLISH = st.text(
    st.sampled_from("ab甲：: \n\t-?|>&*!%@`'\"[]{},#~=0　\\\u2028\x85\ufeff"), max_size=80
)


@given(YAMLISH)
@example("a: |\n \t")
@example("a: >1\n")
@example("'\n'")
def test_any_text_like_yaml_is_read_or_told_at_a_place_in_it(text: str) -> None:
    made = read(text.encode(), "a.yaml")
    assert made.diagnostics or made.root is not None
    for found in made.diagnostics:
        assert 1 <= found.span.line <= len(made.lines)
        assert found.hint


@pytest.mark.parametrize(
    ("text", "codes"), [("9" * 1001, ["PT005"]), ("9" * 1000, []), ("甲9" * 900, [])]
)
def test_a_word_that_no_line_can_hold_is_told(text: str, codes: list[str]) -> None:
    assert [one.code for one in read(f"甲: {text}".encode(), "a.yaml").diagnostics] == codes
