"""Stage output: a new project file: where it goes, what is in it, that it is sound.

In come a name and a folder or a file to copy; out comes the path and the text, not yet written.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ptgen.check.engine import check
from ptgen.check.rules.file.pending import FILLING
from ptgen.core.diagnostics import Diagnostic, Span, has_errors
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import (
    DiskFiles,
    disk_files,
    project_file,
    project_root,
    read_bytes,
    shown,
)
from ptgen.core.layout.load import load
from ptgen.core.loader import UNIT_FILE, Loader, ProjectFile
from ptgen.core.source.decode import hidden_letter
from ptgen.core.source.nodes import Mapping, Scalar, scalars
from ptgen.core.source.parse import Source, read
from ptgen.edit.formatter.edits import Edit, applied
from ptgen.edit.formatter.run import WithText, declared_keys, formatted
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.rollover.review_comments import marked
from ptgen.edit.scaffold.filename import stem_for
from ptgen.edit.scaffold.project_template import Wanted, draft, modeline

_SCHEMAS = (".vscode/project.schema.json", "schema/project.schema.json")
_MODELINE = "# yaml-language-server:"
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d{2}(?!\d)", re.ASCII)
LONGEST_NAME = 100


class CannotCreateError(PtgenError):
    """The call is wrong; ``str()`` says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class Created:
    """A file to be written, and what was found in it: with errors among that it is none."""

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


def created(name: str, unit: Path, edition: str | None) -> Created:
    """A new project of the unit in a folder; raises :class:`CannotCreateError`."""
    name = _checked(name)
    disk = disk_files([unit])
    source = _unit(unit)
    if source is not None and source.root is None:
        raise CannotCreateError(f"{source.path} 读不了，请先改好；ptgen check 说明哪里不对")
    given = _nothing() if source is None or source.root is None else source.root
    chosen = edition or _text(given, "版式")
    known = disk.layouts()
    if not chosen:
        raise CannotCreateError(
            f"{shown(unit / UNIT_FILE)} 里没有写版式，请用 --layout 指定；可用的有：{'、'.join(known)}"
        )
    loaded = load(chosen, disk.layout)
    if loaded is None or loaded.layout is None:
        raise CannotCreateError(f"没有版式 {chosen}；可用的有：{'、'.join(known)}")
    if edition is not None and edition != _text(given, "版式"):
        given = Mapping(tuple(one for one in given.entries if one.key.text != "版式"), given.span)
    path = _path(unit, name)
    wanted = Wanted(name, _year(given, unit), chosen, loaded.layout, given, _schema(unit))
    return _finished(draft(wanted), path, disk)


def copied(name: str, source: Path, unit: Path) -> Created:
    """A copy of a project under another name; raises :class:`CannotCreateError`.

    What still says the old name, and what was approved for the old project, is marked.
    """
    name = _checked(name)
    data = read_bytes(source)
    if data is None:
        raise CannotCreateError(f"读不了 {shown(source)}")
    found = read(data, shown(source))
    if found.root is None:
        return Created(unit, "", found.diagnostics)
    entry = found.root.get("项目名称")
    if entry is None or not isinstance(entry.value, Scalar):
        raise CannotCreateError(f"{shown(source)} 里没有项目名称，不是项目文件")
    text = "\n".join(found.lines)
    text = applied(text, [Edit(entry.value.span, spelled(name))])
    text = marked(text, _of_the_old(text, entry.value.text))
    lines = [line for line in text.split("\n") if not line.startswith(_MODELINE)]
    schema = _schema(unit)
    text = "\n".join(lines if schema is None else [modeline(schema), *lines])
    return _finished(text, _path(unit, name), disk_files([unit]))


def _of_the_old(text: str, old: str) -> Iterator[tuple[int, str]]:
    root = read(text.encode(), "").root or _nothing()
    for loc, scalar in scalars(root):
        if loc == ("项目名称",) or scalar.blank:
            continue
        if loc[-1] in ("核定金额", "项目代码") or loc[0] == "季度用款计划":
            yield scalar.span.line, "这是原项目的"
        elif old in scalar.text:
            yield scalar.span.line, f"这里还写着“{old}”"


def _checked(name: str) -> str:
    name = name.strip()
    hidden = hidden_letter(name)
    if not name:
        raise CannotCreateError("项目名称是空的")
    if hidden or not name.isprintable():
        raise CannotCreateError(f"项目名称里有不可见的字符{f'（{hidden}）' if hidden else ''}")
    if len(name) > LONGEST_NAME:
        raise CannotCreateError(f"项目名称太长，最多 {LONGEST_NAME} 个字")
    return name


def _unit(unit: Path) -> Source | None:
    data = read_bytes(unit / UNIT_FILE)
    return None if data is None else read(data, shown(unit / UNIT_FILE))


def _nothing() -> Mapping:
    return Mapping((), Span.at(""))


def _text(given: Mapping, key: str) -> str:
    entry = given.get(key)
    return entry.value.text.strip() if entry is not None and isinstance(entry.value, Scalar) else ""


def _year(given: Mapping, unit: Path) -> int:
    """The budget year: the unit's, else the one in its folder's name, else this year."""
    found = _YEAR.search(_text(given, "年度")) or _YEAR.search(unit.name)
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


def _finished(text: str, path: Path, disk: DiskFiles) -> Created:
    file = project_file(path)
    canonical = formatted(text, file, disk, declared_keys(disk))
    if canonical.diagnostics:
        return Created(path, text, canonical.diagnostics)
    loader = Loader(WithText(disk, file.path, canonical.text.encode()))
    loaded = [loader.load(one) for one in (*_beside(path), file)]
    found = check(loaded, None, {file.folder})
    return Created(path, canonical.text, tuple(one for one in found if one.span.path == file.path))


def _beside(path: Path) -> Sequence[ProjectFile]:
    """The projects of the same folder: none of them may have the same name."""
    files = sorted(path.parent.glob("*.yaml"))
    return [project_file(file) for file in files if file.name not in (UNIT_FILE, path.name)]
