"""Stage output: what shards made becomes one build.

A merge is a build that draws no project: it takes the documents that shards have drawn, each only
when it is what this machine would have drawn, and then draws what is made of whole folders. So its
manifest, cache and files are those of a build without shards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from ptgen.build.cache_key import LAYOUT, PROJECT, UNIT, Digests
from ptgen.build.cached_folder import CachedDocument, CachedFolder
from ptgen.build.manifest import Output, is_whole
from ptgen.build.plan import TOUCHED, ProjectPlan
from ptgen.build.scheduler import OpenFolder, Run
from ptgen.build.shards.results import Part, Parts, require_plain
from ptgen.build.shards.shard import Shard
from ptgen.core import atomic
from ptgen.core.atomic import OutputError
from ptgen.core.diagnostics import Span, error
from ptgen.core.loader import ProjectFile

Listed = Mapping[str, CachedDocument]


@dataclass(slots=True)
class Merge(Run):
    """A build that takes its projects from ``parts``."""

    parts: Parts = field(kw_only=True)
    _listed: dict[str, CachedDocument] = field(default_factory=dict)

    def require_same_inputs(self, digests: Digests) -> None:
        """Look at every document's inputs, but the edition, before anything is written.

        Raises :class:`~ptgen.core.atomic.OutputError` where one was made of something else.
        """
        ordered = sorted(self.files.projects, key=lambda file: (file.folder, file.key))
        for _, files in groupby(ordered, key=lambda file: file.folder):
            own = list(files)
            unit = digests.file(own[0].unit_path)
            records = self._taken(own)
            for file in own:
                for output in self._drawn_by_shard(file):
                    inputs = digests.shared(output.document, output.format)
                    inputs |= {PROJECT: digests.file(file.path), UNIT: unit}
                    made = dict(records[output.path].inputs)
                    made.pop(LAYOUT, None)
                    if made != inputs:
                        names = sorted(
                            name for name in {*made, *inputs} if made.get(name) != inputs.get(name)
                        )
                        part = self.parts.of[file.key]
                        raise _differs(part, output.path, f"{'、'.join(names)}不同")

    def _known(self, files: Sequence[ProjectFile], own: CachedFolder) -> CachedFolder:
        """What shards know of a folder's projects, with what is known here of the folder's own."""
        self._listed = self._taken(files)
        return own.model_copy(update={"documents": {**own.documents, **self._listed}})

    def _taken(self, files: Sequence[ProjectFile]) -> dict[str, CachedDocument]:
        """What shards say their documents were made of; each is a file of theirs."""
        lists: dict[tuple[Path, Shard], Listed] = {}
        found: dict[str, CachedDocument] = {}
        for file in files:
            part = self.parts.of[file.key]
            for output in self._drawn_by_shard(file):
                require_plain(part.folder, part.folder / output.path)
                which = part.folder, part.shard
                if which not in lists:
                    lists[which] = part.documents(file.folder)
                record = lists[which].get(output.path)
                if record is None or record.sha256 != output.sha256:
                    said = f"第 {part.shard} 份没有说明 {output.path} 由什么生成"
                    raise OutputError(f"{said}，请重新运行这一份")
                found[output.path] = record
        return found

    def _drawn_by_shard(self, file: ProjectFile) -> Iterator[Output]:
        """A project's documents, less those of a former run that had more formats."""
        entry = self.parts.entry(file.key)
        if entry.status != "failed":
            yield from (one for one in entry.outputs if one.format in self.settings.formats)

    def _sound(self, opened: OpenFolder, project: ProjectPlan) -> None:
        """Take over what a shard has drawn; a project that it could not draw is told."""
        key = project.file.key
        part, entry = self.parts.of[key], self.parts.entry(key)
        if entry.status == "failed":
            message = f"第 {part.shard} 份没有生成这个项目"
            hint = f"原因见第 {part.shard} 份的输出；改正后重新运行这一份，再合并"
            self.listener.found((error("PT503", Span.at(project.file.path), message, hint),), ())
            self._failed(opened, project)
            return
        for one in project.wanted:
            if one.kept is None:
                raise _differs(part, one.path, one.reason)
            self._take(part, one.kept)
            opened.documents[one.path] = self._listed[one.path]
        self._enter(project, entry.status, self._outputs(project, ()))

    def _take(self, part: Part, output: Output) -> None:
        """Copy a document, unless it is there already."""
        out = self.settings.out
        path = out / output.path
        if not atomic.is_inside(path, out):
            raise OutputError(f"{path.parent} 是指向输出文件夹以外的链接，请删去")
        if is_whole(output, out):
            return
        self._disown()
        require_plain(part.folder, part.folder / output.path)
        data = (part.folder / output.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != output.sha256:
            raise _differs(part, output.path, TOUCHED)
        atomic.write(path, data)


def _differs(part: Part, path: str, why: str) -> OutputError:
    said = f"第 {part.shard} 份的 {path} 不是这里会生成的（{why}）"
    hint = "各份和合并要用同样的项目文件、模板、ptgen 和字体，请重新运行这一份"
    return OutputError(f"{said}；{hint}")
