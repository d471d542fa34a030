from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ptgen.compare.match.text_diff import MAX_WORDS, pieces

TEXTS = st.text("系统运行维护率 ，。1290.%ab\n", max_size=60)


def told(old: str, new: str) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.op].format(piece.text) for piece in pieces(old, new))


def test_numbers_change_as_a_whole() -> None:
    assert told("资金113.1964万元。", "资金123.1964万元。") == "资金[-113.1964-]{+123.1964+}万元。"
    assert told("比例95%以上", "比例90%以上") == "比例[-95%-]{+90%+}以上"


def test_words_are_added_and_removed_in_their_place() -> None:
    assert told("按季度结算。", "按季度分次结算。") == "按季度{+分次+}结算。"
    assert told("按实际需要实施", "按需要实施") == "按[-实际-]需要实施"


def test_a_single_character_between_two_changes_is_not_kept() -> None:
    assert told("先甲丙乙后", "先丁丙戊后") == "先[-甲丙乙-]{+丁丙戊+}后"


def test_a_sentence_written_anew_is_replaced() -> None:
    assert told("保障系统运行。", "邀请专家授课") == "[-保障系统运行。-]{+邀请专家授课+}"


def test_a_new_line_leaves_the_others_alone() -> None:
    assert told("第一段\n第二段\n", "第一段\n新的\n第二段\n") == "第一段\n{+新的\n+}第二段\n"


def test_very_long_passages_are_replaced_and_not_searched() -> None:
    old, new = "甲" * (MAX_WORDS + 1), "乙" * 10
    assert [piece.op for piece in pieces(old, new)] == ["removed", "added"]


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.op != "added") == old
    assert "".join(piece.text for piece in found if piece.op != "removed") == new
    assert all(piece.text for piece in found)


@given(TEXTS, TEXTS)
def test_the_reverse_is_the_mirror(old: str, new: str) -> None:
    mirror = {"same": "same", "added": "removed", "removed": "added"}
    there = sorted((mirror[piece.op], piece.text) for piece in pieces(old, new))
    back = sorted((piece.op, piece.text) for piece in pieces(new, old))
    assert there == back


def test_words_between_two_changes_are_kept() -> None:
    assert told("先甲运行乙后", "先丁运行戊后") == "先[-甲-]{+丁+}运行[-乙-]{+戊+}后"
    assert told("先甲，乙后", "先丁，戊后") == "先[-甲-]{+丁+}，[-乙-]{+戊+}后"
