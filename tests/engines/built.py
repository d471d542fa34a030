"""PDF files as a user gets them: built by the command, each kind of document and of file."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader

from ptgen.cli.main import main
from tests.engines import embedded, pictures, texts
from tests.engines.pictures import Engine, PdfJs

ROOT = Path(__file__).parents[2]


def built(projects: Path, out: Path, *options: str, **environment: str) -> list[Path]:
    """The PDF files that ``ptgen build`` makes of projects, in this process or with other variables."""
    words = ["build", str(projects), "--out", str(out), "-q", "--format", "pdf", *options]
    words += ["--jobs", "1"]
    if environment:
        command = [sys.executable, "-m", "ptgen", *words]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
    else:
        with contextlib.chdir(ROOT), pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 0
    return sorted(out.rglob("*.pdf"))


def by_typst(file: Path) -> bool:
    """Typst draws a merged cell behind the rows beside it: engines put it where they think best.

    The order in which it is read aloud is that of the structure.
    """
    metadata = PdfReader(file).metadata
    return metadata is not None and "Typst" in f"{metadata.creator} {metadata.producer}"


def faults(file: Path, engines: Mapping[str, Engine], firefox: PdfJs) -> list[str]:
    """What is wrong with a file: pictures, text, fonts, structure; raises when an engine fails."""
    checked = pictures.said("qpdf", "--check", file)
    copied = {name: read(file) for name, read in texts.ENGINES.items()}
    return [
        *pictures.disagreements({name: engine(file) for name, engine in engines.items()}),
        *texts.differences({**copied, "pdf.js": firefox.texts(file)}, ordered=not by_typst(file)),
        *embedded.faults(file),
        *([] if "No syntax or stream encoding errors found" in checked else [checked]),
    ]
