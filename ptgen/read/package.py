"""The parts of a file of Word or Excel: a zip, opened within limits."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

MAIN_PART: Final = "word/document.xml"
MAX_PARTS: Final = 500
MAX_BYTES: Final = 40 * 2**20
MAX_RATIO: Final = 200
"""Styles that Word writes compress 20 to 40 times; a bomb 1000 times."""

_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
"""What zipfile raises over bytes that were made up."""


class PackageError(Exception):
    """A zip is damaged or beyond the limits; ``str()`` says why, in Chinese."""


class DamagedError(PackageError):
    """The bytes are no zip."""


def is_zip(data: bytes) -> bool:
    """Return whether the bytes begin as a file of Word or Excel does."""
    return data.startswith(b"PK\x03\x04")


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts by name, in their order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            return {one.filename: archive.read(one) for one in entries if not one.is_dir()}
    except _UNREADABLE as error:
        raise DamagedError(
            "不是完整的文件，或已损坏；请用 Word、Excel 或 WPS 打开后另存一份"
        ) from error


def checked_parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip, whose XML is whole and declares no entities."""
    parts = unzipped(data)
    for name, part in parts.items():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        try:
            root = parse_part(part)
        except etree.XMLSyntaxError as error:
            raise PackageError(f"其中 {name} 已损坏；请用 Word、Excel 或 WPS 另存一份") from error
        if root.getroottree().docinfo.doctype:
            raise PackageError(f"其中 {name} 含有 DTD；请用 Word、Excel 或 WPS 另存一份")
    return parts


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_PARTS or len(names) != len({name.casefold() for name in names}):
        raise PackageError("内部文件过多或重名")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise PackageError(f"解压后超过 {MAX_BYTES >> 20} MB；请删去里面的大图")
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageError(f"其中 {entry.filename} 压缩方法不合规")
        if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * entry.compress_size:
            raise PackageError(f"其中 {entry.filename} 压缩比异常")


def related(parts: Mapping[str, bytes], name: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield the parts of XML to which a part has relations, with the kinds of these.

    What lies outside of the file is never looked for.
    """
    folder, _, last = name.rpartition("/")
    rels = f"{folder}/_rels/{last}.rels"
    for link in parse_part(parts[rels]) if rels in parts else ():
        target = link.get("Target", "")
        whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if link.get("TargetMode") != "External" and whole in parts and whole.endswith(".xml"):
            yield link.get("Type", "").rsplit("/", 1)[-1], parse_part(parts[whole])


def parse_part(part: bytes) -> etree._Element:
    """Return the part's elements; entities, DTDs and network are never followed."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(part, parser)
