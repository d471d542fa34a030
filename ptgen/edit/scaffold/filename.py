"""Name a new project's file: ASCII, by pinyin, numbered as its folder does."""

import re
import unicodedata
from collections.abc import Collection

from pypinyin import lazy_pinyin

_LONGEST = 48
_NUMBERED = re.compile(r"(\d{1,3})([-_.]|$)", re.ASCII)
# Names that a file cannot have on Windows, and the one that has a meaning of its own.
_TAKEN = re.compile(r"(?:unit|con|prn|aux|nul|com\d|lpt\d)", re.ASCII)
_WORDS = re.compile(r"[0-9a-z]+", re.ASCII)


def stem_for(name: str, stems: Collection[str]) -> str:
    """The stem (``08-shebei-yunxing``) for a project beside files with these stems.

    A number is set in front where the folder is empty or has numbers, with as many digits and the
    same sign behind it. The stem is none of ``stems``, upper and lower case being the same.
    """
    base = _pinyin(name)
    prefix = _prefix(stems)
    if not prefix and _TAKEN.fullmatch(base):
        base = f"{base}-1"
    taken = {stem.casefold() for stem in stems}
    stem, count = f"{prefix}{base}", 1
    while stem.casefold() in taken:
        count += 1
        stem = f"{prefix}{base}-{count}"
    return stem


def _pinyin(name: str) -> str:
    """``shebei-yunxing``: two syllables make a word, as most words of Chinese have two."""
    plain = unicodedata.normalize("NFKC", name).lower()
    words: list[str] = []
    half = ""
    for part in lazy_pinyin(plain, errors=lambda text: f" {text} "):
        found = _WORDS.findall(part)
        if part.startswith(" ") or len(found) != 1:
            words.extend(filter(None, [half, *found]))
            half = ""
        elif half:
            words.append(half + found[0])
            half = ""
        else:
            half = found[0]
    words.extend(filter(None, [half]))
    stem = "-".join(words)
    if len(stem) > _LONGEST:
        head, _, _ = stem[: _LONGEST + 1].rpartition("-")
        stem = head or stem[:_LONGEST]
    return stem or "project"


def _prefix(stems: Collection[str]) -> str:
    numbers = [match for stem in stems if (match := _NUMBERED.match(stem)) is not None]
    if not numbers:
        return "" if stems else "01-"
    last = max(numbers, key=lambda match: int(match[1]))
    return f"{int(last[1]) + 1:0{len(last[1])}d}{last[2] or '-'}"
