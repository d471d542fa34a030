"""Carry a unit's folder to a later year: the texts of the new files, not yet written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.diagnostics import Diagnostic, Span, has_errors
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import discover, disk_files, shown
from ptgen.core.loader import Content, EditedFiles, Loader, ProjectFile
from ptgen.core.model.project import TotalScope
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.core.source import nodes
from ptgen.core.source.edits import Edit
from ptgen.core.source.nodes import Scalar, Sequence
from ptgen.core.source.parse import read
from ptgen.edit.formatter.run import canonical_files, declared_keys, formatted
from ptgen.edit.rollover.project_file import END, START, YearStep, edited_text, header_edits
from ptgen.edit.rollover.remainders import ItemEdits, is_split
from ptgen.edit.text_edits import YamlText


class RolloverError(PtgenError):
    """The folder cannot be rolled over; ``str()`` says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The new folder: its files' texts by path below it, and the old files that were left out.

    With errors among ``diagnostics``, which are of the old folder, there are no texts.
    """

    target: Path
    texts: Mapping[str, str]
    finished: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def roll_over(folder: Path, year: int) -> RolledOver:
    """Carry a unit's folder to a later year; raises :class:`RolloverError`."""
    files, found = discover([folder])
    if not files and not found:
        raise RolloverError(f"{shown(folder)} 里没有项目文件")
    disk = disk_files([folder])
    written = [Loader(disk).load(file) for file in files]
    wrong = (*found, *(fault for one in written for fault in one.diagnostics))
    if has_errors(wrong):
        lines = {path: text for one in written for path, text in one.lines.items()}
        return RolledOver(folder, {}, (), wrong, lines)
    declared = declared_keys(disk)
    canonical = canonical_files(disk, files, declared)
    loader = Loader(canonical)
    loaded = [loader.load(file) for file in files]
    contents = {one.file.path: one.content for one in loaded if one.content is not None}
    for path, content in contents.items():
        if content.project.year >= year:
            message = f"{path} 的年度是 {content.project.year}，--to 要写更晚的年份"
            raise RolloverError(message)
    old = min(content.project.year for content in contents.values())
    unit = _Unit(folder.absolute(), canonical, declared, files, contents, old, year)
    return unit.rolled_over()


