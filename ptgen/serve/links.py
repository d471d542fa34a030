"""The address of each page, the one place where names become addresses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from ptgen.core.model.project import DocumentKind

KINDS: Final = {"narrative": DocumentKind.NARRATIVE, "form": DocumentKind.FORM}
SLUGS: Final = {kind: slug for slug, kind in KINDS.items()}


def project(key: str) -> str:
    """The page of a project."""
    return f"/projects/{quote(key)}"


def document(kind: DocumentKind, key: str) -> str:
    """The page with one document of a project, kept up to date."""
    return f"/documents/{SLUGS[kind]}/{quote(key)}"


def sheet(kind: DocumentKind, key: str, version: str) -> str:
    """The document itself; ``version`` makes another content another address."""
    return f"/sheets/{SLUGS[kind]}/{quote(key)}?{urlencode({'v': version})}"


def download(kind: DocumentKind, style: str, key: str) -> str:
    """A document as a file."""
    return f"/downloads/{SLUGS[kind]}.{style}/{quote(key)}"


def folder_download(name: str, style: str, folder: str) -> str:
    """A file of a whole folder."""
    return f"/folders/{name}.{style}?{urlencode({'folder': folder})}"


def folder(name: str, asked: Mapping[str, str]) -> str:
    """The list of a folder's projects, of those that are asked for."""
    return "/?" + urlencode({**asked, "folder": name})


def source(path: str, line: int) -> str:
    """A line of a file."""
    return f"/source?{urlencode({'file': path})}#L{line}"


def editor(path: str, line: int, column: int) -> str:
    """A place in a file, for Visual Studio Code."""
    return f"vscode://file{quote(Path(path).absolute().as_posix())}:{line}:{column}"


def rule(code: str) -> str:
    """What a rule means."""
    return f"/rules/{code}"


def changes(revision: str) -> str:
    """The change against a revision."""
    return f"/changes?{urlencode({'revision': revision})}"
