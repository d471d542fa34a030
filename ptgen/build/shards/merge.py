"""The documents of shards as a read-only cache, from which a build takes over what was drawn.

A document is taken only when this machine would have made it of the same inputs. Nothing of a
project is drawn, only what is made of whole folders. So the manifest, cache and files of a merge
are those of a build without shards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ptgen.build.cache import CachedDocument
from ptgen.build.cache_key import LAYOUT
from ptgen.build.manifest import Output, Status
from ptgen.build.plan import TOUCHED, PlannedDocument, Planner
from ptgen.build.settings import BuildInputs
from ptgen.build.shard import Shard
from ptgen.build.shards.results import ShardOutput, require_plain
from ptgen.core import atomic
from ptgen.core.atomic import OutputError
from ptgen.core.diagnostics import Diagnostic, Span, error
from ptgen.core.loader import ProjectFile


@dataclass(frozen=True, slots=True)
class ShardCache:
    """The documents that shards made, by the shard that has each project."""

    shards: Mapping[str, ShardOutput]
    formats: tuple[str, ...]

    @property
    def places(self) -> dict[str, Path]:
        """The folder in which each project's documents lie."""
        return {key: one.folder.resolve() for key, one in self.shards.items()}

    def status(self, key: str) -> Status:
        """What became of a project."""
        return self.shards[key].manifest.projects[key].status

    def failure(self, file: ProjectFile) -> Diagnostic | None:
        """The finding on a project that its shard could not draw."""
        if self.status(file.key) != "failed":
            return None
        shard = self.shards[file.key].shard
        hint = f"原因见第 {shard} 份的输出；改正后重新运行这一份，再合并"
        return error("PT503", Span.at(file.path), f"第 {shard} 份没有生成这个项目", hint)

    def documents(self, files: Iterable[ProjectFile]) -> dict[str, CachedDocument]:
        """What the documents of a folder's projects were made of; each is a file of its shard.

        Those of a former build with more formats are left out.
        """
        lists: dict[tuple[Path, Shard], Mapping[str, CachedDocument]] = {}
        found: dict[str, CachedDocument] = {}
        for file in files:
            made = self.shards[file.key]
            which = made.folder, made.shard
            for output in () if self.failure(file) else made.manifest.projects[file.key].outputs:
                if output.format not in self.formats:
                    continue
                require_plain(made.folder, made.folder / output.path)
                if which not in lists:
                    lists[which] = made.documents(file.folder)
                record = lists[which].get(output.path)
                if record is None or record.sha256 != output.sha256:
                    raise OutputError(
                        f"第 {made.shard} 份没有说明 {output.path} 由什么生成，请重新运行这一份"
                    )
                found[output.path] = record
        return found

    def require_same_inputs(self, inputs: BuildInputs, planner: Planner) -> None:
        """Compare every document's inputs, but the edition, before anything is written.

        Raises :class:`~ptgen.core.atomic.OutputError` where one was made of something else.
        """
        for _, files in inputs.folders():
            unit = planner.digests.file(files[0].unit_path)
            keys = {file.key: file for file in files}
            for path, record in self.documents(files).items():
                key, _, name = path.rpartition("/")
                document, _, style = name.rpartition(".")
                here = planner.project_inputs(keys[key], unit, "", (document, style))
                made = {**record.inputs, LAYOUT: ""}
                names = sorted(n for n in {*made, *here} if made.get(n) != here.get(n))
                if names:
                    raise self._differs(key, path, f"{'、'.join(names)}不同")

    def kept(self, key: str, document: PlannedDocument) -> Output:
        """A document that may be taken; raises :class:`~ptgen.core.atomic.OutputError`."""
        if document.kept is None:
            raise self._differs(key, document.path, document.reason)
        return document.kept

    def copy(self, key: str, output: Output, out: Path) -> None:
        """Copy a document into an output folder; raises :class:`~ptgen.core.atomic.OutputError`."""
        folder = self.shards[key].folder
        require_plain(folder, folder / output.path)
        data = atomic.read(folder.resolve() / output.path)
        if hashlib.sha256(data).hexdigest() != output.sha256:
            raise self._differs(key, output.path, TOUCHED)
        atomic.write(out / output.path, data)

    def _differs(self, key: str, path: str, why: str) -> OutputError:
        return OutputError(
            f"第 {self.shards[key].shard} 份的 {path} 不是这里会生成的（{why}）；"
            "各份和合并要用同样的项目文件、模板、ptgen 和字体，请重新运行这一份"
        )
