"""Plan the files of an import: the unit's, one for each project, and new editions; none is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import DiskFiles, discover, disk_files, project_file, project_root, shown
from ptgen.core.layout.editions import newest
from ptgen.core.layout.load import LayoutFile, load
from ptgen.core.layout.model import Layout
from ptgen.core.loader import UNIT_FILE, Loaded, Loader
from ptgen.core.model.project import DocumentKind, Project
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.core.source.nodes import Plain, plain
from ptgen.edit.formatter.run import declared_keys, formatted
from ptgen.edit.scaffold.filename import stem_for
from ptgen.edit.scaffold.yaml_writer import Example, examples
from ptgen.importer.comparison import ComparedText, compared_form, compared_narrative
from ptgen.importer.drafts.project_file import Draft, draft_of
from ptgen.importer.drafts.refine import PlannedFiles, refined
from ptgen.importer.drafts.yaml_text import Flow, Noted, ToFill, Value, yaml_text
from ptgen.importer.forms.find import FormFinder
from ptgen.importer.narrative.find import narratives_of
from ptgen.importer.narrative.outline import Block
from ptgen.importer.narrative.prose import cleaned
from ptgen.importer.pairing import Found, name_of, paired, without_copies
from ptgen.importer.reading import FormReading, NarrativeReading, ProjectReading
from ptgen.read.document import SourceDocument, SourceGrid, SourceParagraph, SourcePlace
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of

_OF_THE_UNIT = ("年度", "版式", "主管部门", "实施单位")
_SHARED = (
    *_OF_THE_UNIT,
    *(
        "计划开始日期",
        "计划完成日期",
        "文书",
        "文书标题",
        "章节标题",
        "预算明细表",
        "分年支出计划表",
    ),
)
_DEFAULT = "shanghai-district-2022"
_SUBTITLE = re.compile(r"[（(]?20\d\d年?度?[)）]?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*(?:[年全.\-/]))")


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

    unit: Path
    texts: Mapping[Path, str]
    projects: tuple[PlannedProject, ...]
    documents: tuple[SourceDocument, ...]
    unused: tuple[tuple[SourceDocument, Block], ...]
    reasons: tuple[str, ...]  # which edition was chosen, and why; what is there twice


def plan_import(
    documents: Sequence[SourceDocument], unit: Path | None, edition: str | None, year: int | None
) -> ImportPlan:
    """What becomes of documents; raises :class:`ImportFilesError` where nothing can be made."""
    disk = disk_files([unit or Path("projects")])
    layouts = _layouts(disk, edition)
    found = [_readings(document, layouts) for document in documents]
    kept, copies = without_copies(found)
    pairs = paired(kept)
    if not pairs:
        raise ImportFilesError("没有找到经费情况说明和绩效目标表")
    year = year or _year(pairs, documents)
    drawn = _editions(pairs, disk)
    usual = edition or _usual(pairs, year, disk)
    all_layouts = {**layouts, **{name: one for name, (one, _) in drawn.items()}}
    drafts = [_draft(reading, doubt, all_layouts, usual, year) for reading, doubt in pairs]
    folder = unit or _folder(drafts, documents, year)
    files = PlannedFiles(disk, {}, {name: file for name, (_, file) in drawn.items()})
    files = replace(files, declared=declared_keys(files))
    specs = [field for one in all_layouts.values() for field in one.fields.items()]
    choices = tuple(dict.fromkeys(key for key, spec in specs if spec.choices))
    plan = _Planner(folder, files, choices).plan(drafts, documents, drawn, found)
    return replace(plan, reasons=(*plan.reasons, *copies))


def _layouts(disk: DiskFiles, edition: str | None) -> dict[str, Layout]:
    names = disk.layouts()
    if edition is not None and edition not in names:
        raise ImportFilesError(f"没有版式 {edition}；可用的有：{'、'.join(names)}")
    loaded = {name: load(name, disk.layout) for name in ((edition,) if edition else names)}
    return {name: one.layout for name, one in loaded.items() if one and one.layout}


def _readings(document: SourceDocument, layouts: Mapping[str, Layout]) -> Found:
    """The forms and narratives of a document in their order."""
    headings = {
        text: key for one in layouts.values() for key, text in one.narrative.sections.items()
    }
    forms = [one for one in FormFinder(layouts).forms_in(document) if _is_form(one)]
    grids = [grid for form in forms for grid in form.grids]
    narratives = narratives_of(document, grids, headings)
    places = _places(document)
    readings: list[FormReading | NarrativeReading] = [*forms, *narratives]
    readings.sort(key=lambda one: places.get(_key(one.place), len(places)))
    return Found(document, tuple(readings))


def _is_form(form: FormReading) -> bool:
    """Whether a table is a project's or department's form, and no other with words alike."""
    return not form.own_layout or bool(name_of(form)) or "绩效" in form.title


def _places(document: SourceDocument) -> dict[tuple[str, object], int]:
    """The number of the block that stands at a place, or holds the cell there."""
    found: dict[tuple[str, object], int] = {}
    for at, block in enumerate(document.blocks):
        cells = block.cells if isinstance(block, SourceGrid) else ()
        for place in (block.place, *(cell.place for cell in cells)):
            found.setdefault(_key(place), at)
    return found


def _year(pairs: Sequence[tuple[ProjectReading, str]], documents: Sequence[SourceDocument]) -> int:
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


def _editions(
    pairs: Sequence[tuple[ProjectReading, str]], disk: DiskFiles
) -> dict[str, tuple[Layout, LayoutFile]]:
    """The editions that were drawn up, by name."""
    forms = [reading.form for reading, _ in pairs if reading.form and reading.form.own_layout]
    made = {
        form.layout: LayoutFile(f"templates/{form.layout}/layout.yaml", form.own_layout.encode())
        for form in forms
    }
    files = PlannedFiles(disk, {}, made)
    loaded = {name: load(name, files.layout) for name in made}
    return {name: (one.layout, made[name]) for name, one in loaded.items() if one and one.layout}


def _usual(pairs: Sequence[tuple[ProjectReading, str]], year: int, disk: DiskFiles) -> str:
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


def _folder(drafts: Sequence[Draft], documents: Sequence[SourceDocument], year: int) -> Path:
    """``projects/某单位-2022``: by the department that most forms name."""
    names = Counter(
        str(one.keys[key])
        for one in drafts
        for key in ("主管部门",)
        if isinstance(one.keys.get(key), str)
    )
    name = names.most_common(1)[0][0] if names else documents[0].path.stem
    name = re.sub(r'[\s<>:"|?*\\/.]+', "", name)[:40] or "unit"
    return Path("projects") / (name if str(year) in name else f"{name}-{year}")


@dataclass(frozen=True, slots=True)
class _Planner:
    folder: Path
    files: PlannedFiles
    choices: tuple[str, ...]  # the keys by which editions ask for one of several words

    def plan(
        self,
        drafts: Sequence[Draft],
        documents: Sequence[SourceDocument],
        drawn: Mapping[str, tuple[Layout, LayoutFile]],
        found: Sequence[Found],
    ) -> ImportPlan:
        unit_path, texts = self.folder / UNIT_FILE, dict[Path, str]()
        shared, volume = self._given(unit_path), list[Block]()
        if shared is None:
            shared = _shared(drafts, self.choices)
            missing = [set(_missing(draft, shared)) for draft in drafts]
            everywhere = sorted(set.intersection(*missing))
            shared |= {key: ToFill(_example(key, drafts[0].layout)) for key in everywhere}
            keys, volume = _volume(found, len(drafts))
            shared |= {VOLUME_KEY: keys} if keys else {}
            unit = project_file(unit_path)
            texts[unit_path] = formatted(
                yaml_text(shared), unit, self.files, self.files.declared
            ).text
        self._require_new_names(drafts)
        files = replace(self.files, texts={shown(path): text for path, text in texts.items()})
        stems = [path.stem for path in self.folder.glob("*.y*ml") if path.name != UNIT_FILE]
        projects = []
        for draft in drafts:
            stems.append(stem_for(str(_bare(draft.keys["项目名称"])), stems))
            path = self.folder / f"{stems[-1]}.yaml"
            own = {key: one for key, one in draft.keys.items() if shared.get(key) != one}
            own |= {key: ToFill(_example(key, draft.layout)) for key in _missing(draft, shared)}
            text, loaded = refined(draft, own, project_file(path), files)
            texts[path] = text
            projects.append(
                PlannedProject(path, draft, loaded, tuple(_proof(draft, loaded, found)))
            )
        root = project_root(self.folder).parent
        for name, (_, file) in drawn.items():
            texts[root / "templates" / name / "layout.yaml"] = file.data.decode()
        reasons = tuple(dict.fromkeys(_reason(draft) for draft in drafts if draft.reading.form))
        unused = tuple((one, block) for one, block in _unused(found) if block not in volume)
        return ImportPlan(self.folder, texts, tuple(projects), tuple(documents), unused, reasons)

    def _given(self, path: Path) -> dict[str, Value] | None:
        """The keys of the unit's file, where there is one."""
        unit = Loader(self.files).unit(shown(path))
        if unit.source is None:
            return None
        if unit.root is None:
            raise ImportFilesError(f"{shown(path)} 读不了，请先改好；ptgen check 说明哪里不对")
        return {one.key.text: _given_value(plain(one.value)) for one in unit.root.entries}

    def _require_new_names(self, drafts: Sequence[Draft]) -> None:
        there, _ = discover([self.folder]) if self.folder.is_dir() else ((), ())
        loader = Loader(self.files)
        names = {
            one.project.name: one.file.path for file in there if (one := loader.load(file)).project
        }
        taken = [
            names[name] for draft in drafts if (name := str(_bare(draft.keys["项目名称"]))) in names
        ]
        if taken:
            raise ImportFilesError(f"已经有同名的项目，不会覆盖：{'、'.join(taken)}")


