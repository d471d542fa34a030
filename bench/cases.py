"""What is measured: the same work by ptgen and by its peers, each as a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.measure import Case, always, libreoffice

BENCH = Path(__file__).parent
NAIVE, TABLES = "naive: docxtpl + WeasyPrint", "docxtpl as documented (Subdoc)"
FIXED = "naive, with ptgen's fixed columns"
OFFICE, TYPST, OWN = "docxtpl + LibreOffice", "Typst (PDF only)", "ptgen"
OWN_TYPST = "ptgen --engine typst"
HELP, CHECK, PYTHON = "ptgen --help", "ptgen check one.yaml", "python -c pass"
CHECK_MANY = "ptgen check projects/"
DOCX_ONLY = "docxtpl, tables given as XML"
_FIXED = ("--columns", "fixed")


@dataclass(frozen=True, slots=True)
class Input:
    """Projects and what the peers know of them."""

    projects: Path
    values: Path


def _own(*words: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "ptgen", *words]


def _peer(script: str, *words: str | Path) -> list[str | Path]:
    return [sys.executable, BENCH / "peers" / script, *words]


def builds(given: Input, jobs: int) -> list[Case]:
    """Word and PDF files of all projects, from the start of a process to its end."""
    number = str(jobs)
    build: tuple[str | Path, ...] = ("build", given.projects, "-q", "-j", number)
    cases = [
        Case(OWN, lambda out: _own(*build, "--out", out)),
        Case(OWN_TYPST, lambda out: _own(*build, "--out", out, "--engine", "typst")),
        Case(NAIVE, lambda out: _peer("naive.py", given.values, out, "--jobs", number)),
        Case(FIXED, lambda out: _peer("naive.py", given.values, out, "--jobs", number, *_FIXED)),
        Case(TYPST, lambda out: _peer("typst_pdf.py", given.values, out, "--jobs", number)),
    ]
    if libreoffice():
        cases.append(
            Case(OFFICE, lambda out: _peer("libreoffice.py", given.values, out, "--jobs", number))
        )
    return cases


def starts(given: Input, many: Path) -> list[Case]:
    """What answers before anything is drawn, for a project and for many."""
    commands: dict[str, Sequence[str | Path]] = {
        PYTHON: [sys.executable, "-c", "pass"],
        HELP: _own("--help"),
        CHECK: _own("check", given.projects),
        CHECK_MANY: _own("check", many),
    }
    return [Case(name, always(command)) for name, command in commands.items()]


def warm(given: Input) -> list[Case]:
    """Processes that print how long each project took them."""
    own: list[str | Path] = [sys.executable, "-m", "bench.own", given.projects]
    cases = [
        Case(f"{OWN} docx", lambda _: [*own, "--formats", "docx"]),
        Case(f"{OWN} pdf", lambda _: [*own, "--formats", "pdf"]),
        Case(f"{OWN_TYPST} pdf", lambda _: [*own, "--formats", "pdf", "--engine", "typst"]),
        Case(DOCX_ONLY, lambda out: _peer("naive.py", given.values, out, "--formats", "docx")),
        Case(NAIVE, lambda out: _peer("naive.py", given.values, out, "--formats", "pdf")),
        Case(FIXED, lambda out: _peer("naive.py", given.values, out, "--formats", "pdf", *_FIXED)),
        Case(TYPST, lambda out: _peer("typst_pdf.py", given.values, out)),
    ]
    if find_spec("docxcompose"):  # which docxtpl needs for a Subdoc and does not install itself
        words = (given.values, "--formats", "docx", "--tables", "subdoc")
        cases.append(Case(TABLES, lambda out: _peer("naive.py", words[0], out, *words[1:])))
    return cases
