"""What a shell offers to complete a word: codes of rules, editions, revisions."""

import re
from functools import partial
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ptgen.core.filesystem import disk_files

_WORD = re.compile(r"[\w./@+-]+")


def codes(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The codes of rules, each with its name; behind a comma those of the next."""
    from ptgen.check.catalogue import CATALOGUE  # noqa: PLC0415 only when a shell asks

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{code}", help=rule.name)
        for code, rule in CATALOGUE.items()
        if code.startswith(last.upper())
    ]


def editions(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The names of the editions at hand."""
    names = disk_files([Path("projects")]).layouts()
    return [name for name in names if name.startswith(incomplete)]


layout_option = partial(
    click.option, "--layout", "edition", metavar="版式", shell_complete=editions
)


def revisions(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Branches and tags of the repository, behind ``..`` too; and files.

    A name that a shell would read as more than a word is not offered: bash puts in what it is given.
    """
    before, dots, last = incomplete.rpartition("..")
    names = (name for name in _references() if name.startswith(last) and _WORD.fullmatch(name))
    found = (CompletionItem(f"{before}{dots}{name}") for name in names)
    return [*found, CompletionItem(incomplete, type="file")]


def _references() -> list[str]:
    from ptgen.compare.git.commands import GitError  # noqa: PLC0415 only when a shell asks
    from ptgen.compare.git.repository import open_repository  # noqa: PLC0415

    arguments = ("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags")
    try:
        listed = open_repository(Path.cwd()).run(*arguments)
    except GitError:
        return []
    return listed.decode("utf-8", "replace").split()
