"""What two machines must have in common to draw the same bytes: versions and digests, by name.

They are compared before a machine draws for another one.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping

from ptgen.build.cache import digest
from ptgen.build.cache_key import program, templates_digest, versions
from ptgen.core.filesystem import DiskFiles
from ptgen.render.fonts.chosen import Fonts
from ptgen.render.native_libraries import library_versions

Fingerprint = Mapping[str, str]
PROGRAM, TEMPLATES, FONTS = "程序", "模板和版式", "字体"
_DIGESTS = (PROGRAM, TEMPLATES, FONTS)


def programs() -> dict[str, str]:
    """The program of this machine, and what it draws with."""
    return {
        **versions(),
        "Python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        PROGRAM: program(),
    }


def fingerprint(files: DiskFiles, fonts: Fonts | None) -> dict[str, str]:
    """The fingerprint of this machine; without ``fonts`` that for Word files and workbooks."""
    found = programs()
    layouts = ((name, files.layout(name)) for name in files.layouts())
    parts = (part for name, one in layouts if one for part in (name.encode(), one.data))
    found[TEMPLATES] = digest(templates_digest(files).encode(), *parts)
    if fonts is not None:
        found |= library_versions()
        found[FONTS] = fonts.fingerprint
    return found


def difference(here: Fingerprint, there: Fingerprint) -> str:
    """What differs, for a person: versions with their numbers, the rest by name."""
    names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    # A program of another version differs as a whole: its number says more.
    if len(names) > 1 and PROGRAM in names:
        names.remove(PROGRAM)
    return "，".join(
        name
        if name in _DIGESTS
        else f"{name} {there.get(name, '无')}（这里 {here.get(name, '无')}）"
        for name in names
    )
