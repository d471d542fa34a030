"""``ptgen check``: say what is wrong with projects.

Only ``--fix`` writes to them; with ``--baseline`` what is known and no more leaves that file.
"""

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from ptgen.check.baseline import DEFAULT_FILE, Baseline, read_baseline
from ptgen.check.catalogue import CATALOGUE
from ptgen.check.config import Configured, configured, unknown_code, with_options
from ptgen.check.many import examine_files
from ptgen.cli.about.completers import codes
from ptgen.cli.author.difference import echo_difference
from ptgen.cli.localization import command
from ptgen.cli.places import FILE, flag, format_option, paths_argument, projects_at
from ptgen.core.atomic import OutputError, reason
from ptgen.core.diagnostics import Diagnostic, Severity, Standing, in_order
from ptgen.core.filesystem import disk_files, partial_folders, read_bytes, write_bytes
from ptgen.core.loader import Files
from ptgen.core.source.decode import recoded
from ptgen.report.escape import visible, wants_color
from ptgen.report.findings.text import place, render_text, summary

FORMATS = ("text", "json", "github", "sarif")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and the lines of the files that it was found in.

    ``ignored`` is what comments silence: it is shown where asked for and counts for nothing, as
    are findings that a baseline knows. ``codes`` are the rules that were looked at in all files.
    """

    findings: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...]
    lines: dict[str, Sequence[str]]
    projects: int
    codes: frozenset[str]

    @property
    def open(self) -> tuple[Diagnostic, ...]:
        """The findings that count."""
        return tuple(one for one in self.findings if one.standing is Standing.OPEN)


def _codes(
    _context: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    codes = [code.strip().upper() for text in value for code in text.split(",") if code.strip()]
    for code in codes:
        wrong = unknown_code(code)
        if wrong:
            raise click.BadParameter(f"{wrong}；ptgen rule 列出所有规则", param=param)
    return tuple(codes)


_codes_option = partial(
    click.option, multiple=True, callback=_codes, metavar="代码", shell_complete=codes
)


@command(
    help="看写得对不对：检查 [路径] 下的项目（默认 projects/），指出每处问题在哪一行、怎么改。",
    epilog="例：ptgen check projects/ --format github\n\n状态码 0 没有错误，1 有错误，2 无法运行。",
)
@paths_argument
@format_option(
    "style",
    type=click.Choice(FORMATS),
    default="text",
    metavar="|".join(FORMATS),
    help="输出的格式（默认 text）",
)
@_codes_option("--select", help="只看这些规则，如 PT2,PT301")
@_codes_option("--ignore", help="不看这些规则")
@flag("--strict", help="有警告也算不通过")
@flag("--show-ignored", help="注释里忽略的也列出来，不影响状态码")
@click.option(
    "--baseline",
    type=FILE,
    metavar="文件",
    help="已知的问题只报个数，不算不通过；改好的从这个文件里去掉",
)
@flag("--write-baseline", help=f"把现有的问题都记为已知，写进基线（缺省 {DEFAULT_FILE}）")
@flag("--fix", help="把能安全改的改好：编码、全角的冒号和括号、缩进、日期、网页标记等")
@flag("--diff", help="显示 --fix 要改什么，不改")
def check(
    *,
    paths: tuple[Path, ...],
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    show_ignored: bool,
    baseline: Path | None,
    write_baseline: bool,
    fix: bool,
    diff: bool,
) -> int:
    """Check and report; see the help."""
    projects_at(paths)
    config = configured(paths)
    settings = replace(config, settings=with_options(config.settings, select, ignore))
    if diff:
        return 1 if _fix(paths, settings, show=True) else 0
    known = _baseline(baseline, write=write_baseline)
    if fix:
        _fix(paths, settings, show=False)
    checked = _checked(paths, settings)
    if known is not None:
        checked = _without_known(checked, known, write=write_baseline)
    _show(checked, style, ignored=show_ignored)
    worst = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return 1 if any(found.severity in worst for found in checked.open) else 0


def _baseline(file: Path | None, *, write: bool) -> Baseline | None:
    """The baseline that was asked for; one that is to be written need not be there."""
    if file is None and not write:
        return None
    file = file or Path(DEFAULT_FILE)
    return Baseline(file) if write and not file.exists() else read_baseline(file)


def _without_known(checked: Checked, baseline: Baseline, *, write: bool) -> Checked:
    """The findings with their standing; the baseline's file is kept up to date."""
    compared = baseline.compared(checked.findings, checked.lines, checked.lines, checked.codes)
    if write:
        added = [one for one in compared.findings if one.standing is Standing.OPEN]
        renewed = compared.baseline.with_findings(added, checked.lines)
        renewed.write()
        count = sum(renewed.counts.values())
        click.echo(f"基线 {visible(str(baseline.file))}：记下 {count} 处已知问题", err=True)
        compared = renewed.compared(checked.findings, checked.lines, (), ())
    elif compared.fixed:
        compared.baseline.write()
        told = f"{compared.fixed} 处已知问题改好了，已从基线 {visible(str(baseline.file))} 去掉"
        click.echo(told, err=True)
    return replace(checked, findings=compared.findings)


def _checked(places: Sequence[Path], config: Configured, content: Files | None = None) -> Checked:
    files, wrong = projects_at(places)
    incomplete = partial_folders(places, files)
    examined = examine_files(
        files,
        content or disk_files(places),
        config.settings,
        incomplete,
        jobs=1 if content else None,
    )
    codes = frozenset(
        code
        for code, rule in CATALOGUE.items()
        if config.settings.everywhere(code) and not (rule.across and incomplete)
    )
    findings = in_order((*config.diagnostics, *wrong, *examined.outcome.findings))
    lines = {**config.lines, **examined.lines}
    return Checked(findings, examined.outcome.ignored, lines, len(files), codes)


def _fix(paths: Sequence[Path], config: Configured, *, show: bool) -> int:
    """Mend the files in place, or show what would change; how much that is."""
    from ptgen.edit.fixes import fixed  # noqa: PLC0415 a plain check starts sooner without it

    result = fixed(
        disk_files(paths),
        lambda files: _checked(paths, config, files).findings,
        # A link may lead out of the repository: nothing is written there.
        lambda name: None if Path(name).is_symlink() else read_bytes(Path(name)),
    )
    for name, text in result.texts.items():
        if show:
            before = recoded(read_bytes(Path(name)) or b"") or ""
            echo_difference(name, before, text)
            continue
        try:
            write_bytes(Path(name), text.encode("utf-8"))
        except OSError as failure:
            raise OutputError(f"写不了 {name}：{reason(failure)}") from failure
    word = "要改" if show else "已改"
    for found in result.done:
        click.echo(f"{place(found)}  {word} {found.code} {visible(found.message)}", err=True)
    return len(result.done)


def _marked(found: Diagnostic) -> Diagnostic:
    message = f"{found.message}（已忽略）"
    return replace(found, severity=Severity.HINT, message=message, standing=Standing.IGNORED)


def _show(checked: Checked, style: str, *, ignored: bool) -> None:
    marked = [_marked(one) for one in checked.ignored] if ignored else []
    findings = in_order((*checked.findings, *marked))
    if style != "text":
        module = importlib.import_module(f"ptgen.report.findings.{style}")
        click.echo(getattr(module, f"render_{style}")(findings), nl=False)
        return
    text = render_text(findings, checked.lines, color=wants_color(sys.stdout))
    click.echo(text or f"{checked.projects} 个项目，{summary(findings)}\n", nl=False)
