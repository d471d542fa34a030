"""Every usual slip in YAML is told by its cause, at its place, with what to write instead."""

import pytest

from ptgen.core.source.parse import read


def said(text: str) -> tuple[str, int, int, str, str]:
    source = read(text.encode(), "a.yaml")
    found = source.diagnostics[0]
    return found.code, found.span.line, found.span.column, found.message, found.hint


QUOTES = "请给值加上引号"
SLIPS = {
    "a:\n\t- b\n": (2, 1, "缩进用了制表符（Tab）", "请改为空格"),
    "a:\n  b: 1\n\tc: 2\n": (3, 1, "缩进用了制表符（Tab）", "请改为空格"),
    "a: |\n\tb\n": (2, 1, "缩进用了制表符（Tab）", "请改为空格"),
    "名称：设备\n年度: 2022\n": (
        1,
        3,
        "键后面是全角冒号“：”",
        "写成“名称: 值”，半角冒号后空一格",
    ),
    "名称：设备\n": (1, 3, "键后面是全角冒号“：”", "写成“名称: 值”，半角冒号后空一格"),
    "a:\n  - b: 1\n    测算：5万\n": (
        3,
        7,
        "键后面是全角冒号“：”",
        "写成“测算: 值”，半角冒号后空一格",
    ),
    "a: {结转：0, 其他: 0}\n": (
        1,
        7,
        "键后面是全角冒号“：”",
        "写成“结转: 值”，半角冒号后空一格",
    ),
    "a: >=85%\n": (1, 4, "值以“>”开头，会被当作格式记号", '写“≥85%”，或给值加引号：">=85%"'),
    "a: > 85%\n": (1, 4, "值以“>”开头，会被当作格式记号", '写“≥85%”，或给值加引号：">=85%"'),
    "a: >5台\n": (1, 4, "值以“>”开头，会被当作格式记号", '写“≥85%”，或给值加引号：">=85%"'),
    "a: >5\n": (1, 4, "值以“>”开头，会被当作格式记号", "给值加引号：'>5'"),
    "a: >5 # 台\nb: 1\n": (1, 4, "值以“>”开头，会被当作格式记号", "给值加引号：'>5'"),
    "a: |x\n": (1, 4, "值以“|”开头，会被当作格式记号", QUOTES),
    "a: %\n": (1, 4, "值以“%”开头，会被当作格式记号", QUOTES),
    "a: @x\n": (1, 4, "值以“@”开头，会被当作格式记号", QUOTES),
    "a: `x`\n": (1, 4, "值以“`”开头，会被当作格式记号", QUOTES),
    "a: * x\n": (1, 4, "值以“*”开头，会被当作格式记号", QUOTES),
    "a: & x\n": (1, 4, "值以“&”开头，会被当作格式记号", QUOTES),
    "a:\n  - !<x\n": (2, 5, "值以“!”开头，会被当作格式记号", QUOTES),
    "a: *x\n": (1, 4, "引用了没有定义的“*x”", "以“*”开头的文字请加引号"),
    "年度:2022\n版式: x\n": (1, 3, "冒号后面缺少空格", "写成“年度: 值”"),
    "年度:2022\n": (1, 3, "冒号后面缺少空格", "写成“年度: 值”"),
    "a: {2022:50%, 2023:50%}\n": (1, 9, "冒号后面缺少空格", "写成“2022: 值”"),
    "a:\n　　b: 1\n": (2, 1, "缩进用了全角空格", "请改为半角空格"),
    "a:\n  -　b: 1\n": (2, 4, "“-”后面是全角空格", "请改为半角空格"),
    "名称　: 甲\n": (1, 3, "键的旁边有全角空格", "请改为半角空格"),
    "a:\n  b: 1\n　　c\n": (3, 1, "缩进用了全角空格", "请改为半角空格"),
    "a: {b: 1，c: 2}\n": (1, 9, "括号里的逗号是全角的“，”", "请改为半角“, ”"),
    "a: '甲' 乙\n": (1, 8, "引号后面还有文字", "整个值放进单引号：'…'，或改用中文引号“”"),
}


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_is_told_by_its_cause(text: str) -> None:
    assert said(text) == ("PT001", *SLIPS[text])


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 'x\nb: 1\n", 1, 4, "引号或括号没有写完整"),
        ('a: 1\nb: "x\n', 2, 4, "引号或括号没有写完整"),
        ("a: [1, 2\n", 1, 4, "方括号没有写完整，缺少“,”或“]”"),
        ("a: {x: 1\n", 1, 4, "花括号没有写完整，缺少“,”或“}”"),
        ('a: "\\q"\n', 1, 5, "双引号里的“\\”不能这样用"),
        ('a: "\\ud800"\n', 1, 7, "双引号里的“\\”不能这样用"),
        ("a: 1\n b: 2\n", 2, 3, "这里不能再出现“键: 值”"),
        ("a: b: c\n", 1, 5, "这里不能再出现“键: 值”"),
        ("a: - b\n", 1, 4, "这里不能写列表"),
        ("a: ? b\n", 1, 4, "这里不能写“? ”"),
        ("a:\n  - b\n - c\n", 3, 2, "缩进与上文不齐，或上一行没有写完"),
        ("a:\n  - b\n  c: 1\n", 3, 3, "列表项的“-”与上文不齐"),
        ("a: 1\n...\nb: 2\n", 3, 1, "“...”以后不能再写内容"),
        ("- a\n", 1, 1, "文件不是由“键: 值”组成的"),
        ("只有文字\n", 1, 1, "文件不是由“键: 值”组成的"),
    ],
)
def test_other_complaints_say_what_is_wrong(
    text: str, line: int, column: int, message: str
) -> None:
    code, at, place, words, hint = said(text)
    assert (code, at, place, words) == ("PT001", line, column, message)
    assert hint


