"""Make a new project file, empty or a copy: its path and its text, checked and not yet written."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ptgen.check.engine import check
from ptgen.check.rules.file.pending import FILLING
from ptgen.core.diagnostics import Diagnostic, Span, has_errors
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import disk_files, project_file, project_root, read_bytes, shown
from ptgen.core.layout.load import load
from ptgen.core.loader import UNIT_FILE, EditedFiles, Files, Loader
from ptgen.core.source.decode import hidden_letter
from ptgen.core.source.edits import Edit, applied
from ptgen.core.source.nodes import Mapping, Scalar, scalars
from ptgen.core.source.parse import read
from ptgen.edit.formatter.run import declared_keys, formatted
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.scaffold.filename import stem_for
from ptgen.edit.scaffold.project_template import ProjectTemplate, modeline
from ptgen.edit.text_edits import marked

_SCHEMAS = (".vscode/project.schema.json", "schema/project.schema.json")
_MODELINE = "# yaml-language-server:"
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d{2}(?!\d)", re.ASCII)
LONGEST_NAME = 100
_NOTHING = Mapping((), Span.at(""))


class CannotCreateError(PtgenError):
    """The call is wrong; ``str()`` says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A project file to be written, and what is wrong with it."""

    path: Path
    text: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def sound(self) -> bool:
        """Whether it may be written: what is still to be filled in is no fault of it."""
        return not has_errors(one for one in self.diagnostics if one.code != FILLING.code)

    @property
    def examples(self) -> int:
        """How many places are still to be filled in."""
        return sum(one.code == FILLING.code for one in self.diagnostics)


def new_project(name: str, unit: Path, edition: str | None) -> NewFile:
    """A new project of the unit in a folder; raises :class:`CannotCreateError`."""
    name = _valid_name(name)
    disk = disk_files([unit])
    data = read_bytes(unit / UNIT_FILE)
    source = None if data is None else read(data, shown(unit / UNIT_FILE))
    if source is not None and source.root is None:
        raise CannotCreateError(f"{source.path} 读不了，请先改好；ptgen check 说明哪里不对")
    given = _NOTHING if source is None or source.root is None else source.root
    chosen = edition or given.text("版式")
    known = disk.layouts()
    if not chosen:
        raise CannotCreateError(
            f"{shown(unit / UNIT_FILE)} 里没有写版式，请用 --layout 指定；可用的有：{'、'.join(known)}"
        )
    loaded = load(chosen, disk.layout)
    if loaded is None or loaded.layout is None:
        raise CannotCreateError(f"没有版式 {chosen}；可用的有：{'、'.join(known)}")
    if edition is not None and edition != given.text("版式"):
        given = Mapping(tuple(one for one in given.entries if one.key.text != "版式"), given.span)
    path = _path(unit, name)
    template = ProjectTemplate(
        name,
        _year(given, unit),
        chosen,
        loaded.layout,
        given,
        _schema(unit),
        loaded.defaults or _NOTHING,
    )
    return _checked(template.text(), path, disk)


def copy_project(name: str, source: Path, unit: Path) -> NewFile:
    """A copy of a project under another name; raises :class:`CannotCreateError`.

    What still says the old name, and what was approved for the old project, is marked.
    """
    name = _valid_name(name)
    data = read_bytes(source)
    if data is None:
        raise CannotCreateError(f"读不了 {shown(source)}")
    found = read(data, shown(source))
    if found.root is None:
        return NewFile(unit, "", found.diagnostics)
    entry = found.root.get("项目名称")
    if entry is None or not isinstance(entry.value, Scalar):
        raise CannotCreateError(f"{shown(source)} 里没有项目名称，不是项目文件")
    text = "\n".join(found.lines)
    text = applied(text, [Edit(entry.value.span, spelled(name))])
    text = marked(text, _of_the_old(text, entry.value.text))
    lines = [line for line in text.split("\n") if not line.startswith(_MODELINE)]
    schema = _schema(unit)
    text = "\n".join(lines if schema is None else [modeline(schema), *lines])
    return _checked(text, _path(unit, name), disk_files([unit]))


def _of_the_old(text: str, old: str) -> Iterator[tuple[int, str]]:
    root = read(text.encode(), "").root or _NOTHING
    for loc, scalar in scalars(root):
        if loc == ("项目名称",) or scalar.blank:
            continue
        if loc[-1] in ("核定金额", "项目代码") or loc[0] == "季度用款计划":
            yield scalar.span.line, "这是原项目的"
        elif old in scalar.text:
            yield scalar.span.line, f"这里还写着“{old}”"


def _valid_name(name: str) -> str:
    name = name.strip()
    hidden = hidden_letter(name)
    if not name:
        raise CannotCreateError("项目名称是空的")
    if hidden or not name.isprintable():
        raise CannotCreateError(f"项目名称里有不可见的字符{f'（{hidden}）' if hidden else ''}")
    if len(name) > LONGEST_NAME:
        raise CannotCreateError(f"项目名称太长，最多 {LONGEST_NAME} 个字")
    return name


def _year(given: Mapping, unit: Path) -> int:
    """The budget year: the unit's, else the one in its folder's name, else this year."""
    found = _YEAR.search(given.text("年度")) or _YEAR.search(unit.name)
    return int(found[0]) if found else dt.datetime.now(tz=dt.UTC).astimezone().year


def _path(unit: Path, name: str) -> Path:
    stems = [path.stem for path in unit.glob("*.y*ml") if path.name != UNIT_FILE]
    return unit / f"{stem_for(name, stems)}.yaml"


def _schema(unit: Path) -> str | None:
    root = project_root(unit).parent
    for name in _SCHEMAS:
        if (root / name).is_file():
            return Path(os.path.relpath(root / name, unit.absolute())).as_posix()
    return None


def _checked(text: str, path: Path, disk: Files) -> NewFile:
    file = project_file(path)
    canonical = formatted(text, file, disk, declared_keys(disk))
    if canonical.diagnostics:
        return NewFile(path, text, canonical.diagnostics)
    loader = Loader(EditedFiles(disk, {file.path: canonical.text.encode()}))
    others = (one for one in sorted(path.parent.glob("*.yaml")) if one.name != path.name)
    beside = [project_file(one) for one in others if one.name != UNIT_FILE]
    loaded = [loader.load(one) for one in (*beside, file)]  # none may have its name
    found = check(loaded, None, {file.folder})
    return NewFile(path, canonical.text, tuple(one for one in found if one.span.path == file.path))
