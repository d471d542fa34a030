"""What a new repository says of ptgen, so that each clone of it installs the same."""

import base64
import hashlib
import importlib.metadata
import io
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

import ptgen
from ptgen.core.errors import PtgenError

FILE: Final = "requirements.txt"
_VENDOR: Final = "vendor"
_TOLD: Final = """\
# 用哪个版本的 ptgen，各人和自动检查都在这个文件夹里按这一行安装：pip install -r requirements.txt
"""
_ONLY_HERE: Final = """\
# 这个 ptgen 是从本机的代码运行的：别处要能按版本号装到它，或换成它的安装包
"""
# What an installer adds to the files of a wheel.
_INSTALLED: Final = frozenset(("INSTALLER", "REQUESTED", "direct_url.json", "RECORD"))
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def requirements(*, vendor: bool = False) -> dict[str, bytes]:
    """The requirements file with its one line, and the wheel that it may name, by their paths.

    A wheel that lies on this machine is put into the repository, since nobody else has it; with
    ``vendor`` any is. Raises :class:`~ptgen.core.errors.PtgenError`.
    """
    noted = origin()
    here = str(noted.get("url", "")).startswith("file:") and "archive_info" in noted
    if not vendor and not here:
        told = f"{_TOLD}{_ONLY_HERE}" if "dir_info" in noted else _TOLD
        return {FILE: f"{told}{requirement(noted)}\n".encode()}
    name = f"{_VENDOR}/ptgen-{ptgen.__version__}-py3-none-any.whl"
    return {FILE: f"{_TOLD}./{name}\n".encode(), name: wheel()}


def requirement(noted: dict[str, object]) -> str:
    """The line, from what the installer noted about where ptgen came from (PEP 610).

    A repository and commit, or the address of a wheel, where it came from one, else the released
    version.
    """
    match noted:
        case {"url": url, "vcs_info": {"vcs": kind, "commit_id": commit}}:
            return f"ptgen @ {kind}+{url}@{commit}"
        case {"url": str() as url, "archive_info": {"hashes": {"sha256": digest}}}:
            return f"ptgen @ {url}#sha256={digest}"
        case {"url": str() as url, "archive_info": _}:
            return f"ptgen @ {url}"
    return f"ptgen=={ptgen.__version__}"


def origin() -> dict[str, object]:
    """What the installer noted, nothing where ptgen came from an index or was not installed."""
    try:
        text = importlib.metadata.distribution("ptgen").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        text = '{"dir_info": {}}'
    noted = json.loads(text or "{}")
    return noted if isinstance(noted, dict) else {}


def wheel() -> bytes:
    """The wheel of the ptgen that runs, made of its installed files; the same bytes each time."""
    if "dir_info" in origin():  # a folder of this machine
        raise PtgenError(
            "这个 ptgen 是从本机的代码文件夹运行的，没有可以放进仓库的安装包：先 make wheel，再安装它"
        )
    found = importlib.metadata.distribution("ptgen").files or []
    files = {
        path.as_posix(): Path(path.locate()).read_bytes()
        for path in sorted(found)
        if path.parts[0].startswith("ptgen")
        and path.suffix != ".pyc"
        and not (path.parts[0].endswith(".dist-info") and path.name in _INSTALLED)
    }
    folder = next(PurePosixPath(name).parent for name in files if name.endswith("/METADATA"))
    lines = [f"{name},{_digest(data)},{len(data)}" for name, data in files.items()]
    record = f"{folder}/RECORD"
    files[record] = "\n".join((*lines, f"{record},,", "")).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _digest(data: bytes) -> str:
    code = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"sha256={code}"
