"""Word files and workbooks as LibreOffice draws them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def drawn(data: bytes, kind: str, folder: Path) -> Path:
    """The PDF file that LibreOffice makes of a ``docx`` or ``xlsx``; it lies in ``folder``."""
    program = shutil.which("soffice")
    assert program is not None, "scripts/setup.sh dev"
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"drawn.{kind}"
    source.write_bytes(data)
    target = source.with_suffix(".pdf")
    target.unlink(missing_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [program, profile, *options, str(source)], check=True, capture_output=True, timeout=120
    )
    assert target.is_file()
    return target
