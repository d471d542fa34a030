"""Load projects: read their files, validate and compute them.

The only stage before output that touches files, through :class:`Files`, so that the same loading
works on a folder and on a git revision.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from pydantic import ValidationError

from ptgen.core.budget.amounts import Budget
from ptgen.core.budget.compute import compute
from ptgen.core.diagnostics import Diagnostic, Span, error, few, has_errors, in_order, suggestion
from ptgen.core.layout.editions import Editions
from ptgen.core.layout.labels import computed_labels
from ptgen.core.layout.load import LayoutFile, LoadedLayout
from ptgen.core.layout.load import load as load_layout
from ptgen.core.layout.model import Layout
from ptgen.core.model.error_messages import explained
from ptgen.core.model.fields import Declared
from ptgen.core.model.project import Project, TotalScope
from ptgen.core.model.read import read_project
from ptgen.core.model.recovery import recover
from ptgen.core.model.units.unit import UNIT_KEYS, OwnKeys, PdfProgram, Volume
from ptgen.core.prose import places
from ptgen.core.prose.context import context_of
from ptgen.core.prose.project import Texts, fill
from ptgen.core.prose.values import Context
from ptgen.core.source.nodes import Mapping, Scalar, plain, value_span
from ptgen.core.source.parse import Source, read

UNIT_FILE = "unit.yaml"


class Files(Editions, Protocol):
    """Where files come from: a folder, or a git revision."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file by its path as it is shown; ``None`` when there is none."""


@dataclass(frozen=True, slots=True)
class EditedFiles:
    """Files of which some have another content than on the disk."""

    files: Files
    data: dict[str, bytes]

    def read(self, path: str) -> bytes | None:
        """The other content, else what the disk has."""
        return self.data[path] if path in self.data else self.files.read(path)

    def layout(self, name: str) -> LayoutFile | None:
        """The other content of its file, else what the disk has."""
        found = self.files.layout(name)
        data = None if found is None else self.data.get(found.path)
        return found if found is None or data is None else LayoutFile(found.path, data)

    def layouts(self) -> tuple[str, ...]:
        """As on the disk."""
        return self.files.layouts()


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A project's file: its path as shown, its unit's folder below projects/, its stem."""

    path: str
    folder: str
    stem: str

    @property
    def key(self) -> str:
        """``songjiang-2022/01-equipment``: unique in a run."""
        return f"{self.folder}/{self.stem}" if self.folder else self.stem

    @property
    def unit_path(self) -> str:
        """The path of the unit file beside it."""
        head, slash, _ = self.path.rpartition("/")
        return f"{head}{slash}{UNIT_FILE}"

    @property
    def unit(self) -> ProjectFile:
        """The unit file beside it, as a file of its own."""
        return ProjectFile(self.unit_path, self.folder, UNIT_FILE.removesuffix(".yaml"))


@dataclass(frozen=True, slots=True)
class Content:
    """A project with all that was computed from it."""

    project: Project
    layout: Layout
    budget: Budget
    context: Context
    texts: Texts


@dataclass(frozen=True, slots=True)
class Loaded:
    """One project file after all stages.

    ``root`` holds the nodes of the file with the unit's defaults, where it could be read.
    ``content`` is ``None`` when the file is not a project's; its amounts hold only when the
    project is ``sound``. Without ``content``, ``root``, ``project`` and ``budget`` are the sound
    parts of the file, if there are any, and ``lost`` the keys of which something is missing: they
    can be looked at, and no document may be made of them.
    """

    file: ProjectFile
    sources: tuple[Source, ...]
    root: Mapping | None
    content: Content | None
    diagnostics: tuple[Diagnostic, ...]
    project: Project | None = None
    layout: Layout | None = None
    budget: Budget | None = None
    lost: frozenset[str] = frozenset()

    @property
    def lines(self) -> dict[str, tuple[str, ...]]:
        """The lines of each file that was read for it, by path, to show findings with."""
        return {source.path: source.lines for source in self.sources}

    @property
    def sound(self) -> bool:
        """Whether no stage found an error: only then may documents be made of it."""
        return self.content is not None and not has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Unit:
    """A folder's unit.yaml; an absent one is empty.

    ``variant`` is that of its PDF files or nothing; ``enclose`` tells whether its projects' files
    ride along in them; ``program`` draws them.
    """

    source: Source | None
    root: Mapping | None
    volume: Volume | None
    diagnostics: tuple[Diagnostic, ...] = ()
    variant: str = ""
    enclose: bool = False
    program: PdfProgram | None = None


_UNITS: Final = 32  # unit files that are kept, so that memory does not grow with their number


@dataclass(slots=True)
class Loader:
    """Loads projects; layouts are read once, and unit files as long as theirs are read."""

    files: Files
    _units: dict[str, Unit] = field(default_factory=dict)
    _layouts: dict[str, LoadedLayout | None] = field(default_factory=dict)

    def afresh(self) -> Loader:
        """A loader with the same layouts that has read no unit file yet."""
        return Loader(self.files, {}, self._layouts)

    def load(self, file: ProjectFile) -> Loaded:
        """The project of a file, brought through source, model, layout, budget and prose."""
        data = self.files.read(file.path)
        if data is None:
            gone = error("PT004", Span.at(file.path), "文件读不到", "请核对文件是否存在、有无权限")
            return Loaded(file, (), None, None, (gone,))
        source = read(data, file.path)
        unit = self.unit(file.unit_path)
        sources = (source,) if unit.source is None else (source, unit.source)
        found = [*source.diagnostics, *unit.diagnostics]
        own = source.nodes
        if own is None:
            return Loaded(file, sources, None, None, in_order(found))
        root, layout, project = own, None, None
        computing: tuple[str, ...] = ()
        if unit.root is not None:
            root = own.over(unit.root, frozenset(UNIT_KEYS))
            edition, wrong = self._edition(root)
            found.extend(wrong)
            if edition is not None:
                sources = (*sources, *edition.sources)
                layout, computing = edition.layout, edition.computing
                root = root if edition.defaults is None else root.over(edition.defaults)
        if layout is not None:
            project, wrong = read_project(root, layout.declared)
            found.extend(wrong)
        if project is None or layout is None or source.root is None:
            return _sound_parts(Loaded(file, sources, root, None, tuple(found), None, layout), root)
        content, wrong = _content_of(project, layout, computing, root)
        found = [*found, *wrong]
        project, budget = content.project, content.budget
        return Loaded(file, sources, root, content, in_order(found), project, layout, budget)

    def unit(self, path: str) -> Unit:
        """The unit file at a path."""
        if path not in self._units:
            self._units[path] = self._read_unit(path)
            if len(self._units) > _UNITS:
                # Projects come folder by folder: the first one read is the last to be asked for.
                del self._units[next(iter(self._units))]
        return self._units[path]

    def _read_unit(self, path: str) -> Unit:
        data = self.files.read(path)
        if data is None:
            return Unit(None, Mapping((), Span.at(path)), None)
        source = read(data, path)
        if source.root is None:
            return Unit(source, source.mended, None, source.diagnostics)
        try:
            own = OwnKeys.model_validate(plain(source.root))
        except ValidationError as failure:
            found = (*source.diagnostics, *few(explained(failure, source.root, OwnKeys)))
            return Unit(source, source.root, None, found)
        found, variant = source.diagnostics, own.variant or ""
        return Unit(source, source.root, own.volume, found, variant, own.enclose, own.program)

    def _edition(self, root: Mapping) -> tuple[LoadedLayout | None, tuple[Diagnostic, ...]]:
        entry = root.get("版式")
        if entry is None or not isinstance(entry.value, Scalar) or entry.value.blank:
            span = root.span if entry is None else entry.key.span
            at = Span.at(span.path, span.line, span.column)
            names = "、".join(self.files.layouts())
            hint = f"在项目文件或 unit.yaml 里写“版式: …”，可用的有：{names}"
            return None, (error("PT101", at, "缺少“版式”", hint),)
        name = entry.value.text.strip()
        if name not in self._layouts:
            self._layouts[name] = load_layout(name, self.files.layout)
        edition = self._layouts[name]
        if edition is None:
            hint = suggestion(name, self.files.layouts())
            bare = name.strip("“”‘’ \u3000")
            meant = bare if bare in self.files.layouts() else None
            wrong = error("PT104", entry.value.span, f"没有版式“{name}”", hint, meant)
            return None, (wrong,)
        return edition, edition.diagnostics


def _content_of(
    project: Project, layout: Layout, computing: tuple[str, ...], root: Mapping
) -> tuple[Content, tuple[Diagnostic, ...]]:
    """All that is computed from a project, and what is wrong with it.

    ``computing`` are the texts of the layout that compute.
    """
    budget, wrong = compute(project, root, layout.total_scope, layout.declared)
    project, context, sentences, faults = fill(project, context_of(project, budget), root)
    labels, unfit = computed_labels(computing, layout, context, value_span(root, ("版式",)))
    content = Content(project, layout, budget, context, Texts(sentences, labels))
    return content, (*_errors_first(wrong), *faults, *unfit)


def _errors_first(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Errors first: none of them may be cut off for warnings, since it keeps from building."""
    return few(sorted(found, key=lambda one: not has_errors((one,))))


