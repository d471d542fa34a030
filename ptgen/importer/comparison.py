"""Compare the documents that ptgen builds with what was read, cell by cell and paragraph by paragraph."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ptgen.importer.narrative.outline import Block, number_of
from ptgen.importer.reading import FormReading, NarrativeReading
from ptgen.read.document import SourceGrid, SourcePlace
from ptgen.view.document import Block as Drawn
from ptgen.view.document import Form, Heading, ListItem, Narrative, TableBlock
from ptgen.view.table import CellKind

_HEADS = (CellKind.LABEL, CellKind.HEAD)
_AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_SIGNS = str.maketrans(
    {"≧": "≥", "≦": "≤", "—": "-", "–": "-", "【": "[", "】": "]", "〔": "[", "〕": "]"}
)


class Likeness(StrEnum):
    """How a text of the source comes out again."""

    SAME = "相同"
    SPELLED = "写法不同"
    OTHER = "不同"
    GONE = "没有"
    NEW = "多出"


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A cell or paragraph of the source beside the one that is built; either may be missing."""

    likeness: Likeness
    cell: bool
    source: str
    built: str
    place: SourcePlace | None = None


def compared_form(reading: FormReading, form: Form) -> tuple[ComparedText, ...]:
    """Each cell of a form that says something, its title, and the line below where it has one."""
    cells = _filled((cell.text, cell.place) for grid in reading.grids for cell in grid.cells)
    source = [one for one in cells if loose(one[0]) != loose(reading.title)]
    said = {loose(text) for text, _ in source}
    titles = {exact(form.title), exact(form.subtitle)}
    drawn = [cell.text for cell in form.table.cells if exact(cell.text)]
    built = [form.title, *([form.subtitle] if loose(form.subtitle) in said else [])]
    built += [text for text in drawn if exact(text) not in titles]
    heads = {loose(cell.text) for cell in form.table.cells if cell.kind in _HEADS}
    return tuple(_compared([(reading.title, reading.place), *source], built, heads, cell=True))


def compared_narrative(reading: NarrativeReading, narrative: Narrative) -> tuple[ComparedText, ...]:
    """Each paragraph of a narrative, and each cell of the tables in it."""
    source = [(reading.title, reading.place)]
    for section in reading.sections:
        source += [(section.heading, section.place), *texts_of(section.blocks)]
    built = filter(exact, [narrative.title, *drawn_texts(narrative.blocks)])
    return tuple(_compared(_filled(source), [*built], set(), cell=False))


def texts_of(blocks: Iterable[Block]) -> list[tuple[str, SourcePlace]]:
    """The texts of paragraphs and cells of the source."""
    found = []
    for block in blocks:
        if isinstance(block, SourceGrid):
            found += [(cell.text, cell.place) for cell in block.cells]
        else:
            found.append((block.text, block.place))
    return _filled(found)


def drawn_texts(blocks: Iterable[Drawn]) -> list[str]:
    """The texts of paragraphs and cells that are drawn."""
    found = []
    for block in blocks:
        if isinstance(block, TableBlock):
            found += [block.caption, *(cell.text for cell in block.table.cells)]
        elif isinstance(block, (Heading, ListItem)):
            # The headings of chapters are compared without their numbers, as they were read.
            number = "" if isinstance(block, Heading) and block.level == 1 else block.number
            found.append(f"{number}{block.text}")
        else:
            found.append(block.text)
    return [one for one in found if exact(one)]


def _filled(texts: Iterable[tuple[str, SourcePlace]]) -> list[tuple[str, SourcePlace]]:
    return [(text, place) for text, place in texts if exact(text)]


def exact(text: str) -> str:
    """The characters that are seen."""
    return "".join(text.replace("\u200b", "").split())


def loose(text: str) -> str:
    """What a text says, whatever its signs, numbers of lists and separators of thousands are."""
    text = re.sub(r"</?p>", "", unicodedata.normalize("NFKC", text))
    _, _, text = number_of(text)
    text = exact(text).translate(_SIGNS).replace(">=", "≥").replace("<=", "≤")
    text = _AMOUNT.sub(lambda match: _plain(match.group()), text)
    return re.sub(r"[()\[\]]", "", text).rstrip(".,。:;")


def _plain(number: str) -> str:
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _compared(
    source: Sequence[tuple[str, SourcePlace]], built: Sequence[str], heads: set[str], *, cell: bool
) -> Iterator[ComparedText]:
    """The texts side by side; ``heads`` are those that a further page may repeat."""
    left, right = [loose(text) for text, _ in source], [loose(text) for text in built]
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            for (text, place), other in zip(source[first:last], built[start:end], strict=True):
                found = Likeness.SAME if exact(text) == exact(other) else Likeness.SPELLED
                yield ComparedText(found, cell, text, other, place)
            continue
        pairs = dict(_likely(left[first:last], right[start:end]))
        for at, (text, place) in enumerate(source[first:last]):
            if at in pairs:
                yield ComparedText(Likeness.OTHER, cell, text, built[start + pairs[at]], place)
            elif left[first + at] in heads:
                yield ComparedText(Likeness.SAME, cell, text, text, place)
            else:
                yield ComparedText(Likeness.GONE, cell, text, "", place)
        for at, text in enumerate(built[start:end]):
            if at not in pairs.values():
                yield ComparedText(Likeness.NEW, cell, "", text)


def _likely(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which of the texts between two equal ones belong together: as many as there are, in order."""
    if len(left) == len(right):
        yield from enumerate(range(len(right)))
        return
    at = 0
    for index, text in enumerate(left):
        near = (difflib.SequenceMatcher(None, text[:200], one[:200]) for one in right[at : at + 20])
        ratios = [one.ratio() for one in near]
        if max(ratios, default=0) >= 0.5:
            at += ratios.index(max(ratios)) + 1
            yield index, at - 1
