"""Prose as its author structured it."""

from ptgen.core.model.prose import Listing, Sections, Text, prose, texts


def test_a_text_has_its_lines_as_paragraphs() -> None:
    assert Text("  甲\n\n 乙  \n").paragraphs == ("甲", "乙")
    assert Text("").paragraphs == ()


def test_lists_are_numbered_and_mappings_are_headed() -> None:
    made = prose({"文件": ["甲", ["乙", "丙"]], "职能": "丁"})
    assert made == Sections(
        (
            ("文件", Listing((Text("甲"), Listing((Text("乙"), Text("丙")))))),
            ("职能", Text("丁")),
        )
    )


def test_every_text_comes_with_its_path() -> None:
    made = prose({"文件": ["甲", ["乙"]], "职能": "丁"})
    assert list(texts(made, ("立项依据",))) == [
        (("立项依据", "文件", 0), "甲"),
        (("立项依据", "文件", 1, 0), "乙"),
        (("立项依据", "职能"), "丁"),
    ]