# What is wrong with one line of a budget, whatever the lines around it are.
_OF_A_LINE = frozenset({"PT201", "PT202", "PT203", "PT207", "PT208", "PT221"})


def _sound_parts(loaded: Loaded, root: Mapping) -> Loaded:
    """A file that is not a project, with its sound parts and what is wrong with them."""
    declared = Declared() if loaded.layout is None else loaded.layout.declared
    sound = recover(root, declared)
    if sound is None:
        return replace(loaded, diagnostics=in_order(loaded.diagnostics))
    project, root, lost = sound
    scope = TotalScope.YEAR if loaded.layout is None else loaded.layout.total_scope
    budget, wrong = compute(project, root, scope, declared)
    wrong = _errors_first(wrong)
    if lost:
        wrong = tuple(found for found in wrong if found.code in _OF_A_LINE)
    project, _, _, faults = fill(project, context_of(project, budget), root)
    faults = tuple(fault for fault in faults if not _may_name_lost(fault, root, lost))
    found = in_order((*loaded.diagnostics, *wrong, *faults))
    return replace(loaded, root=root, diagnostics=found, project=project, budget=budget, lost=lost)


def _may_name_lost(fault: Diagnostic, root: Mapping, lost: frozenset[str]) -> bool:
    """Whether a name is perhaps only unknown because a part of the file could not be read."""
    if any(key in fault.message for key in lost):
        return True
    if "预算" not in lost:
        return False
    nodes = (node for _, node in places.sentences(root) if "预算" in node.text)
    return any(node.span.line <= fault.span.line <= node.span.end_line for node in nodes)
