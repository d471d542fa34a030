"""Write down all that ptgen says and makes, so that two states of the code can be compared.

    python scripts/snapshot_outputs.py FOLDER

runs the commands of this checkout over ``projects/`` and the gallery of wrong files. FOLDER gets
the output and exit status of each command, and a list of all documents: PDF and other files by
their SHA-256, Word and Excel files by that of the canonical XML of every part. Two folders made
from two revisions are then compared with ``diff -r``. Times and the length of a run are left out.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
PTGEN = Path(sys.executable).with_name("ptgen")
_SECONDS = re.compile(r"[\d.]+ ?(?:秒|毫秒|s\b)")
_VARIANTS = ("pdf/a-3u",)
_COMMANDS = (
    "init", "new", "import", "rollover", "check", "rule", "fmt", "build", "merge", "serve", "diff", "text",
    "export", "layouts", "doctor", "completion", "schema",
)  # fmt: skip


def said(*words: str) -> str:
    """The exit status and both outputs of a command."""
    done = subprocess.run(
        (str(PTGEN), *words),
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    text = f"$ ptgen {' '.join(words)}\n{done.stdout}--\n{done.stderr}= {done.returncode}\n"
    return _SECONDS.sub("… 秒", text)


def gallery() -> Iterator[str]:
    """The wrong files: those that stand alone, and folders."""
    folder = ROOT / "tests" / "gallery"
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yaml" or path.is_dir():
            yield str(path.relative_to(ROOT))


def reports() -> Iterator[tuple[str, str]]:
    """Every report as (name, text)."""
    for style in ("text", "json", "github", "sarif"):
        yield f"check-{style}", said("check", "projects", "--format", style)
        yield (
            f"gallery-{style}",
            "".join(said("check", one, "--format", style) for one in gallery()),
        )
    for style in ("text", "markdown", "json", "html"):
        pair = "projects/songjiang-2022", "projects/guangfulin-2022"
        yield f"diff-{style}", said("diff", "--no-git", *pair, "--format", style)
        yield f"same-{style}", said("diff", "--no-git", "projects", "projects", "--format", style)
    for style in ("json", "csv"):
        yield f"export-{style}", said("export", "projects", "--format", style)
    yield "ignored", said("check", "projects", "--show-ignored")
    yield "fmt", said("fmt", "--check", "projects")
    yield "rules", said("rule")
    yield "layouts", said("layouts")
    yield "help", said("--help") + "".join(said(name, "--help") for name in _COMMANDS)
    for name in ("project", "unit", "layout"):
        yield f"schema-{name}", said("schema", name)
    files = sorted((ROOT / "projects").rglob("*.yaml"))
    yield "text", "".join(said("text", str(one.relative_to(ROOT))) for one in files[:12])


def digests(folder: Path) -> Iterator[str]:
    """A line for each file, and for each part of one that is a package."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder)
        if path.suffix not in (".docx", ".xlsx"):
            yield f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
            continue
        with zipfile.ZipFile(path) as package:
            for part in sorted(package.namelist()):
                data = package.read(part)
                if part.endswith((".xml", ".rels")):
                    data = canonical(part, data)
                yield f"{name} {part} {hashlib.sha256(data).hexdigest()}"


def canonical(part: str, data: bytes) -> bytes:
    """The XML of a part; content types and relations without an order, as they have none."""
    root = etree.fromstring(data)
    if part == "[Content_Types].xml" or part.endswith(".rels"):
        root[:] = sorted(root, key=lambda one: sorted(map(str, one.attrib.values())))
    return etree.tostring(root, method="c14n2")


def built(*options: str) -> str:
    """What a build says and makes."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("build", "projects", "--out", folder, "--force", "--jobs", "2", *options)
        # The processes end in any order.
        text = "".join(sorted(said(*words).replace(folder, "OUT").splitlines(keepends=True)))
        return text + "".join(f"{line}\n" for line in digests(Path(folder)))


def main(target: Path) -> None:
    """Write all into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for name, text in reports():
        (target / name).write_text(text, "utf-8")
    (target / "documents").write_text(built("--format", "docx,pdf,xlsx"), "utf-8")
    for variant in _VARIANTS:
        archived = built("--format", "pdf", "--pdf-variant", variant, "--enclose")
        (target / f"documents-{variant.replace('/', '-')}").write_text(archived, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
