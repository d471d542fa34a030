"""Bytes that are text, and those that are not."""

import pytest

from ptgen.core.source.decode import MAX_BYTES, decode


def said(data: bytes) -> list[tuple[str, int, int, str]]:
    text, found = decode(data, "a.yaml")
    assert bool(text) != bool(found)
    return [(one.code, one.span.line, one.span.column, one.message) for one in found]


def test_text_comes_back_with_one_kind_of_line_end() -> None:
    assert decode("甲\r\n乙\r丙\n".encode(), "a.yaml") == ("甲\n乙\n丙\n", ())


def test_a_file_of_the_largest_size_is_read() -> None:
    assert decode(b"a" * MAX_BYTES, "a.yaml")[1] == ()
    assert said(b"a" * (MAX_BYTES + 1)) == [("PT005", 1, 1, "文件过大（2.0 MB）")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("年度: 2022\n项目名称: 设备\n".encode("gbk"), "文件是 GBK 编码，不是 UTF-8"),
        ("项目名称: 设备\n".encode("utf-16"), "文件是 UTF-16 编码，不是 UTF-8"),
        ("项目名称: 设备\n".encode("utf-16-be"), "文件不是 UTF-8 编码的文本"),
        ("项目名称: 设备\n".encode("utf-8-sig"), "文件带有 BOM 标记"),
        (b"a: \xff\xff\n", "文件不是 UTF-8 编码的文本"),
        (b"a: \xed\xa0\x80\n", "文件不是 UTF-8 编码的文本"),
    ],
)
def test_another_encoding_is_named(data: bytes, message: str) -> None:
    ((code, _, column, words),) = said(data)
    assert (code, column, words) == ("PT004", 1, message)


def test_another_encoding_is_told_at_its_line() -> None:
    assert said(b"a: 1\n" + "名称: 设备\n".encode("gbk"))[0][1] == 2


@pytest.mark.parametrize(
    "letter",
    "\0\a\x1b\x7f\x85\xad\u200b\u200e\u2028\u202e\u2060\u2066\ufeff\ufff9\uffff\U0001fffe\U000e0041"
    "\u180b\u2800\U0001bca0\U000e0080",
)
def test_a_letter_that_is_not_seen_is_told_at_its_place(letter: str) -> None:
    name = f"U+{ord(letter):04X}"
    assert said(f"甲: 1\n乙: 丙{letter}丁\n".encode()) == [
        ("PT004", 2, 5, f"有不可见的字符（{name}）")
    ]


@pytest.mark.parametrize("letters", ["a\ufe0f", "\U000e0100", "甲\U000e0100\U000e0101", "1\ufe0e"])
def test_a_variant_of_nothing_is_told(letters: str) -> None:
    assert [line for _, line, _, _ in said(f"甲: {letters}".encode())] == [1]


def test_only_the_first_twenty_are_told() -> None:
    assert len(said(b"\0" * 1000)) == 20


@pytest.mark.parametrize(
    "text", ["甲\t乙", "㎡𠮷😀", "〇·—…“”", "e\u0301", "邉\U000e0101", "❤\ufe0f", "①\ufe0f"]
)
def test_other_letters_are_text(text: str) -> None:
    assert decode(text.encode(), "a.yaml") == (text, ())
