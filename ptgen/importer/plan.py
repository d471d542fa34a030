"""Plan the files of an import: the unit's, one for each project, and new editions; none is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import (
    PROJECTS,
    DiskFiles,
    discover,
    disk_files,
    project_file,
    project_root,
    shown,
)
from ptgen.core.layout.editions import newest
from ptgen.core.layout.load import LayoutFile, load
from ptgen.core.layout.model import Layout
from ptgen.core.loader import UNIT_FILE, Files, Loaded, Loader
from ptgen.core.model.project import DocumentKind
from ptgen.core.source.nodes import plain
from ptgen.edit.formatter.run import declared_keys, formatted
from ptgen.edit.scaffold.filename import stem_for
from ptgen.edit.scaffold.yaml_writer import Example
from ptgen.importer.comparison import ComparedText, compared_form, compared_narrative
from ptgen.importer.drafts.project_file import Draft, draft_of
from ptgen.importer.drafts.refine import PlannedFiles, refined
from ptgen.importer.drafts.unit_file import to_fill, unit_keys
from ptgen.importer.drafts.yaml_text import Flow, Noted, Value, yaml_text
from ptgen.importer.narrative.outline import Block
from ptgen.importer.pairing import paired, without_copies
from ptgen.importer.reading import ProjectReading
from ptgen.importer.sources import Found, found_in, opening_of, unused
from ptgen.read.document import SourceDocument, SourceParagraph
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of

_DEFAULT = "shanghai-district-2022"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*(?:[年全.\-/]))")
_NO_NAME = re.compile(r'[\s<>:"|?*\\/.]+')  # signs that no folder has
_Pairs = Sequence[tuple[ProjectReading, str]]


class ImportFilesError(PtgenError):
    """Nothing can be written; ``str()`` says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class ComparedDocument:
    """A narrative or form of a source beside the one that ptgen builds; nothing where it cannot."""

    source: SourceDocument
    kind: DocumentKind
    texts: tuple[ComparedText, ...]