@dataclass(frozen=True, slots=True)
class _Unit:
    folder: Path
    canonical: EditedFiles
    declared: tuple[str, ...]
    files: tuple[ProjectFile, ...]
    contents: Mapping[str, Content]
    old: int
    new: int

    def rolled_over(self) -> RolledOver:
        texts: dict[str, str] = {}
        finished = []
        for file in self.files:
            if self._is_finished(self.contents[file.path]):
                finished.append(file.path)
            else:
                texts[self._below(file.path)] = self._project(file)
        if not texts:
            message = f"{shown(self.folder)} 的各项目到 {self.new - 1} 年都已经付清，没有要带入的"
            raise RolloverError(message)
        for unit in dict.fromkeys(file.unit for file in self.files):
            if unit.path in self.canonical.data:
                texts[self._below(unit.path)] = self._unit(unit, finished)
        return RolledOver(self._target(), texts, tuple(finished))

    def _canonical(self, text: str, file: ProjectFile) -> str:
        return formatted(text, file, self.canonical, self.declared).text

    def _below(self, path: str) -> str:
        return Path(path).absolute().relative_to(self.folder).as_posix()

    def _target(self) -> Path:
        """``x-2023`` for ``x-2022``, and for a name without the year."""
        head, found, tail = self.folder.name.rpartition(str(self.old))
        name = f"{head}{self.new}{tail}" if found else f"{self.folder.name}-{self.new}"
        return self.folder.parent / name

    def _text(self, path: str) -> YamlText:
        text = self.canonical.data[path].decode()
        root = read(text.encode(), path).root
        return YamlText(tuple(text.split("\n")), root or nodes.Mapping((), Span.at(path)))

    def _is_finished(self, content: Content) -> bool:
        """Whether a project was split over years of which none is left."""
        year = ItemEdits(
            YamlText((), nodes.Mapping((), Span.at(""))), content.project.year, self.new
        )
        items = content.budget.items
        if any(year.due(item) for item in items) or not any(map(is_split, items)):
            return False
        return _is_whole(content) or all(year.is_finished(item) for item in items)

    def _project(self, file: ProjectFile) -> str:
        content = self.contents[file.path]
        project = content.project
        text = self._text(file.path)
        step = YearStep(project.year, self.new)
        running = project.end is not None and project.end.year >= self.new
        edits = list(header_edits(text, step, self.canonical, dates=not running))
        if running:
            edits.extend(self._kept_dates(text, file, content))
        edits.extend(self._budget(text, content))
        targets = text.root.get("绩效指标")
        if targets is not None:
            comment = f"年度总体目标和指标值照抄自{step.old}年"
            edits.append(text.note(targets.key.span.line, comment))
        return self._canonical(edited_text(text, edits, step), file)

    def _budget(self, text: YamlText, content: Content) -> Iterator[Edit]:
        entry = text.root.get("预算")
        items, old = content.budget.items, content.project.year
        if entry is None:
            return
        line = entry.key.span.line
        if text.has_references:
            yield text.note(line, f"文件里有“*”引用，预算照{old}年的原样带来")
            return
        whole = _is_whole(content)
        if not whole and any(map(_is_copied, items)):
            yield text.note(line, f"没有分年的各项照抄自{old}年")
        yield from ItemEdits(text, old, self.new).items(items, whole=whole)

    def _kept_dates(self, text: YamlText, file: ProjectFile, content: Content) -> Iterator[Edit]:
        """Dates that came from the unit's file, where they move on, are written down."""
        if file.unit_path not in self.canonical.data:
            return
        unit = self._text(file.unit_path).root
        if not _moves(unit, self.new):
            return
        first = Span.at("", text.root.entries[0].key.span.line)
        for key, day in ((START, content.project.start), (END, content.project.end)):
            if text.root.get(key) is None and unit.get(key) is not None and day is not None:
                yield Edit(first, f"{key}: {day.isoformat()}\n")

    def _unit(self, unit: ProjectFile, finished: Collection[str]) -> str:
        text = self._text(unit.path)
        written = text.root.text("年度").removesuffix("年")
        step = YearStep(int(written) if written else self.old, self.new)
        edits = list(header_edits(text, step, self.canonical, dates=_moves(text.root, self.new)))
        edits.extend(_order(text, {Path(path).stem for path in finished}))
        return self._canonical(edited_text(text, edits, step), unit)


def _is_whole(content: Content) -> bool:
    """Whether the items of all years stay: 项目资金总额 counts them."""
    whole = content.budget.scope is TotalScope.ALL
    return whole and any(map(is_split, content.budget.items))


def _is_copied(item: ItemAmount) -> bool:
    return item.item.years is None and (not item.items or any(map(_is_copied, item.items)))


def _moves(root: nodes.Mapping, year: int) -> bool:
    """Whether a unit's dates move on: not while its projects go on into the new year."""
    return root.text(END)[:4] < str(year)


def _order(text: YamlText, finished: Collection[str]) -> Iterator[Edit]:
    """The order of the volume without the projects that were left out."""
    volume = text.root.get(VOLUME_KEY)
    entry = volume.value.get("顺序") if volume and isinstance(volume.value, nodes.Mapping) else None
    if entry is None or not isinstance(entry.value, Sequence):
        return
    stems = [item.text.strip() for item in entry.value.items if isinstance(item, Scalar)]
    kept = [stem for stem in stems if stem not in finished]
    if kept != stems:
        yield text.other_value(entry, f"[{', '.join(kept)}]")
