"""``ptgen rule``: what the rules are, and what one means."""

import click

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import listing, page_of
from ptgen.cli.about.completers import codes
from ptgen.cli.localization import command, suggestion


@command(
    help="弄懂检查指出的问题：列出所有检查规则；写出 [代码] 就说明这一条：它做什么，为什么不好，怎么改。",
    epilog="例：ptgen rule PT203",
)
@click.argument("code", required=False, metavar="[代码]", shell_complete=codes)
def rule(code: str | None) -> int:
    """Print the list, or a page; see the help."""
    if code is None:
        click.echo(listing(), nl=False)
        return 0
    wanted = code.strip().upper()
    if wanted not in CATALOGUE:
        raise click.UsageError(f"没有规则 {code}{suggestion(wanted, CATALOGUE)}")
    click.echo(page_of(wanted), nl=False)
    return 0
