"""Old formats through LibreOffice, which is started apart, without network paths or macros."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from ptgen.read.package import PackageError

SECONDS: Final = 120
TARGETS: Final = {
    ".doc": "docx", ".wps": "docx", ".rtf": "docx", ".odt": "docx", ".dot": "docx",
    ".xls": "xlsx", ".et": "xlsx", ".ods": "xlsx",
}  # fmt: skip


def converted(data: bytes, suffix: str) -> tuple[bytes, str]:
    """Return the file as one of Word or Excel with the kind that it is now."""
    kind = TARGETS[suffix]
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not Path(program).is_absolute():
        raise PackageError(
            f"是 {suffix} 格式，要装有 LibreOffice 才能读；请安装，或用 Word、WPS 另存为 .{kind}"
        )
    with tempfile.TemporaryDirectory(prefix="ptgen-") as name:
        folder = Path(name)
        source = folder / f"source{suffix}"
        source.write_bytes(data)
        options = [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", "--nologo", "--nodefault",
            "--convert-to", kind, "--outdir", str(folder / "out"),
        ]  # fmt: skip
        try:
            subprocess.run(  # noqa: S603  a program of the system, by its whole path
                [program, *options, str(source)],
                check=False, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise PackageError(f"LibreOffice {SECONDS} 秒没有转换完；请另存为 .{kind}") from error
        target = folder / "out" / f"source.{kind}"
        if not target.is_file():
            raise PackageError(f"LibreOffice 打不开它，可能已损坏或设有密码；请另存为 .{kind}")
        return target.read_bytes(), kind
