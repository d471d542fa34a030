"""Ids and names that must be unique in a volume, where templates repeat them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W

_LONGEST: Final = 40  # of a bookmark's name, in characters; Word cuts longer ones
_WORD: Final = re.compile(r"[^\s\\\"]+")


class Marks:
    """Gives ids to bookmarks and pictures, and names to the bookmarks of each document."""

    def __init__(self) -> None:
        self._bookmarks, self._pictures, self._documents = count(1), count(1), count(1)

    def next_bookmark(self) -> str:
        """Return an id for a bookmark."""
        return str(next(self._bookmarks))

    def number_pictures(self, root: etree._Element) -> None:
        """Give pictures ids that no other has."""
        for picture in root.iter("{*}docPr"):
            picture.set("id", str(next(self._pictures)))

    def settle(self, body: etree._Element) -> None:
        """Make the marks of a document its own; what refers to them follows."""
        end = f"_d{next(self._documents)}"  # unlike the names of those of the contents
        self.number_pictures(body)
        for control in body.iter(f"{W}sdtPr"):
            for own in control.findall(f"{W}id"):  # Word gives a new one
                control.remove(own)
        starts = list(body.iter(f"{W}bookmarkStart"))
        ids = {start.get(f"{W}id", ""): self.next_bookmark() for start in starts}
        known = filter(None, (start.get(f"{W}name") for start in starts))
        names = {name: f"{name[: _LONGEST - 7]}{end}" for name in known}
        for start in starts:
            start.set(f"{W}name", names.get(start.get(f"{W}name", ""), ""))
        for mark in (*starts, *body.iter(f"{W}bookmarkEnd")) if starts else ():
            mark.set(f"{W}id", ids.get(mark.get(f"{W}id", ""), "0"))
        if starts:
            _follow(body, names)


def _follow(body: etree._Element, names: Mapping[str, str]) -> None:
    """Let links and fields refer to bookmarks by their new names."""
    for link in body.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        if anchor is not None:
            link.set(f"{W}anchor", names.get(anchor, anchor))
    for simple in body.iter(f"{W}fldSimple"):
        simple.set(f"{W}instr", _renamed(simple.get(f"{W}instr", ""), names))
    for runs in _codes(body):
        code = "".join(run.text or "" for run in runs)
        if (new := _renamed(code, names)) != code:
            for run in runs:
                run.text = ""
            runs[0].text = new


def _renamed(code: str, names: Mapping[str, str]) -> str:
    return _WORD.sub(lambda word: names.get(word[0], word[0]), code)


def _codes(body: etree._Element) -> Iterator[list[etree._Element]]:
    """The texts of each field's code, which Word cuts into runs."""
    runs: list[etree._Element] = []
    for element in body.iter(f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}instrText":
            runs.append(element)
        elif runs:
            yield runs
            runs = []
