"""Format a project or unit file: its text in the one canonical form."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ptgen.check.autofix import apply_fixes
from ptgen.check.engine import check_project
from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.layout.editions import layouts_of
from ptgen.core.loader import UNIT_FILE, EditedFiles, Files, Loader, ProjectFile
from ptgen.core.source.edits import applied
from ptgen.core.source.nodes import Mapping as Nodes
from ptgen.core.source.nodes import scalars
from ptgen.core.source.parse import read
from ptgen.edit.formatter.order import blocks_in_order, flow_edits, in_order, key_order
from ptgen.edit.formatter.spelling import spelling_edits

# Each round makes the text more canonical; two are enough for any file seen so far.
_ROUNDS = 6
MOST_BYTES = 128 * 1024
"""Of a file: the longest published project has 20,000; a comment-keeping parser is slow."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """The canonical text; where the file cannot be read, its text as it is, and why."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def formatted(text: str, file: ProjectFile, files: Files, declared: Sequence[str]) -> Formatted:
    """One spelling for a file: order of keys, quotes, signs, digits, blank lines.

    Comments and the author's line breaks stay; what is computed does not change. Applying it
    again changes nothing. ``declared`` are the keys of :func:`declared_keys`. Lines end as most of
    them do.
    """
    of_windows = text.count("\r\n") * 2 > text.count("\n")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    text = text if text.endswith("\n") else f"{text}\n"
    for _ in range(_ROUNDS):
        source = read(text.encode(), file.path)
        if source.root is None:
            return Formatted(text, source.diagnostics)
        once = _once(text, file, files, key_order(declared))
        if once == text:
            break
        text = once
    return Formatted(text.replace("\n", "\r\n") if of_windows else text)


def _once(text: str, file: ProjectFile, files: Files, order: Sequence[str]) -> str:
    """One round; a step that leaves what cannot be read is the last."""
    if not file.path.endswith(UNIT_FILE):
        text = _hints_fixed(text, file, files)
    steps: tuple[Callable[[Sequence[str], Nodes], str], ...] = (
        lambda lines, root: applied("\n".join(lines), spelling_edits(root, lines)),
        lambda lines, root: applied("\n".join(lines), flow_edits(root, lines)),
        lambda lines, root: "\n".join(blocks_in_order(lines, root)),
        lambda lines, root: "\n".join(in_order(lines, root, order)),
    )
    for step in steps:
        root = read(text.encode(), file.path).root
        if root is None:
            return text
        text = step(text.split("\n"), root)
    return _blank_lines(text, file.path)


def _hints_fixed(text: str, file: ProjectFile, files: Files) -> str:
    """Full-width digits, half-width punctuation and double blanks, as the rules find them."""
    loaded = Loader(EditedFiles(files, {file.path: text.encode()})).load(file)
    found = [one for one in check_project(loaded) if one.severity is Severity.HINT]
    return apply_fixes(text, [one for one in found if one.span.path == file.path])[0]


def declared_keys(files: Files) -> tuple[str, ...]:
    """The keys that the editions at hand add to projects, in their order."""
    editions = layouts_of(files).values()
    return tuple(dict.fromkeys(key for edition in editions for key in edition.fields))


def _blank_lines(text: str, path: str) -> str:
    """No blanks at the ends of lines, no two blank lines, one line end at the end of the file."""
    root = read(text.encode(), path).root
    lines = text.split("\n")
    kept = _inside_blocks(root) if root is not None else frozenset()
    made: list[str] = []
    for index, line in enumerate(lines):
        shown = line if index in kept else line.rstrip()
        if index in kept or shown or (made and made[-1]):
            made.append(shown)
    return "\n".join(made).rstrip("\n") + "\n"


def _inside_blocks(root: Nodes) -> frozenset[int]:
    """The lines (0-based) whose text belongs to a block or to a text over several lines."""
    return frozenset(
        line
        for _, scalar in scalars(root)
        if scalar.span.end_line > scalar.span.line
        for line in range(scalar.span.line, scalar.span.end_line - 1)
    )


def canonical_files(
    disk: Files, files: Iterable[ProjectFile], declared: Sequence[str]
) -> EditedFiles:
    """The files with these projects and their units in canonical form, where they can be read."""
    texts = {}
    projects = tuple(files)
    for file in dict.fromkeys((*(file.unit for file in projects), *projects)):
        data = disk.read(file.path)
        if data is not None and read(data, file.path).root is not None:
            made = formatted(data.decode("utf-8"), file, disk, declared)
            texts[file.path] = made.text.encode()
    return EditedFiles(disk, texts)
