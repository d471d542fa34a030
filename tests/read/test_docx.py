from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.read.docx.numbering import printed
from ptgen.read.witness import missing
from tests.read.sources import covers, grid_of, p, read_bytes, rows, texts, word

CELL = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"


def cell(text: str, properties: str = "") -> str:
    return CELL.format(properties, p(text))


def table(*lines: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins></w:p>", "甲乙"),
        ("<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>", "甲"),
        ("<w:p><w:moveFrom><w:r><w:t>乙</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>丙</w:t></w:r></w:moveTo></w:p>", "丙"),
        ("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>", "甲乙"),
        ("<w:sdt><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>", "甲"),
        ("<w:p><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>", "3"),
        ('<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>2022年</w:t></w:r></w:fldSimple></w:p>', "2022年"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t></w:r></w:p>', "☑是□否"),
        ("<w:p><w:r><w:t>甲</w:t><w:softHyphen/><w:noBreakHyphen/><w:t>乙</w:t></w:r></w:p>", "甲-乙"),
        ("<w:p><w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink></w:p>", "甲"),
    ],
)  # fmt: skip
def test_text_is_read_as_it_looks_with_all_changes_accepted(
    tmp_path: Path, body: str, text: str
) -> None:
    document = read_bytes(tmp_path, word(body))
    assert texts(document) == [text]
    assert not missing(document)


def test_a_line_break_begins_a_paragraph_and_a_page_break_none(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/><w:t>丙</w:t></w:r></w:p>'
    )
    assert texts(read_bytes(tmp_path, word(body))) == ["甲", "乙丙"]


def test_a_text_box_stands_behind_its_paragraph_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    choice = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
    both = f"<mc:AlternateContent>{choice}<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>甲</w:t></w:r><w:r>{both}</w:r></w:p>{p('乙')}"
    document = read_bytes(tmp_path, word(body))
    assert texts(document) == ["甲", "框", "乙"]
    assert not missing(document)


def test_merged_cells_have_their_spans(tmp_path: Path) -> None:
    span, start, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        cell("甲", start) + cell("乙", span),
        cell("", goes_on) + cell("丙") + cell("丁"),
        cell("戊", '<w:gridSpan w:val="3"/>'),
    )
    grid = grid_of(read_bytes(tmp_path, word(body)))
    assert covers(grid)
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in grid.cells] == [
        ("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2), ("丙", 1, 1, 1, 1), ("丁", 1, 2, 1, 1), ("戊", 2, 0, 1, 3),
    ]  # fmt: skip


def test_rows_that_were_deleted_are_left_out_and_told(tmp_path: Path) -> None:
    body = f"<w:tbl><w:tr>{cell('甲')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('乙')}</w:tr></w:tbl>"
    document = read_bytes(tmp_path, word(body))
    assert rows(grid_of(document)) == [["甲"]]
    assert any("删除" in note for note in document.notes)


def test_a_row_may_begin_behind_columns(tmp_path: Path) -> None:
    late = '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("丙") + "</w:tr>"
    body = f"<w:tbl><w:tr>{cell('甲')}{cell('乙')}</w:tr>{late}</w:tbl>"
    assert rows(grid_of(read_bytes(tmp_path, word(body)))) == [["甲", "乙"], ["", "丙"]]


def test_tables_inside_of_tables_and_content_controls(tmp_path: Path) -> None:
    inner = table(cell("丙"))
    row = f"<w:sdt><w:sdtContent><w:tr>{CELL.format('', p('甲') + inner + p('乙'))}</w:tr></w:sdtContent></w:sdt>"
    document = read_bytes(tmp_path, word(f"<w:tbl>{row}</w:tbl>"))
    assert "甲\n乙" in str(texts(document)[0])
    assert not missing(document)


LEVELS = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)  # fmt: skip


def numbered(text: str, level: int, number: int = 5) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_are_printed(tmp_path: Path) -> None:
    body = "".join(
        (
            numbered("概述", 0), numbered("甲", 1), numbered("乙", 1), numbered("丙", 2),
            numbered("丁", 2), numbered("依据", 0), numbered("戊", 1), p("无"), numbered("再", 0, 6),
            numbered("", 0), p("清", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        )
    )  # fmt: skip
    document = read_bytes(tmp_path, word(body, numbering=LEVELS))
    assert texts(document) == [
        "一、概述", "（1）甲", "（2）乙", "2.3丙", "2.4丁", "二、依据", "（1）戊", "无", "一、再", "清",
    ]  # fmt: skip


def test_numbers_and_looks_come_from_styles_too(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr>'
        '<w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    body = p("概述", '<w:pStyle w:val="B"/>')
    document = read_bytes(tmp_path, word(body, numbering=LEVELS, styles=styles))
    (block,) = document.blocks
    assert (block.text, block.bold, block.size, block.centered) == ("一、概述", True, 16.0, True)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"),
        (105, "japaneseCounting", "一百零五"), (3, "chineseLegalSimplified", "叁"),
        (2, "decimalEnclosedCircle", "②"), (4, "upperRoman", "IV"), (9, "lowerRoman", "ix"),
        (3, "lowerLetter", "c"), (5, "decimalZero", "05"), (7, "decimalFullWidth", "７"),
    ],
)  # fmt: skip
def test_formats_of_numbers(number: int, form: str, text: str) -> None:
    assert printed(number, form) == text


def test_what_stands_beside_the_text_is_told(tmp_path: Path) -> None:
    document = read_bytes(
        tmp_path, word(p("甲"), footnotes=p("脚注的文字"), header=p("页眉的文字"))
    )
    assert document.notes == ("脚注：脚注的文字", "页眉：页眉的文字")
    assert not missing(document)
