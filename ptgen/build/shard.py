"""One of several equal parts of a build, each made on a machine of its own.

Which shard has a project depends on the project's key alone: adding a project moves no other.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from ptgen.core.atomic import marked

MOST: Final = 9999
_OPTION: Final = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
_MANIFEST: Final = re.compile(r"manifest-([1-9][0-9]{0,3})-of-([1-9][0-9]{0,3})\.json")


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """``number`` of ``count``, from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str, pattern: re.Pattern[str] = _OPTION) -> Self | None:
        """The shard of ``3/8``; ``None`` for anything that is not one of at most :data:`MOST`."""
        found = pattern.fullmatch(text)
        if found is None or int(found[1]) > int(found[2]):
            return None
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @property
    def mark(self) -> str:
        """What tells its manifest and lists from those of other shards, as ``-3-of-8``."""
        return f"-{self.number}-of-{self.count}"

    def has(self, key: str) -> bool:
        """Whether a project is its own; the same for both spellings of a name on macOS."""
        whole = hashlib.sha256(unicodedata.normalize("NFC", key).encode()).digest()
        return int.from_bytes(whole[:8]) % self.count == self.number - 1


def mark_of(shard: Shard | None) -> str:
    """The mark of the files of a build; empty for one that is no shard."""
    return "" if shard is None else shard.mark


def shards_in(folder: Path) -> tuple[Shard, ...]:
    """The shards that wrote a manifest into a folder."""
    names = (path.name for path in folder.glob(marked("manifest.json", "-*-of-*")))
    return tuple(sorted(one for name in names if (one := Shard.parse(name, _MANIFEST))))
