"""ptgen in one process: ``own.py PROJECTS [--formats docx,pdf]`` prints seconds a project, as JSON.

Each project is read from its YAML, checked by the stages, computed and drawn, nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from ptgen.build.documents import Documents
from ptgen.build.settings import BuildSettings
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loader
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of


def timed(projects: Path, formats: tuple[str, ...], engine: str) -> dict[str, list[float]]:
    """Seconds that each project took, by format: both documents, from YAML to bytes."""
    files, _ = discover([projects])
    disk = disk_files([projects])
    loader = Loader(disk)
    documents = Documents(BuildSettings(disk, projects.parent / "unused", formats))
    taken: dict[str, list[float]] = {style: [] for style in formats}
    for file in files:
        for style in formats:
            start = time.perf_counter()
            content = loader.load(file).content
            if content is None:
                raise ValueError(f"{file.path} is not sound")
            pdf = documents.typst if engine == "typst" else documents.weasyprint
            renderer = documents.word if style == "docx" else pdf
            for document in (narrative_of(content), form_of(content)):
                renderer.draw(document)
            taken[style].append(time.perf_counter() - start)
    return taken


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("projects", type=Path)
    parser.add_argument("--formats", default="docx,pdf")
    parser.add_argument("--engine", default="weasyprint")
    options = parser.parse_args()
    json.dump(
        timed(options.projects, tuple(options.formats.split(",")), options.engine), sys.stdout
    )


if __name__ == "__main__":
    main()
