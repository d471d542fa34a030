"""Stage cli: ``ptgen merge``: what shards built on several machines becomes one build."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import click

from ptgen.build.build import build
from ptgen.build.cache_key import Digests, templates_digest
from ptgen.build.documents import Settings
from ptgen.build.manifest import Entry
from ptgen.build.plan import Planner
from ptgen.build.shards.merge import Merge
from ptgen.build.shards.results import parts_of
from ptgen.cli.localization import ChineseCommand
from ptgen.cli.publish.build_inputs import gathered
from ptgen.cli.publish.progress import progress_for
from ptgen.cli.publish.reporter import Said, report
from ptgen.cli.publish.workers import fonts_here, processes
from ptgen.core import atomic
from ptgen.render.errors import MachineError
from ptgen.report.escape import visible


@dataclass(frozen=True, slots=True)
class _Request:
    """What the command line asks for."""

    parts: tuple[Path, ...]
    places: tuple[Path, ...]
    out: Path
    jobs: int | None


@click.command(
    cls=ChineseCommand,
    help="合并 ptgen build --shard 各份的结果，再生成汇总和汇编；"
    "结果和不分份的 ptgen build 每个字节都相同。"
    "只核对各份合不合得上，不重新生成文书：做各份的机器要信得过。"
    "[文件夹] 是各份的输出文件夹，或放着它们的文件夹。",
    epilog="例：ptgen merge parts/* --out build",
)
@click.argument(
    "parts",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="文件夹…",
)
@click.option(
    "--projects",
    "places",
    multiple=True,
    default=("projects",),
    type=click.Path(path_type=Path, exists=True),
    metavar="路径",
    help="各份由哪里的项目生成（默认 projects）",
)
@click.option(
    "--out",
    default="build",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="写到哪个文件夹（默认 build）",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    metavar="个数",
    help="同时用几个进程（默认按处理器）",
)
@click.option("--explain", is_flag=True, help="逐份说明为什么生成，或为什么不必生成")
@click.option("--quiet", "-q", is_flag=True, help="只显示错误")
def merge(
    *,
    parts: tuple[Path, ...],
    places: tuple[Path, ...],
    out: Path,
    jobs: int | None,
    explain: bool,
    quiet: bool,
) -> int:
    """Read what shards made, check it, copy it, draw what is of folders; see the help."""
    began = time.monotonic()
    request = _Request(parts, places, out, jobs)
    try:
        with atomic.locked(out), progress_for(quiet=quiet) as progress:
            said = Said(progress, quiet, explain)
            entries = _merged(request, said)
    except (atomic.OutputError, MachineError) as failure:
        click.echo(f"错误: {visible(str(failure))}", err=True)
        return 2
    report(said)
    if not quiet:
        progress.summary(sorted(entries.items()), time.monotonic() - began)
    return 1 if said.errors else 0


def _merged(request: _Request, said: Said) -> dict[str, Entry]:
    """The manifest's entries, by key."""
    found = gathered(request.places, request.out, said)
    parts = parts_of(request.parts, [file.key for file in found.files.projects])
    share = parts.share
    said.merged(share.count)
    with fonts_here(found.disk, share.formats) as fonts:
        settings = Settings(
            found.disk,
            request.out,
            share.formats,
            fonts,
            templates_digest(found.disk),
            variant=share.variant,
            enclose=share.enclose,
        )
        digests = Digests(settings)
        places = {key: part.folder for key, part in parts.of.items()}
        planner = Planner(settings, found.rules, digests, force=False, places=places)
        run = Merge(found.files, settings, planner, said, found.cache, parts=parts)
        run.require_same_inputs(digests)
        said.cleaned_up(build(run, processes(request.jobs, len(found.files.projects))))
    said.forgetful(found.cache.why)
    return run.entries
