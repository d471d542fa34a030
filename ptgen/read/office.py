"""Old formats through LibreOffice: in a folder of its own, without macros, links or network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from ptgen.read.package import PackageError

SECONDS: Final = 120
SUFFIXES: Final = (".doc", ".wps", ".xls", ".et", ".rtf", ".odt", ".ods")

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS: Final = (  # beginning, what else is in it, LibreOffice's filter, what it becomes
    (_OLE, "WordDocument".encode("utf-16-le"), "MS Word 97", "docx"),
    (_OLE, "Workbook".encode("utf-16-le"), "MS Excel 97", "xlsx"),
    (_OLE, "Book".encode("utf-16-le"), "MS Excel 95", "xlsx"),
    (b"{\\rtf", b"", "Rich Text Format", "docx"),
    (b"PK", b"application/vnd.oasis.opendocument.text", "writer8", "docx"),
    (b"PK", b"application/vnd.oasis.opendocument.spreadsheet", "calc8", "xlsx"),
)
_SETTINGS: Final = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "1"),
)
_NOWHERE: Final = "http://127.0.0.1:9"


def converted(data: bytes) -> bytes | None:
    """Return the file as one of Word or Excel; ``None`` when LibreOffice is not for it."""
    for start, part, name, kind in _KINDS:
        if data.startswith(start) and part in data:
            return _run(data, name, kind)
    return None


def _run(data: bytes, infilter: str, kind: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not Path(program).is_absolute():
        raise PackageError(
            f"是旧的格式，装了 LibreOffice 才能读；请安装，或用 Word、Excel、WPS 另存为 .{kind}"
        )
    with tempfile.TemporaryDirectory(prefix="ptgen-") as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.write_text(_registry(), "utf-8")
        (folder / "source").write_bytes(data)
        options = [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", f"--infilter={infilter}",
            "--convert-to", kind, "--outdir", str(folder / "out"),
        ]  # fmt: skip
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"), _NOWHERE)
        try:
            subprocess.run(  # noqa: S603  a program of the system, by its whole path
                [program, *options, str(folder / "source")],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                cwd=folder,
                env={**os.environ, **proxies},
            )
        except subprocess.TimeoutExpired as error:
            raise PackageError(f"LibreOffice {SECONDS} 秒没有转换完；请另存为 .{kind}") from error
        target = folder / "out" / f"source.{kind}"
        if not target.is_file():
            raise PackageError(f"LibreOffice 打不开，可能已损坏或设有密码；请另存为 .{kind}")
        return target.read_bytes()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )
