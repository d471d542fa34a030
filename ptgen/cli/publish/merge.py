"""``ptgen merge``: what shards built on several machines becomes one build."""

from pathlib import Path

import click

from ptgen.cli.localization import command
from ptgen.cli.places import FOLDER_THERE, THERE
from ptgen.cli.publish.reporter import BuildReporter
from ptgen.cli.publish.run import EXPLAIN, JOBS, OUT, QUIET, BuildRequest, run_build


@command(
    help="把几台机器分做的合到一起：合并 ptgen build --shard 各份的结果，再生成汇总和汇编；"
    "结果和不分份的 ptgen build 每个字节都相同。"
    "只核对各份合不合得上，不重新生成文书：做各份的机器要信得过。"
    "[文件夹] 是各份的输出文件夹，或放着它们的文件夹。",
    epilog="例：ptgen merge parts/* --out build",
)
@click.argument("parts", nargs=-1, required=True, type=FOLDER_THERE, metavar="文件夹…")
@click.option(
    "--projects",
    "places",
    multiple=True,
    default=("projects",),
    type=THERE,
    metavar="路径",
    help="各份由哪里的项目生成（默认 projects）",
)
@OUT
@JOBS
@EXPLAIN
@QUIET
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
    request = BuildRequest(places, out, jobs, parts)
    return run_build(request, BuildReporter(quiet, explain))