def _given_value(value: Plain) -> Value:
    return Flow(cast("Example", value)) if isinstance(value, (list, dict)) else value


def _missing(draft: Draft, shared: Mapping[str, Value]) -> Iterator[str]:
    """The keys that the edition requires, and that the source does not say."""
    for key in draft.layout.required:
        if key not in draft.keys and key not in shared:
            yield key


def _example(key: str, layout: Layout) -> str:
    field = layout.fields.get(key)
    return field.example if field is not None else str(examples(Project, key)[0])


def _bare(value: Value) -> Value:
    return value.value if isinstance(value, Noted) else value


def _shared(drafts: Sequence[Draft], choices: Iterable[str]) -> dict[str, Value]:
    """What most projects say alike and all of them say."""
    found: dict[str, Value] = {}
    for key in _OF_THE_UNIT if len(drafts) == 1 else (*_SHARED, *choices):
        values = [draft.keys.get(key) for draft in drafts]
        common = max(values, key=values.count)
        most = values.count(common) * 2 > len(values)
        if most and None not in values and not isinstance(common, Noted):
            found[key] = common
    return found


def _proof(draft: Draft, loaded: Loaded, found: Sequence[Found]) -> Iterator[ComparedDocument]:
    content, form, narrative = loaded.content, draft.reading.form, draft.reading.narrative
    sources = {id(one): each.document for each in found for one in each.readings}
    if narrative is not None:
        texts = compared_narrative(narrative, narrative_of(content)) if content else ()
        yield ComparedDocument(sources[id(narrative)], DocumentKind.NARRATIVE, texts)
    if form is not None:
        texts = compared_form(form, form_of(content)) if content else ()
        yield ComparedDocument(sources[id(form)], DocumentKind.FORM, texts)


