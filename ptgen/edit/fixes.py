"""Put right what a check can put right, in memory: the caller writes the texts or shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ptgen.check.autofix import apply_fixes
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import EditedFiles, Files
from ptgen.core.model.project import PROJECT_KEYS
from ptgen.core.model.units.unit import UNIT_KEYS
from ptgen.core.source.decode import recoded

# What is mended may uncover more (&amp;lt;); each round makes the text smaller or plainer.
_ROUNDS = 10
_KEYS = (*PROJECT_KEYS, *UNIT_KEYS, "继承")

Check = Callable[[Files], Sequence[Diagnostic]]
ReadBytes = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Fixed:
    """The new texts by path, with what was mended, in the order of the mending."""

    texts: dict[str, str]
    done: tuple[Diagnostic, ...]


def fixed(files: Files, check: Check, read: ReadBytes) -> Fixed:
    """Mend again and again, until the check finds nothing more that can be mended.

    ``read`` gives the bytes of a file that may be written, ``None`` for any other.
    """
    texts: dict[str, str] = {}
    done: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        by_path: dict[str, list[Diagnostic]] = {}
        for found in check(
            EditedFiles(files, {path: text.encode() for path, text in texts.items()})
        ):
            by_path.setdefault(found.span.path, []).append(found)
        before = len(done)
        for path, findings in by_path.items():
            _mend(path, findings, texts, done, read)
        if len(done) == before:
            break
    return Fixed(texts, tuple(done))


def _mend(
    path: str,
    findings: Sequence[Diagnostic],
    texts: dict[str, str],
    done: list[Diagnostic],
    read: ReadBytes,
) -> None:
    """One round in one file."""
    encoding = next((one for one in findings if one.code == "PT004"), None)
    if encoding is None and all(one.replacement is None for one in findings):
        return
    data = None if path in texts else read(path)
    text = texts.get(path) if data is None else recoded(data)
    if text is None:
        return
    if data is not None and text.encode() != data:
        # Bytes may read as text and mean something else: the keys tell.
        if encoding is not None and any(key in text for key in _KEYS):
            texts[path] = text
            done.append(encoding)
        return
    text, mended = apply_fixes(text, findings)
    if mended:
        texts[path] = text
        done.extend(mended)
