"""A repository in which anything may have happened to any file or folder."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.making import TOKENS

Damage = tuple[str, int, int, bytes]


def damaged(folder: Path, damage: Damage) -> None:
    """Do something to a file or folder: change it, or put something else into its place."""
    kind, which, place, token = damage
    wanted = Path.is_dir if kind in _OF_FOLDERS else Path.is_file
    found = [path for path in folder.rglob("*") if wanted(path) and not path.is_symlink()]
    if not found:
        return
    path = sorted(found)[which % len(found)]
    if kind in _OF_FOLDERS:
        shutil.rmtree(path)
        _OF_FOLDERS[kind](path, folder.with_name("outside"))
        return
    path.chmod(0o600)
    if kind in _OF_FILES:
        path.unlink()
        _OF_FILES[kind](path, folder.with_name("outside"))
        return
    data = path.read_bytes()
    if kind == "inside":
        data = _inside(data, place, token)
    elif kind == "long":
        data += bytes(3 * 2**20)
    elif kind == "cut":
        data = data[: place % (len(data) + 1)]
    else:
        data = _inserted(data, place, token)
    path.write_bytes(data)


def _inserted(data: bytes, place: int, token: bytes) -> bytes:
    at = place % (len(data) + 1)
    return data[:at] + token + data[at:]


def _inside(data: bytes, place: int, token: bytes) -> bytes:
    """Data with a change below its packing: in a part of a zip, in an object of git."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            names = old.namelist()
            for number, name in enumerate(names):
                part = old.read(name)
                chosen = number == place % len(names)
                new.writestr(name, _inserted(part, place, token) if chosen else part)
        return out.getvalue()
    try:
        return zlib.compress(_inserted(zlib.decompress(data), place, token))
    except zlib.error:
        return _inserted(data, place, token)


_Replaced = dict[str, Callable[[Path, Path], object]]
_OF_FILES: _Replaced = {
    "gone": lambda _path, _outside: None,
    "folder": lambda path, _outside: path.mkdir(),
    "pipe": lambda path, _outside: os.mkfifo(path),
    "device": lambda path, _outside: path.symlink_to("/dev/zero"),
    "circle": lambda path, _outside: path.symlink_to(path.name),
    "outside": lambda path, outside: path.symlink_to(outside / "a.yaml"),
    "named": lambda path, _outside: path.with_name("[b]::error::x.yaml").write_text("名称: 1\n", "utf-8"),
}  # fmt: skip
_OF_FOLDERS: _Replaced = {
    "folder-gone": lambda _path, _outside: None,
    "folder-file": lambda path, _outside: path.write_bytes(b"gitdir: ../outside\n"),
    "folder-pipe": lambda path, _outside: os.mkfifo(path),
    "folder-circle": lambda path, _outside: path.symlink_to("."),
    "folder-outside": lambda path, outside: path.symlink_to(outside),
}
_KINDS = st.sampled_from(
    ("insert", "insert", "inside", "inside", "cut", "long", *_OF_FILES, *_OF_FOLDERS)
)
DAMAGES = st.lists(st.tuples(_KINDS, st.integers(0, 999), st.integers(0, 9999), TOKENS), max_size=4)


def state(folder: Path) -> dict[str, str]:
    """What lies in a folder, by path and content."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }
