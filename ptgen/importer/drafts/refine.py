"""Finish a project's file by what ptgen computes of it: approved amounts, references, pins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from ptgen.check.engine import check_project
from ptgen.check.prose_amounts.claims import Said, claims
from ptgen.check.prose_amounts.known import KnownAmounts
from ptgen.check.prose_amounts.words import half_width
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.layout.load import LayoutFile
from ptgen.core.loader import Content, Files, Loaded, Loader, ProjectFile
from ptgen.core.model.project import PROSE_KEYS
from ptgen.core.money import in_wan, plain, total
from ptgen.core.prose.expand import expand
from ptgen.core.source.edits import Edit, applied
from ptgen.core.source.nodes import Mapping as Nodes
from ptgen.core.source.nodes import scalars
from ptgen.core.source.parse import read
from ptgen.edit.formatter.run import formatted
from ptgen.importer.comparison import drawn_texts, exact, texts_of
from ptgen.importer.drafts.budget import precision, written_amount
from ptgen.importer.drafts.project_file import Draft
from ptgen.importer.drafts.yaml_text import Noted, Value, yaml_text
from ptgen.view.document import Block, Heading
from ptgen.view.narrative import narrative_of

_DERIVED = ("年度预算安排", "实施周期", "绩效目标")
_NOT_OF_THE_SOURCE = ("PT0", "PT1")  # what is wrong with a file is no fault of the source


@dataclass(frozen=True, slots=True)
class PlannedFiles:
    """The files on the disk, and those that are to be written."""

    disk: Files
    texts: Mapping[str, str]
    editions: Mapping[str, LayoutFile]
    declared: tuple[str, ...] = ()  # the keys that the editions add

    def read(self, path: str) -> bytes | None:
        """The planned text, else what the disk has."""
        text = self.texts.get(path)
        return self.disk.read(path) if text is None else text.encode()

    def layout(self, name: str) -> LayoutFile | None:
        """The planned edition, else that of the disk."""
        return self.editions.get(name) or self.disk.layout(name)

    def layouts(self) -> tuple[str, ...]:
        """The names of all editions."""
        return tuple(sorted({*self.disk.layouts(), *self.editions}))


def refined(
    draft: Draft, keys: Mapping[str, Value], file: ProjectFile, files: PlannedFiles
) -> tuple[str, Loaded]:
    """The canonical text of a project's file, and the project; ``keys`` are those it writes."""

    def loaded(text: str) -> Loaded:
        return Loader(replace(files, texts={**files.texts, file.path: text})).load(file)

    written, notes = dict(keys), list(draft.notes)
    content = loaded(yaml_text(written)).content
    if content is not None:
        _add_amounts(draft, written, content)
        notes += _without_misfits(written, content)
        derived = {key: written.pop(key) for key in _DERIVED if key in written}
        made = loaded(yaml_text(written)).content
        written |= {key: one for key, one in derived.items() if not _is_made(key, draft, made)}
        known = KnownAmounts(content.budget, content.project.year)
        for key in (*PROSE_KEYS, "项目总目标", "年度总体目标"):
            if key in written:
                written[key] = _referring(written[key], known, content)
    text = yaml_text(written, notes)
    text = formatted(_pinned(text, loaded(text)), file, files, files.declared).text
    return text, loaded(text)


def _add_amounts(draft: Draft, keys: dict[str, Value], content: Content) -> None:
    """What 项目资金总额 counts where items are split over years, and what the form prints.

    An amount on the form that is not what the items come to is 核定金额.
    """
    budget, whole = content.budget, draft.whole
    printed, computed = draft.applied, budget.annual
    if budget.several_years:
        apart = whole is not None and printed is not None and whole.amount != printed.amount
        keys["资金总额口径"] = "全周期" if apart else "年度"
        printed, computed = (whole, budget.all_years) if apart else (printed, computed)
    amount = None if printed is None else printed.amount
    if printed and amount is not None and abs(amount - computed) >= precision(printed):
        keys["核定金额"] = written_amount(amount)


