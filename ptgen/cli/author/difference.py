"""Show what a command would change in a file."""

import difflib

import click

from ptgen.report.escape import visible


def echo_difference(path: str, before: str, after: str) -> None:
    """The unified difference of a file's texts, as ``git diff`` shows it."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm=""
    )
    for line in lines:
        click.echo(visible(line))
