"""Ids and names that must be unique in a volume, where templates repeat them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W

_LONGEST: Final = 40  # of a bookmark's name, in characters; Word cuts longer ones
_WORD: Final = re.compile(r"[^\s\\\"]+")


@dataclass(slots=True)
class Marks:
    """Gives ids to bookmarks and pictures, and names to the bookmarks of each document."""

    _bookmarks: int = 0
    _pictures: int = 0
    _documents: int = 0

    def next_bookmark(self) -> str:
        """Return an id for a bookmark."""
        self._bookmarks += 1
        return str(self._bookmarks)

    def settle(self, body: etree._Element) -> None:
        """Make the marks of a document its own; what refers to them follows."""
        self._documents += 1
        self.number_pictures(body)
        for control in body.iter(f"{W}sdtPr"):
            for own in control.findall(f"{W}id"):  # Word gives a new one
                control.remove(own)
        if body.find(f".//{W}bookmarkStart") is not None:
            self._settle_bookmarks(body)

    def number_pictures(self, root: etree._Element) -> None:
        """Give pictures ids that no other has."""
        for picture in root.iter("{*}docPr"):
            self._pictures += 1
            picture.set("id", str(self._pictures))

    def _settle_bookmarks(self, body: etree._Element) -> None:
        starts = list(body.iter(f"{W}bookmarkStart"))
        ids = {start.get(f"{W}id", ""): self.next_bookmark() for start in starts}
        names = {
            name: f"{name[: _LONGEST - 7]}_d{self._documents}"  # unlike those of the contents
            for start in starts
            if (name := start.get(f"{W}name", ""))
        }
        for start in starts:
            start.set(f"{W}name", names.get(start.get(f"{W}name", ""), ""))
        for mark in (*starts, *body.iter(f"{W}bookmarkEnd")):
            mark.set(f"{W}id", ids.get(mark.get(f"{W}id", ""), "0"))
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
