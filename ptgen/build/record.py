"""What a build writes down: the manifest of the output folder, and the cache for the next build."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ptgen.build.cache import Cache, CachedDocument, CachedFolder, shard_list, shard_listed
from ptgen.build.cache_key import versions
from ptgen.build.manifest import Manifest, ManifestEntry, Output, ShardInfo, Status, is_whole
from ptgen.build.plan import FolderPlan, PlannedDocument, ProjectPlan
from ptgen.build.settings import BuildInputs
from ptgen.build.shard import mark_of
from ptgen.core import atomic
from ptgen.core.filesystem import shown
from ptgen.core.held_folder import held


@dataclass(slots=True)
class Record:
    """The manifest and the cache of a build while it works."""

    inputs: BuildInputs
    out: Path
    share: ShardInfo | None = None
    entries: dict[str, ManifestEntry] = field(default_factory=dict)
    folders: dict[str, tuple[Output, ...]] = field(default_factory=dict)
    _begun: bool = False

    @property
    def former(self) -> Manifest:
        """The manifest of the last build."""
        return self.inputs.cache.manifest

    def begin(self) -> None:
        """Name no project of this build before its files are whole: a kill leaves no wrong manifest.

        Once, before the first file is replaced.
        """
        if self._begun:
            return
        self._begun = True
        keys = {file.key for file in self.inputs.projects}
        names = {file.folder for file in self.inputs.projects}
        projects = {key: one for key, one in self.former.projects.items() if key not in keys}
        folders = {name: one for name, one in self.former.folders.items() if name not in names}
        self._manifest(projects, folders).write(self.out)

    def project(
        self, plan: ProjectPlan, status: Status, built: Sequence[Output] = ()
    ) -> ManifestEntry:
        """Enter a project with its files, those that were not asked for now included."""
        key, facts = plan.file.key, plan.facts
        former = self.former.projects.get(key)
        files = () if former is None else self._whole(former.outputs)
        if status != "failed":
            planned = {one.kind for one in plan.documents}
            others = (
                one for one in files if one.kind not in planned and one.document in facts.documents
            )
            files = (*in_order(plan.documents, built), *others)
        shown = facts.model_dump(exclude={"documents", "layout"})
        source = plan.file.path
        entry = ManifestEntry(source=source, status=status, outputs=files, **shown)
        self.entries[key] = entry
        return entry

    def close(
        self, plan: FolderPlan, former: CachedFolder, documents: dict[str, CachedDocument]
    ) -> None:
        """Remember what the documents of a folder were made of, if anything is new."""
        if plan.name not in self.inputs.partial:
            places = {plan.name, *plan.projects}
            documents = {
                path: one for path, one in documents.items() if path.rpartition("/")[0] in places
            }
        checked = plan.checked or former.checked
        now = CachedFolder(checked=checked, documents=dict(sorted(documents.items())))
        if now != former:
            self.inputs.cache.keep_folder(plan.name, now)
        if self.share is not None:
            path = shard_list(self.out / plan.name, self.share.shard.mark)
            data = shard_listed(now)
            if now.documents and not atomic.holds(path, data):
                atomic.write(path, data)

    def write(self) -> Manifest:
        """Write the manifest, and remember all files of this build and the last one.

        A build that is killed now leaves nothing that the next one would not remove.
        """
        manifest = self._now()
        self.inputs.cache.keep_manifest(manifest.with_files_of(self.former))
        manifest.write(self.out)
        return manifest

    def finish(self) -> tuple[list[str], list[str]]:
        """Write the manifest, remove what is no longer made: the paths as in :func:`clean_up`."""
        manifest, cache = self.write(), self.inputs.cache
        mark = mark_of(None if self.share is None else self.share.shard)
        cleaned = clean_up(self.out, cache, manifest, mark)
        cache.keep_manifest(manifest)
        return cleaned

    def _now(self) -> Manifest:
        """This build's entries, and those of projects that it was not asked for."""
        own = {file.key for file in self.inputs.projects}
        projects = dict(self.entries)
        for key, entry in self.former.projects.items():
            if key not in projects and entry.source not in self.inputs.gone:
                there = (one for one in entry.outputs if (self.out / one.path).is_file())
                files = self._whole(entry.outputs) if key in own else tuple(there)
                projects[key] = entry.model_copy(update={"outputs": files})
        alive = {key.rpartition("/")[0] for key in projects}
        folders = dict(self.folders)
        for name, outputs in self.former.folders.items():
            if name not in folders and name in alive and (whole := self._whole(outputs)):
                folders[name] = whole
        return self._manifest(projects, folders)

    def _manifest(
        self, projects: dict[str, ManifestEntry], folders: dict[str, tuple[Output, ...]]
    ) -> Manifest:
        return Manifest(
            made_with=dict(versions()), projects=projects, folders=folders, share=self.share
        )

    def _whole(self, outputs: Iterable[Output]) -> tuple[Output, ...]:
        return tuple(one for one in outputs if is_whole(one, self.out))


def in_order(planned: Iterable[PlannedDocument], built: Sequence[Output]) -> tuple[Output, ...]:
    """The files of documents in their order: those that were kept and those that were built."""
    by_path = {one.path: one for one in built}
    found = (one.kept or by_path.get(one.path) for one in planned)
    return tuple(one for one in found if one is not None)


def clean_up(out: Path, cache: Cache, now: Manifest, mark: str = "") -> tuple[list[str], list[str]]:
    """Remove what the cache names and ``now`` does not, and folders that are empty then.

    The paths, below the output folder, that were removed, and those that were changed since.
    """
    former = cache.manifest
    named = {output.path for output in now.outputs}
    removed: list[str] = []
    left: list[str] = []
    for output in former.outputs:
        path = out / output.path
        if output.path in named or not os.path.lexists(path):
            continue
        if is_whole(output, out):
            atomic.remove(path)
            removed.append(output.path)
        else:
            left.append(output.path)
    for name in sorted(_folders(former) - _folders(now)):
        listed = shard_list(out / name, mark)
        if mark:
            if atomic.holds(listed, shard_listed(cache.folder(name))):
                atomic.remove(listed)
            _remove_empty(out / name, out)
        cache.forget_folder(name)
    for parent in {str(Path(path).parent) for path in removed}:
        _remove_empty(out / parent, out)
    return removed, left


def _folders(manifest: Manifest) -> set[str]:
    return {key.rpartition("/")[0] for key in manifest.projects}


def _remove_empty(folder: Path, out: Path) -> None:
    """A folder and those above it, as far as nothing is in them."""
    with contextlib.suppress(OSError):
        while folder != out and folder.is_relative_to(out):
            with held(folder.parent) as parent:
                parent.remove_empty(folder.name)
            folder = folder.parent


def gone(sources: Iterable[str], places: Iterable[Path]) -> frozenset[str]:
    """The source files that no longer exist, of those below the places of a build."""
    names = [shown(place) for place in places]
    return frozenset(
        source
        for source in sources
        if any(name in {".", source} or source.startswith(f"{name}/") for name in names)
        and not Path(source).is_file()
    )
