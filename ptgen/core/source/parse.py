"""Read YAML text into nodes with line and column, or findings.

A text that cannot be read as it is meant is read once more with its slips mended, so that all
that is wrong with it is told at once.
"""

from dataclasses import dataclass, replace

from ruamel.yaml.error import YAMLError

from ptgen.core.diagnostics import Diagnostic, error, few, in_order
from ptgen.core.source.decode import MAX_BYTES, decode, recoded
from ptgen.core.source.edits import Edit, Shifts, applied
from ptgen.core.source.misread import CODE as MISREAD
from ptgen.core.source.nodes import Mapping, Node, Scalar
from ptgen.core.source.reader import NodeReader, StopReadingError
from ptgen.core.source.slips import MAX_SLIPS, slips
from ptgen.core.source.syntax import explain, usual_cause

_MISREAD = ("PT001", MISREAD)
_TAB_WIDTHS = (2, 4, 8, 1)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its lines for showing, its nodes (``None`` when unreadable).

    Of a key that is written twice the nodes have the first, and there is a finding. ``mended``
    are the nodes of an unreadable file once its slips are mended: what else is wrong with it can
    be told from them.
    """

    path: str
    lines: tuple[str, ...]
    root: Mapping | None
    diagnostics: tuple[Diagnostic, ...]
    mended: Mapping | None = None

    @property
    def nodes(self) -> Mapping | None:
        """Its nodes, as far as it can be read."""
        return self.root or self.mended


def read(data: bytes, path: str) -> Source:
    """The nodes of a YAML file whose top is a mapping; an empty file is an empty mapping."""
    text, found = decode(data, path)
    if found:
        return _other_encoding(data, path, found) or Source(path, _shown(data), None, found)
    source = _parsed(text, path)
    misread = any(one.code in _MISREAD for one in source.diagnostics)
    return _mended(source, text) if misread else source


def _other_encoding(data: bytes, path: str, found: tuple[Diagnostic, ...]) -> Source | None:
    """The file as it would be in UTF-8, with what else is wrong with it."""
    meant = None if len(data) > MAX_BYTES else recoded(data)
    if meant is None or meant.encode() == data:
        return None
    source = read(meant.encode(), path)
    mended = source.nodes
    told = in_order((*found, *source.diagnostics))
    written = mended is not None and bool(mended.entries)
    return Source(path, source.lines, None, told, mended) if written else None


def _parsed(text: str, path: str) -> Source:
    """The nodes of a text as YAML reads it."""
    lines = tuple(text.split("\n"))
    reader = NodeReader(path, lines)
    try:
        root = reader.document(text)
    except StopReadingError as stop:
        return Source(path, lines, None, (*few(reader.found), stop.found))
    except YAMLError as failure:
        wrong = explain(failure, path, lines, reader.texts)
        return Source(path, lines, None, (*few(reader.found), wrong))
    if isinstance(root, Scalar) and root.blank:
        root = Mapping((), root.span)
    if not isinstance(root, Mapping):
        return Source(path, lines, None, (*few(reader.found), _not_a_mapping(root, lines)))
    return Source(path, lines, root, few(reader.found))


def _mended(source: Source, text: str) -> Source:
    """The file with all its slips told, and its nodes as they would be without them."""
    tries: list[tuple[tuple[Diagnostic, ...], Source]] = []
    for tab in _TAB_WIDTHS:
        found = slips(source.lines, source.path, tab)
        if not found:
            return replace(source, root=None, mended=source.root)
        if len(found) > MAX_SLIPS:
            return replace(source, root=None, diagnostics=few(found))
        if tries and found == tries[0][0]:
            break  # no blank is at fault
        edits = [Edit(one.span, one.replacement or "") for one in found]
        tries.append((found, _parsed(applied(text, edits), source.path)))
        if tries[-1][1].root is not None:
            break
    found, other = tries[-1] if tries[-1][1].root is not None else tries[0]
    shifts = Shifts.of(found)
    told = (*found, *(replace(one, span=shifts.back(one.span)) for one in other.diagnostics))
    nodes = None if other.root is None else shifts.moved(other.root)
    mended = nodes if isinstance(nodes, Mapping) else None
    return Source(source.path, source.lines, None, few(in_order(told)), mended)


def _shown(data: bytes) -> tuple[str, ...]:
    """The lines of what is no text; of too much of it none."""
    shown = data if len(data) <= 4 * 1024 * 1024 else b""
    return tuple(shown.decode("utf-8", "replace").split("\n"))


def _not_a_mapping(root: Node, lines: tuple[str, ...]) -> Diagnostic:
    cause = usual_cause(root.span.path, root.span.line - 1, lines)
    if cause is not None:
        return cause
    hint = "每行写“键: 值”，冒号用半角并在后面空一格"
    return error("PT001", root.span, "文件不是由“键: 值”组成的", hint)
