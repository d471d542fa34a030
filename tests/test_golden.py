"""The comparison of golden files fails when it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import Golden, transcript


def test_the_same_text_passes(tmp_path: Path) -> None:
    Golden(tmp_path, update=True).check("a.txt", "甲\n乙\n")
    Golden(tmp_path, update=False).check("a.txt", "甲\n乙\n")


@pytest.mark.parametrize("got", ["甲\n丙\n", "甲\n乙", "甲\r\n乙\n", ""])
def test_another_text_fails(tmp_path: Path, got: str) -> None:
    Golden(tmp_path, update=True).check("a.txt", "甲\n乙\n")
    with pytest.raises(AssertionError, match=r"a\.txt differs"):
        Golden(tmp_path, update=False).check("a.txt", got)


def test_a_missing_file_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no golden file"):
        Golden(tmp_path, update=False).check("a.txt", "")


def test_a_transcript_shows_how_the_command_ended() -> None:
    said = transcript(["diff", "main"], 1, "甲\n", "乙\n")
    assert said == "$ ptgen diff main\n[exit 1]\n--- stdout\n甲\n--- stderr\n乙\n"
