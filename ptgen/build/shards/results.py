"""Stage output: what shards made is read back from the folders that they wrote.

Who made them is trusted: that a document shows what its project says is not looked at again. That
the parts fit together, and that they lead nowhere outside, is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from ptgen.build.cached_folder import CachedDocument, CachedFolder, shard_list, unpacked
from ptgen.build.folder_documents import is_project_document
from ptgen.build.manifest import MANIFEST, Entry, Manifest, Share
from ptgen.build.shards.shard import Shard, shards_in
from ptgen.build.versions import versions
from ptgen.build.workers.fingerprint import difference
from ptgen.core.atomic import MOST_BYTES, OutputError, marked
from ptgen.render.native_versions import library_versions

_NAMED: Final = 5  # of those that are missing or wrong, so many are named


@dataclass(frozen=True, slots=True)
class Part:
    """What one shard wrote into one folder."""

    folder: Path
    shard: Shard
    manifest: Manifest

    def documents(self, folder: str) -> Mapping[str, CachedDocument]:
        """What the documents of a folder were made of; raises :class:`~ptgen.core.atomic.OutputError`."""
        path = shard_list(self.folder / folder, self.shard.mark)
        require_plain(self.folder, path)
        found = unpacked(path, CachedFolder)
        if found is None or not found.documents:
            raise OutputError(f"{path} 损坏了，请重新运行第 {self.shard} 份")
        return found.documents


@dataclass(frozen=True, slots=True)
class Parts:
    """All shards of a build: what they were asked for, and which part has which project."""

    share: Share
    of: Mapping[str, Part]

    def entry(self, key: str) -> Entry:
        """What a shard says of a project."""
        return self.of[key].manifest.projects[key]


def parts_of(folders: Iterable[Path], keys: Collection[str]) -> Parts:
    """The parts of the projects ``keys``, which lie in ``folders`` or in folders therein.

    Raises :class:`~ptgen.core.atomic.OutputError` where a shard is missing or not done, where
    two were not asked for the same or not made by this ptgen, where projects are missing, are not
    at hand or are a shard's that may not have them, and where two parts differ.
    """
    parts = tuple(part for folder in folders for part in _parts_in(folder))
    for part in parts:
        _require_versions(part)
    share = _share_of(parts)
    of: dict[str, Part] = {}
    for part in parts:
        for key, entry in part.manifest.projects.items():
            _require_own(part, key, entry)
            known = of.setdefault(key, part)
            if known.manifest.projects[key].outputs != entry.outputs:
                said = f"{known.folder} 和 {part.folder} 里的 {key} 不一样，请只留一个"
                raise OutputError(said)
    _require_whole(of, keys, share.count)
    return Parts(share, of)


def require_plain(folder: Path, path: Path) -> None:
    """Raise :class:`~ptgen.core.atomic.OutputError` unless ``path`` is a file below ``folder``.

    A link anywhere on the way is none, nor are devices and files that are bigger than any of ours.
    """
    try:
        for step in (path, *path.parents):
            if step == folder:
                break
            kind = os.lstat(step)
            if stat.S_ISLNK(kind.st_mode):
                raise OutputError(f"{step} 是链接，合并只收普通的文件")
            if step == path and not (stat.S_ISREG(kind.st_mode) and kind.st_size <= MOST_BYTES):
                raise OutputError(f"{path} 不是普通的文件，或者太大")
    except OSError as failure:
        hint = "；下载的时候要带上全部文件" if isinstance(failure, FileNotFoundError) else ""
        raise OutputError(f"缺少 {path}{hint}") from failure


def _parts_in(folder: Path) -> Iterator[Part]:
    """The parts in a folder, or else in the folders in it: each artifact may have its own."""
    inner = [folder] if shards_in(folder) else sorted(path for path in _children(folder))
    found = [(place, shard) for place in inner for shard in shards_in(place)]
    if not found:
        raise OutputError(f"{folder} 里没有 ptgen build --shard 的结果（manifest-K-of-N.json）")
    for place, shard in found:
        path = place / marked(MANIFEST, shard.mark)
        require_plain(place, path)
        try:
            manifest = Manifest.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as failure:
            raise OutputError(f"{path} 读不出来，请重新运行第 {shard} 份") from failure
        if manifest.share is None or manifest.share.shard != shard:
            raise OutputError(f"{path} 写的不是第 {shard} 份，请重新运行这一份")
        yield Part(place, shard, manifest)


def _children(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError as failure:
        raise OutputError(f"没有文件夹 {folder}") from failure


def _share_of(parts: Sequence[Part]) -> Share:
    """What all were asked for; each shard must be there."""
    shares = [part.manifest.share for part in parts if part.manifest.share is not None]
    first = shares[0]
    counts = sorted({share.count for share in shares})
    if len(counts) > 1:
        said = "、".join(map(str, counts))
        raise OutputError(f"各份的份数不同（{said}）：请删去以前的结果，全部用同一个 --shard K/N")
    missing = sorted({*range(1, first.count + 1)} - {share.number for share in shares})
    if missing:
        said = _few([f"{number}/{first.count}" for number in missing])
        raise OutputError(f"缺少第 {said} 份")
    for share in shares:
        if share.model_copy(update={"number": first.number}) != first:
            said = f"第 {share.shard} 份和第 {first.shard} 份的 --format、--pdf-variant 或 --enclose 不同"
            raise OutputError(f"{said}，请用同样的选项重新运行")
    return first


def _require_versions(part: Part) -> None:
    here, there = versions(), dict(part.manifest.made_with)
    if part.manifest.share is not None and part.manifest.share.libraries:
        here |= library_versions()
        there |= part.manifest.share.libraries
    if differs := difference(here, there):
        said = f"第 {part.shard} 份是用别的版本生成的：{differs}"
        raise OutputError(f"{said}；请用同样的版本重新运行")


def _require_own(part: Part, key: str, entry: Entry) -> None:
    """A shard may have its own projects, and those their own documents, nothing else."""
    for output in entry.outputs:
        if not is_project_document(key, output):
            raise OutputError(f"第 {part.shard} 份的清单里，{output.path} 不是 {key} 的文书")
    if part.manifest.folders or not part.shard.has(key):
        raise OutputError(f"第 {part.shard} 份的清单里有不属于它的项目或文书：{key}")


def _require_whole(of: Mapping[str, Part], keys: Collection[str], count: int) -> None:
    wanted = set(keys)
    if missing := sorted(wanted - of.keys()):
        shards = (Shard(number, count) for number in range(1, count + 1))
        own = [str(shard) for shard in shards if any(shard.has(key) for key in missing)]
        raise OutputError(f"各份里没有这些项目：{_few(missing)}；请重新运行第 {_few(own)} 份")
    if more := sorted(of.keys() - wanted):
        said = f"各份里有这里没有的项目：{_few(more)}"
        raise OutputError(f"{said}；请在同一个版本的项目文件夹里合并")


def _few(names: Sequence[str]) -> str:
    said = "、".join(names[:_NAMED])
    return said if len(names) <= _NAMED else f"{said} 等 {len(names)} 个"