@dataclass(frozen=True, slots=True)
class PlannedProject:
    """A project's file to be, and what its documents are like beside the source."""

    path: Path
    draft: Draft
    loaded: Loaded
    documents: tuple[ComparedDocument, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that an import would write, by path, and what it read."""

    texts: Mapping[Path, str]
    projects: tuple[PlannedProject, ...]
    documents: tuple[SourceDocument, ...]
    unused: tuple[tuple[SourceDocument, Block], ...]
    reasons: tuple[str, ...]  # which edition was chosen, and why; what is there twice

    @property
    def compared(self) -> list[ComparedText]:
        """The texts of all documents."""
        documents = (one for project in self.projects for one in project.documents)
        return [text for one in documents for text in one.texts]


def plan_import(
    documents: Sequence[SourceDocument], unit: Path | None, edition: str | None, year: int | None
) -> ImportPlan:
    """What becomes of documents; raises :class:`ImportFilesError` where nothing can be made."""
    disk = disk_files([unit or Path(PROJECTS)])
    layouts = _layouts(disk, edition)
    found = [found_in(document, layouts) for document in documents]
    kept, copies = without_copies(found)
    pairs = paired(kept)
    if not pairs:
        raise ImportFilesError("没有找到经费情况说明和绩效目标表")
    year = year or _year(pairs, documents)
    files = PlannedFiles(disk, {}, _drawn_up(pairs))
    files = replace(files, declared=declared_keys(files))
    layouts |= _loaded(files.editions, files)
    usual = edition or _usual(pairs, year, disk)
    drafts = [_draft(reading, doubt, layouts, usual, year) for reading, doubt in pairs]
    texts, projects, opening = dict[Path, str](), list[PlannedProject](), opening_of(found)
    for folder, inside in _folders(drafts, unit, documents).items():
        planner = _Planner(folder, files, layouts)
        made, planned, given = planner.plan(inside, found, opening)
        texts |= made
        projects += planned
        opening = () if given else opening
    templates = project_root(unit or Path(PROJECTS)).parent / "templates"
    for name, file in files.editions.items():
        texts[templates / name / "layout.yaml"] = file.data.decode()
    forms = [reading.form for reading, _ in pairs if reading.form]
    reasons = [f"版式 {form.layout}：{'；'.join(form.reasons)}" for form in forms]
    left = tuple(one for one in unused(found) if one[1] not in opening)
    told = (*dict.fromkeys(reasons), *copies)
    return ImportPlan(texts, tuple(projects), tuple(documents), left, told)


def _layouts(disk: DiskFiles, edition: str | None) -> dict[str, Layout]:
    names = disk.layouts()
    if edition is not None and edition not in names:
        raise ImportFilesError(f"没有版式 {edition}；可用的有：{'、'.join(names)}")
    return _loaded((edition,) if edition else names, disk)


def _loaded(names: Iterable[str], files: Files) -> dict[str, Layout]:
    found = {name: load(name, files.layout) for name in names}
    return {name: one.layout for name, one in found.items() if one and one.layout}


def _year(pairs: _Pairs, documents: Sequence[SourceDocument]) -> int:
    """The budget year: of the forms, else of the periods of narratives, else the one named most."""
    years = Counter(one.form.year for one, _ in pairs if one.form and one.form.year)
    sections = [part for one, _ in pairs if one.narrative for part in one.narrative.sections]
    periods = [block for part in sections if part.key == "实施周期" for block in part.blocks]
    for blocks in (periods, [block for one in documents for block in one.blocks]):
        texts = [block.text for block in blocks if isinstance(block, SourceParagraph)]
        years = years or Counter(int(year) for text in texts for year in _YEAR.findall(text)[:1])
    if not years:
        raise ImportFilesError("文件里没有写是哪一年的，请用 --year 指定")
    return years.most_common(1)[0][0] or 0


def _drawn_up(pairs: _Pairs) -> dict[str, LayoutFile]:
    """The editions that were drawn up, by name."""
    forms = [reading.form for reading, _ in pairs if reading.form and reading.form.own_layout]
    texts = {form.layout: form.own_layout.encode() for form in forms}
    return {name: LayoutFile(f"templates/{name}/layout.yaml", text) for name, text in texts.items()}


def _usual(pairs: _Pairs, year: int, disk: DiskFiles) -> str:
    """The edition of narratives without a form: that of the others, else the newest one."""
    known = disk.layouts()
    names = Counter(one.form.layout for one, _ in pairs if one.form and one.form.layout in known)
    return names.most_common(1)[0][0] if names else newest(_DEFAULT, year, disk)


def _draft(
    reading: ProjectReading, doubt: str, layouts: Mapping[str, Layout], usual: str, year: int
) -> Draft:
    name = reading.form.layout if reading.form and reading.form.layout in layouts else usual
    own = reading.form.year if reading.form and reading.form.year else year
    draft = draft_of(reading, layouts[name], own)
    keys: dict[str, Value] = {"年度": str(own), "版式": name, **draft.keys}
    if doubt:
        keys["项目名称"] = Noted(reading.name, (doubt,))
    return replace(draft, keys=keys)


def _folders(
    drafts: Sequence[Draft], unit: Path | None, documents: Sequence[SourceDocument]
) -> dict[Path, list[Draft]]:
    """The projects by folder: the unit's, else ``projects/某单位-2022`` by department and year.

    One without a department goes with most others of its year.
    """
    names = [one.keys.get("主管部门") for one in drafts]
    known = Counter(name for name in names if isinstance(name, str))
    usual = known.most_common(1)[0][0] if known else documents[0].path.stem
    folders: dict[Path, list[Draft]] = {}
    for draft, name in zip(drafts, names, strict=True):
        year = str(draft.keys["年度"])
        plain_name = _NO_NAME.sub("", name if isinstance(name, str) else usual)[:40] or "unit"
        own = Path(PROJECTS) / (plain_name if year in plain_name else f"{plain_name}-{year}")
        folders.setdefault(unit or own, []).append(draft)
    return folders


@dataclass(frozen=True, slots=True)
class _Planner:
    folder: Path
    files: PlannedFiles
    layouts: Mapping[str, Layout]

    def plan(
        self, drafts: Sequence[Draft], found: Sequence[Found], opening: tuple[SourceParagraph, ...]
    ) -> tuple[dict[Path, str], list[PlannedProject], bool]:
        """The texts and projects of one folder, and whether its unit's file was there before."""
        self._require_new_names(drafts)
        path, texts = self.folder / UNIT_FILE, dict[Path, str]()
        given = self._given(path)
        shared = given
        if shared is None:
            shared = unit_keys(drafts, self.layouts.values(), opening)
            made = formatted(yaml_text(shared), project_file(path), self.files, self.files.declared)
            texts[path] = made.text
        files = replace(self.files, texts={shown(path): text for path, text in texts.items()})
        stems = [path.stem for path in self.folder.glob("*.y*ml") if path.name != UNIT_FILE]
        projects = []
        for draft in drafts:
            stems.append(stem_for(draft.reading.name, stems))
            path = self.folder / f"{stems[-1]}.yaml"
            own = {key: one for key, one in draft.keys.items() if shared.get(key) != one}
            own |= to_fill(draft, shared)
            texts[path], loaded = refined(draft, own, project_file(path), files)
            beside = tuple(_beside(draft, loaded, found))
            projects.append(PlannedProject(path, draft, loaded, beside))
        return texts, projects, given is not None

    def _given(self, path: Path) -> dict[str, Value] | None:
        """The keys of the unit's file, where there is one."""
        unit = Loader(self.files).unit(shown(path))
        if unit.source is None:
            return None
        if unit.root is None:
            raise ImportFilesError(f"{shown(path)} 读不了，请先改好；ptgen check 说明哪里不对")
        values = {one.key.text: plain(one.value) for one in unit.root.entries}
        return {
            key: Flow(cast("Example", one)) if isinstance(one, (list, dict)) else one
            for key, one in values.items()
        }

    def _require_new_names(self, drafts: Sequence[Draft]) -> None:
        there, _ = discover([self.folder]) if self.folder.is_dir() else ((), ())
        loaded = [Loader(self.files).load(file) for file in there]
        names = {one.project.name: one.file.path for one in loaded if one.project}
        taken = [names[one.reading.name] for one in drafts if one.reading.name in names]
        if taken:
            raise ImportFilesError(f"已经有同名的项目，不会覆盖：{'、'.join(taken)}")


def _beside(draft: Draft, loaded: Loaded, found: Sequence[Found]) -> Iterator[ComparedDocument]:
    content = loaded.content
    sources = {id(one): each.document for each in found for one in each.readings}
    if narrative := draft.reading.narrative:
        texts = compared_narrative(narrative, narrative_of(content)) if content else ()
        yield ComparedDocument(sources[id(narrative)], DocumentKind.NARRATIVE, texts)
    if form := draft.reading.form:
        texts = compared_form(form, form_of(content)) if content else ()
        yield ComparedDocument(sources[id(form)], DocumentKind.FORM, texts)
