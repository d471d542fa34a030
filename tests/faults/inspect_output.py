"""Whether an output folder is whole, in whatever moment a build was stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

Tree = Mapping[str, bytes]
LOCK, MANIFEST = ".ptgen.lock", "manifest.json"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def named(manifest: bytes) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of every output in a manifest, wherever it stands."""
    waiting: list[object] = [json.loads(manifest)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "sha256" in one and "path" in one:
                yield str(one["path"]), str(one["sha256"])
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def broken(found: Tree, *whole: Tree) -> list[str]:
    """What is wrong with a folder whose files may each come from one of the ``whole`` builds."""
    wrong = []
    for path, data in found.items():
        if path in (LOCK, MANIFEST) or Path(path).name.startswith(".ptgen-"):
            continue
        if all(one.get(path) != data for one in whole):
            wrong.append(f"{path} is neither the former file nor the new one")
    for path, digest in named(found.get(MANIFEST, b"{}")):
        if path not in found:
            wrong.append(f"the manifest names {path}, which is not there")
        elif hashlib.sha256(found[path]).hexdigest() != digest:
            wrong.append(f"the manifest has another sha256 than {path}")
    return wrong


def settled(found: Tree) -> dict[str, bytes]:
    """A finished folder for comparison: how a project came about says less than what it is."""
    manifest = found[MANIFEST].replace(b'"cached"', b'"built"')
    return {**found, MANIFEST: manifest}