@pytest.mark.parametrize(
    ("text", "column", "amount"),
    [
        ("分年: {2026: 226,145,100元, 2027: 1元}\n", 12, "226,145,100元"),
        ("a: {b: 1,000}\n", 8, "1,000"),
        ("a: {b: 3*1,000元/天*2天}\n", 8, "3*1,000元/天*2天"),
        ("a: {b: 1, c: 12,345.67元}\n", 14, "12,345.67元"),
    ],
)
def test_an_amount_that_braces_cut_is_told_with_what_to_write(
    text: str, column: int, amount: str
) -> None:
    code, line, place, message, hint = said(text)
    assert (code, line, place) == ("PT001", 1, column)
    assert message == f"花括号里的逗号把“{amount}”分成了几项"
    assert hint == f"加引号写成 '{amount}'，或不写逗号：{amount.replace(',', '')}"


@pytest.mark.parametrize(
    ("text", "said_of"),
    [
        ("a: {b: 226, 145元}\n", "226, 145元"),
        ("a: {b: 2026,145}\n", "2026,145"),
        ("a: {名称: 甲, 说明: 含税, 不含运费, c: 1}\n", "含税, 不含运费"),
    ],
)
def test_a_text_that_braces_cut_is_told(text: str, said_of: str) -> None:
    assert said(text)[3:] == (f"花括号里的逗号把“{said_of}”分成了几项", f"加引号写成 '{said_of}'")


def test_the_lines_of_a_text_are_not_blamed() -> None:
    text = "概述: |\n  说明：各项@费用\nb: [1, 2\n"
    assert said(text)[1:4] == (3, 4, "方括号没有写完整，缺少“,”或“]”")
    text = "概述: |\n  说明：各项@费用\nb: 1\n c: 2\n"
    assert said(text)[1:4] == (4, 3, "这里不能再出现“键: 值”")


@pytest.mark.parametrize(
    "text",
    [
        "a: 甲：乙\n",
        "a: http://b.cn/c\n",
        "时间: 12:30\n",
        "a: 2022-01-01\n",
        "a: 甲#乙\n",
        "a: ≥85%\n",
        "a: 5 > 3\n",
        "a: |2\n    甲\n",
        "a: >-\n  甲\n",
        "a: '乙' # 说明\n",
        '"甲：乙": 丙\n',
        "a: {甲：乙: 1}\n",
        "? a\n: b\n",
        "a: {b: 226, 145: 1}\n",
        "a: {b: '226,145元', c: 226145}\n",
        "a: 226,145,100元\n",
        "a: {b: 甲,145号: 乙}\n",
    ],
)
def test_what_is_right_is_not_blamed(text: str) -> None:
    assert read(text.encode(), "a.yaml").diagnostics == ()
