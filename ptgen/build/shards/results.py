"""Reads what shards made back from the folders that they wrote.

Who made them is trusted: nobody looks again whether a document shows what its project says. That
the shards fit together, and that they lead nowhere outside, is required.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from ptgen.build.cache import CachedDocument, CachedFolder, shard_list, unpacked
from ptgen.build.cache_key import versions
from ptgen.build.manifest import MANIFEST, PROJECT_FORMATS, Manifest, ManifestEntry, ShardInfo
from ptgen.build.shard import Shard, shards_in
from ptgen.build.workers.fingerprint import difference
from ptgen.core.atomic import MOST_BYTES, OutputError, marked, read
from ptgen.render.native_libraries import library_versions

_NAMED: Final = 5  # of those that are missing or wrong, so many are named


@dataclass(frozen=True, slots=True)
class ShardOutput:
    """What one shard wrote into one folder."""

    folder: Path
    info: ShardInfo
    manifest: Manifest

    @property
    def shard(self) -> Shard:
        """Which one it is."""
        return self.info.shard

    def documents(self, folder: str) -> Mapping[str, CachedDocument]:
        """What the documents of a folder were made of; raises :class:`~ptgen.core.atomic.OutputError`."""
        path = shard_list(self.folder / folder, self.shard.mark)
        require_plain(self.folder, path)
        found = unpacked(path.parent.resolve() / path.name, CachedFolder)
        if found is None or not found.documents:
            raise OutputError(f"{path} 损坏了，请重新运行第 {self.shard} 份")
        return found.documents


def read_shards(
    folders: Iterable[Path], keys: Collection[str]
) -> tuple[ShardInfo, Mapping[str, ShardOutput]]:
    """What shards were asked for, and which one has each of the projects ``keys``.

    The shards lie in ``folders`` or in folders therein.

    Raises :class:`~ptgen.core.atomic.OutputError` where a shard is missing or not done, where
    two were not asked for the same or not made by this ptgen, where projects are missing, are not
    at hand or are a shard's that may not have them, and where two outputs differ.
    """
    outputs = tuple(output for folder in folders for output in _outputs_in(folder))
    for output in outputs:
        _require_versions(output)
    _require_same_request([output.info for output in outputs])
    by_key: dict[str, ShardOutput] = {}
    for output in outputs:
        for key, entry in output.manifest.projects.items():
            _require_own(output, key, entry)
            first = by_key.setdefault(key, output)
            if first.manifest.projects[key].outputs != entry.outputs:
                raise OutputError(
                    f"{first.folder} 和 {output.folder} 里的 {key} 不一样，请只留一个"
                )
    _require_whole(by_key, keys, outputs[0].info.count)
    return outputs[0].info, by_key


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


def _outputs_in(folder: Path) -> Iterator[ShardOutput]:
    """The shards in a folder, or else in the folders in it: each artifact may have its own."""
    inner = [folder] if shards_in(folder) else sorted(_children(folder))
    found = [(place, shard) for place in inner for shard in shards_in(place)]
    if not found:
        raise OutputError(f"{folder} 里没有 ptgen build --shard 的结果（manifest-K-of-N.json）")
    for place, shard in found:
        path = place / marked(MANIFEST, shard.mark)
        require_plain(place, path)
        try:
            manifest = Manifest.model_validate_json(read(place.resolve() / path.name))
        except (OSError, ValidationError) as failure:
            raise OutputError(f"{path} 读不出来，请重新运行第 {shard} 份") from failure
        if manifest.share is None or manifest.share.shard != shard:
            raise OutputError(f"{path} 写的不是第 {shard} 份，请重新运行这一份")
        yield ShardOutput(place, manifest.share, manifest)


def _children(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError as failure:
        raise OutputError(f"没有文件夹 {folder}") from failure


def _require_same_request(infos: Sequence[ShardInfo]) -> None:
    """All were asked for the same, and each shard is there."""
    first = infos[0]
    counts = sorted({info.count for info in infos})
    if len(counts) > 1:
        listed = "、".join(map(str, counts))
        raise OutputError(f"各份的份数不同（{listed}）：请删去以前的结果，全部用同一个 --shard K/N")
    missing = sorted({*range(1, first.count + 1)} - {info.number for info in infos})
    if missing:
        raise OutputError(f"缺少第 {_few([f'{number}/{first.count}' for number in missing])} 份")
    for info in infos:
        if info.model_copy(update={"number": first.number}) != first:
            raise OutputError(
                f"第 {info.shard} 份和第 {first.shard} 份的 --format、--pdf-variant、--enclose 或 --engine "
                "不同，请用同样的选项重新运行"
            )


def _require_versions(output: ShardOutput) -> None:
    here, there = dict(versions()), dict(output.manifest.made_with)
    if output.info.libraries:
        here |= library_versions()
        there |= output.info.libraries
    if differs := difference(here, there):
        raise OutputError(
            f"第 {output.shard} 份是用别的版本生成的：{differs}；请用同样的版本重新运行"
        )


def _require_own(output: ShardOutput, key: str, entry: ManifestEntry) -> None:
    """A shard may have its own projects, and those their own documents, nothing else."""
    for file in entry.outputs:
        if not file.is_placed(key, PROJECT_FORMATS):
            raise OutputError(f"第 {output.shard} 份的清单里，{file.path} 不是 {key} 的文书")
    if output.manifest.folders or not output.shard.has(key):
        raise OutputError(f"第 {output.shard} 份的清单里有不属于它的项目或文书：{key}")


def _require_whole(of: Mapping[str, ShardOutput], keys: Collection[str], count: int) -> None:
    expected = set(keys)
    if missing := sorted(expected - of.keys()):
        shards = (Shard(number, count) for number in range(1, count + 1))
        own = [str(shard) for shard in shards if any(shard.has(key) for key in missing)]
        raise OutputError(f"各份里没有这些项目：{_few(missing)}；请重新运行第 {_few(own)} 份")
    if more := sorted(of.keys() - expected):
        raise OutputError(f"各份里有这里没有的项目：{_few(more)}；请在同一个版本的项目文件夹里合并")


def _few(names: Sequence[str]) -> str:
    listed = "、".join(names[:_NAMED])
    return listed if len(names) <= _NAMED else f"{listed} 等 {len(names)} 个"
