"""Write the files of a new repository where there are none."""

from collections.abc import Mapping
from pathlib import Path

from ptgen.core import atomic
from ptgen.core.filesystem import PROJECTS, disk_files
from ptgen.core.layout.editions import newest
from ptgen.core.loader import UNIT_FILE
from ptgen.core.source.edits import Edit, applied
from ptgen.core.source.nodes import plain
from ptgen.core.source.parse import read

_FILES = Path(__file__).resolve().parent / "files"


def scaffold(folder: Path, further: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Write the starter's files below a folder, and ``further`` ones by their path and content.

    The files that were made, and those that were there and stayed as they are. An example is only
    made where there are no projects.
    Raises :class:`~ptgen.core.atomic.OutputError`.
    """
    folder = folder.resolve()
    files = {
        path.relative_to(_FILES).as_posix(): path.read_bytes()
        for path in _FILES.rglob("*")
        if path.is_file()
    }
    files |= {
        name: _of_its_year(data, folder)
        for name, data in files.items()
        if Path(name).name == UNIT_FILE
    }
    files |= further
    if (folder / "projects").is_dir() and any((folder / "projects").rglob("*.yaml")):
        files = {name: data for name, data in files.items() if not name.startswith("projects/")}
    for name in files:
        atomic.require_no_link(folder / name)
    made, kept = [], []
    for name, data in sorted(files.items()):
        if (folder / name).exists() or (folder / name).is_symlink():
            kept.append(name)
        else:
            atomic.write(folder / name, data)
            made.append(name)
    return made, kept


def _of_its_year(data: bytes, folder: Path) -> bytes:
    """A unit's file with the newest edition that there is for its year."""
    root = read(data, UNIT_FILE).root
    edition, year = (None if root is None else root.get(key) for key in ("版式", "年度"))
    if edition is None or year is None:
        return data
    name, since = (plain(entry.value) for entry in (edition, year))
    chosen = newest(str(name), int(str(since)), disk_files([folder / PROJECTS]))
    return applied(data.decode(), [Edit(edition.value.span, chosen)]).encode()
