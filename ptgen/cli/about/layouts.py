"""``ptgen layouts``: which editions there are, what each needs, where it comes from."""

from collections.abc import Iterator
from pathlib import Path

import click

from ptgen.cli.localization import command
from ptgen.cli.places import paths_argument
from ptgen.core.diagnostics import in_order
from ptgen.core.filesystem import builtin_templates, disk_files, shown
from ptgen.core.layout.load import load
from ptgen.core.layout.model import Layout, Need
from ptgen.report.escape import visible
from ptgen.report.findings.text import render_text


@command(
    help="看有哪些表可用：列出各版式的名称、必填的键、增加的键、出处。版式有错误时指出在哪一行。",
    epilog="例：ptgen layouts projects/",
)
@paths_argument
def layouts(paths: tuple[Path, ...]) -> int:
    """Print every edition at hand; status 1 when one is wrong."""
    files = disk_files(paths)
    builtin = shown(builtin_templates())
    wrong = False
    for name in files.layouts():
        loaded = load(name, files.layout)
        if loaded is None:
            continue
        path = loaded.sources[0].path
        place = "自带" if path.startswith(f"{builtin}/") else path
        click.echo(visible(f"{name}（{place}）"))
        if loaded.layout is None:
            wrong = True
            lines = {source.path: source.lines for source in loaded.sources}
            click.echo(render_text(in_order(loaded.diagnostics), lines, color=False))
        else:
            for title, value in _facts(loaded.layout):
                if value:
                    click.echo(visible(f"  {title}：{value}"))
    return 1 if wrong else 0


def _facts(layout: Layout) -> Iterator[tuple[str, str]]:
    """Names and values; a value is empty where the edition has none."""
    yield "名称", layout.title
    if layout.series and layout.since is not None:
        yield "系列", f"{layout.series}，{layout.since}年度起用"
    yield "继承", layout.extends or ""
    yield "必填", "、".join(layout.required)
    groups = (
        f"{level1}/{level2}"
        for level1, inner in layout.dictionary.items()
        for level2, need in inner.items()
        if need is Need.REQUIRED
    )
    yield "必有的指标", "、".join(groups)
    for title, fields in (
        ("增加的键", layout.fields),
        ("预算项增加的键", layout.item_fields),
        ("指标增加的键", layout.indicator_fields),
    ):
        keys = (
            f"{key}（{'、'.join(field.choices)}）" if field.choices else key
            for key, field in fields.items()
        )
        yield title, "、".join(keys)
    yield "资金种类", "、".join(f"{name}（{counted}）" for name, counted in layout.funding.items())
    yield "来源", layout.source or ""