def _without_misfits(keys: dict[str, Value], content: Content) -> Iterator[str]:
    """Take out what no document can be built with, and say what it was."""
    budget = content.budget
    misfits = {
        "季度用款计划": bool(budget.quarters) and total(budget.quarters) != budget.annual,
        "资金来源": min(budget.appropriation, budget.fiscal) < 0,
    }
    for key, wrong in misfits.items():
        if wrong and key in keys:
            told = " ".join(yaml_text({key: keys.pop(key)}).split())
            yield f"和算出的金额对不上，没有写：{told}"


def _is_made(key: str, draft: Draft, content: Content | None) -> bool:
    """Whether ptgen writes a chapter by itself, word for word."""
    narrative = draft.reading.narrative
    if narrative is None or content is None:
        return False
    blocks = [block for one in narrative.sections if one.key == key for block in one.blocks]
    source = [exact(text) for text, _ in texts_of(blocks)]
    return source == [exact(text) for text in _chapter(content, key)]


def _chapter(content: Content, key: str) -> list[str]:
    """The texts that are drawn below the heading of a chapter."""
    sections = list(content.layout.narrative.sections)
    chapters: list[list[Block]] = []
    for block in narrative_of(content).blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapters.append([])
        else:
            chapters[-1].append(block)
    return drawn_texts(chapters[sections.index(key)]) if key in sections else []


def _referring(value: Value, known: KnownAmounts, content: Content) -> Value:
    if isinstance(value, str):
        return _referring_text(value, known, content)
    if isinstance(value, Noted):
        return replace(value, value=_referring(value.value, known, content))
    if isinstance(value, Mapping):
        return {key: _referring(one, known, content) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_referring(one, known, content) for one in value]
    return value


def _referring_text(text: str, known: KnownAmounts, content: Content) -> str:
    made, at = [], 0
    for claim in claims(half_width(text), known):
        amount = claim.amount
        printed = {f"{in_wan(amount.value)}万元": "万元", f"{plain(amount.value)}元": "元"}
        unit = printed.get(text[amount.start : amount.end])
        names = [one for one in claim.candidates if one.value == amount.value and one.expression]
        names = [one for one in names if not one.name.endswith("核定金额")]
        of_items = {one.expression for one in names if one.item}
        totals = [one.expression for one in names if one.fund]
        plainly = claim.said is not Said.PERHAPS
        if unit is None or not plainly or len(of_items) + bool(totals) != 1 or amount.start < at:
            continue
        name = next(iter(of_items)) if of_items else totals[0]
        made += [text[at : amount.start], f"{{{{ {name} | {unit} }}}}"]
        at = amount.end
    new = "".join([*made, text[at:]])
    expanded = expand(new, content.context)
    return new if expanded.text == text and not expanded.faults else text


def _pinned(text: str, loaded: Loaded) -> str:
    """The text with a comment beside each contradiction of the source, which tolerates just it.

    What keeps the amounts from being computed is no contradiction: no comment helps it.
    """
    stages = {(one.code, one.span) for one in loaded.diagnostics}
    found = [
        one
        for one in check_project(loaded)
        if one.severity is Severity.ERROR
        and one.span.path == loaded.file.path
        and not one.code.startswith(_NOT_OF_THE_SOURCE)
        and (one.code, one.span) not in stages
    ]
    root = read(text.encode(), loaded.file.path).root
    if root is None or not found:
        return text
    lines = text.split("\n")
    by_line = sorted((_line(root, one), _code(one)) for one in found)
    edits = []
    for line, group in groupby(by_line, key=lambda one: one[0]):
        codes = ", ".join(dict.fromkeys(code for _, code in group))
        end = Span.at("", line, len(lines[line - 1]) + 1)
        edits.append(Edit(end, f"  # ptgen: ignore {codes} 原文如此"))
    return applied(text, edits)


def _line(root: Nodes, found: Diagnostic) -> int:
    """The line of the key whose text a finding is in."""
    inside: Iterable[int] = (
        scalar.span.line
        for _, scalar in scalars(root)
        if scalar.span.line <= found.span.line <= scalar.span.end_line
    )
    return max(inside, default=found.span.line)


def _code(found: Diagnostic) -> str:
    return found.code if found.difference is None else f"{found.code}={plain(found.difference)}"