def _reason(draft: Draft) -> str:
    form = draft.reading.form
    assert form is not None  # noqa: S101 only those with a form are asked
    return f"版式 {form.layout}：{'；'.join(form.reasons)}"


def _unused(found: Sequence[Found]) -> Iterator[tuple[SourceDocument, Block]]:
    """The blocks of the documents that are in no form and no narrative, titles of forms aside."""
    for each in found:
        used = {_key(place) for one in each.readings for place in _used(one)}
        titles = {_squeezed(one.title) for one in each.readings}
        for block in each.document.blocks:
            cells = block.cells if isinstance(block, SourceGrid) else (block,)
            text = _squeezed(block.text) if isinstance(block, SourceParagraph) else ""
            title = text in titles or _SUBTITLE.fullmatch(text)
            if not title and not any(_key(one.place) in used for one in cells):
                yield each.document, block


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _used(one: FormReading | NarrativeReading) -> Iterator[SourcePlace]:
    yield one.place
    if isinstance(one, FormReading):
        yield from (cell.place for grid in one.grids for cell in grid.cells)
        yield from (line.place for line in one.paragraphs)
        return
    yield from (text.place for text in one.unplaced)
    for section in one.sections:
        yield section.place
        for block in section.blocks:
            yield block.place
            if isinstance(block, SourceGrid):
                yield from (cell.place for cell in block.cells)


def _key(place: SourcePlace) -> tuple[str, object]:
    return str(place), place.box


def _volume(found: Sequence[Found], projects: int) -> tuple[dict[str, Value], list[Block]]:
    """The title of a volume and the paragraphs behind it, and the blocks that they are.

    They stand before the first project of a document that holds several.
    """
    for each in found if projects > 1 else ():
        blocks = each.document.blocks
        used = {_key(place) for one in each.readings for place in _used(one)}
        titles = {_squeezed(one.title) for one in each.readings}
        before: list[SourceParagraph] = []
        for block in blocks:
            if (
                not isinstance(block, SourceParagraph)
                or _key(block.place) in used
                or _squeezed(block.text) in titles
            ):
                break
            before.append(block)
        opening = [block for block in before[1:] if block.text.endswith("。")]
        if (
            len(each.readings) > 1
            and before
            and len(before[0].text) <= 80
            and not before[0].text.endswith("。")
        ):
            keys: dict[str, Value] = {"标题": cleaned(before[0].text)}
            if opening:
                keys["开篇"] = "\n".join(cleaned(one.text) for one in opening)
            return keys, [before[0], *opening]
    return {}, []
