"""Let the narrative and the form of a project find each other, in a file and between files."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ptgen.importer.reading import FormReading, NarrativeReading, ProjectReading
from ptgen.importer.sources import Found, name_of
from ptgen.read.document import SourceDocument, SourceParagraph, without_blanks

_ALIKE = 0.6
_ASIDE = re.compile(r"项目$|经费$|专项$|[\s“”\"《》（）()—–_:：,，、-]")
_KINDS = re.compile(r"项目|(?:专项)?经费|情况|说明|支出|(?:绩效)?目标|申报|填报|表|[\s_（）()—-]")
_SAID = re.compile(r"(?:实施|开展|申请|设立)“?([^，。；]{2,40}?)”?(?:这一)?项目")


def paired(documents: Sequence[Found]) -> tuple[tuple[ProjectReading, str], ...]:
    """The projects of all documents in order, each with what is doubtful about it, or nothing.

    A narrative whose title names a form's project belongs to it. One without a name belongs to the
    form right behind it. Of the rest the most alike belong together.
    """
    readings = [one for found in documents for one in found.readings]
    partners: dict[int, tuple[FormReading, str]] = {}
    used: set[int] = set()
    for match in (_by_name, _by_place, _by_file, _by_likeness):
        free = [one for one in readings if id(one) not in used]
        narratives = [one for one in free if isinstance(one, NarrativeReading)]
        forms = [one for one in free if isinstance(one, FormReading)]
        for narrative, form, doubt in match(documents, narratives, forms):
            if used.isdisjoint((id(narrative), id(form))):
                partners[id(narrative)] = form, doubt
                used |= {id(narrative), id(form)}
    return tuple(_projects(documents, partners, used))


def without_copies(documents: Sequence[Found]) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """The documents without forms and narratives that an earlier one has too, and which these are.

    Folders hold the same document as Word, PDF and Excel.
    """
    seen: dict[object, SourceDocument] = {}
    kept, copies = [], []
    for found in documents:
        readings = []
        for one in found.readings:
            first = seen.setdefault(_content(one), found.document)
            if first is found.document:
                readings.append(one)
                continue
            place = f"{found.document.path.name} {one.place}：“{without_blanks(one.title)}”"
            copies.append(f"{place}和 {first.path.name} 里的相同，没有再写")
        kept.append(Found(found.document, tuple(readings)))
    return tuple(kept), tuple(copies)


def _content(one: FormReading | NarrativeReading) -> object:
    """What a form or narrative says, however it is printed."""
    if isinstance(one, FormReading):
        fields = sorted((part.key, bare(part.written)) for part in (*one.fields, *one.goals))
        indicators = [
            (bare(part.name.text), [value.written for value in part.values])
            for part in one.indicators
        ]
        return str((fields, indicators))
    texts = [
        block.text
        for part in one.sections
        for block in part.blocks
        if isinstance(block, SourceParagraph)
    ]
    return bare(one.title), bare("".join(texts))


def bare(name: str) -> str:
    """A name by which others are compared: without blanks, brackets and a last 项目."""
    text = unicodedata.normalize("NFKC", name)
    while (shorter := _ASIDE.sub("", text)) != text:
        text = shorter
    return text


_Match = tuple[NarrativeReading, FormReading, str]
_Narratives = Sequence[NarrativeReading]
_Forms = Sequence[FormReading]


def _by_name(_: Sequence[Found], narratives: _Narratives, forms: _Forms) -> Iterator[_Match]:
    named = {bare(name_of(form)): form for form in reversed(forms)}
    for narrative in narratives:
        form = named.get(bare(narrative.project)) if narrative.project else None
        if form is not None:
            yield narrative, form, ""


def _by_place(documents: Sequence[Found], _: _Narratives, __: _Forms) -> Iterator[_Match]:
    for one, other in (pair for found in documents for pair in pairwise(found.readings)):
        if isinstance(one, NarrativeReading) and isinstance(other, FormReading):
            name, said = name_of(other), one.project or _name_said(one)
            told = f"说明写的是“{said}”，表上是“{name}”" if said else "说明里没有写这个名称"
            named = bool(said) and bare(said) in bare(name)
            named = named or (not one.project and bare(name) in bare(_text(one)))
            yield one, other, "" if named else f"{told}，因为前后相连才放在一起"


def _by_file(
    documents: Sequence[Found], narratives: _Narratives, forms: _Forms
) -> Iterator[_Match]:
    """One narrative and one form in files whose names differ by the kinds of documents alone."""
    groups = {
        id(one): (found.document.path.parent, _KINDS.sub("", found.document.path.stem))
        for found in documents
        for one in found.readings
    }
    for key in dict.fromkeys(groups.values()):
        own = [one for one in narratives if groups[id(one)] == key]
        others = [one for one in forms if groups[id(one)] == key]
        if len(own) == len(others) == 1:
            yield own[0], others[0], ""


def _by_likeness(_: Sequence[Found], narratives: _Narratives, forms: _Forms) -> Iterator[_Match]:
    for narrative in narratives:
        said = bare(narrative.project or _name_said(narrative))
        alike = [
            (difflib.SequenceMatcher(None, said, bare(name_of(one))).ratio(), at)
            for at, one in enumerate(forms)
        ]
        best, at = max(alike, default=(0.0, 0))
        if said and best >= _ALIKE:
            yield narrative, forms[at], f"说明写的是“{narrative.project or said}”，表上的名称相近"


def _name_said(narrative: NarrativeReading) -> str:
    """The name that the first chapter gives: 实施…项目."""
    match = _SAID.search(_text(narrative))
    return match[1] if match else ""


def _text(narrative: NarrativeReading) -> str:
    blocks = [block for section in narrative.sections[:1] for block in section.blocks]
    return "".join(block.text for block in blocks if isinstance(block, SourceParagraph))


def _projects(
    documents: Sequence[Found], partners: dict[int, tuple[FormReading, str]], used: set[int]
) -> Iterator[tuple[ProjectReading, str]]:
    readings = ((each.document.path.stem, one) for each in documents for one in each.readings)
    for usual, one in readings:
        if isinstance(one, NarrativeReading):
            form, doubt = partners.get(id(one), (None, ""))
            name = (name_of(form) if form else "") or one.project or _name_said(one)
            if form is None and not one.project:
                doubt = "说明的标题没有写项目名称"
            yield ProjectReading(name or usual, form, one), doubt
        elif id(one) not in used:
            name = name_of(one)
            yield ProjectReading(name or usual, one, None), "" if name else "表上没有项目名称"
