"""The findings that are known and tolerated (``check --baseline``), as a JSON file.

A finding is known by its file, code, message and the text that it points at, not by its line;
equal ones are counted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ptgen.core.atomic import OutputError, write
from ptgen.core.diagnostics import Diagnostic, Span, Standing
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import read_bytes

FORMAT = "ptgen-baseline-1"
DEFAULT_FILE = "ptgen-baseline.json"
_MOST_BYTES = 32 * 2**20
_LONGEST = 200  # characters of a text that is pointed at


class Key(NamedTuple):
    """What findings are known by; ``path`` is seen from the folder of the baseline."""

    path: str
    code: str
    message: str
    text: str


class Known(BaseModel):
    """Findings that are alike, as the file lists them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    path: str = Field(max_length=4096)
    code: str = Field(pattern=r"^PT\d{3}$")
    message: str
    text: str = ""
    count: int = Field(1, ge=1, le=1_000_000)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: str = Field(pattern=f"^{FORMAT}$")
    findings: tuple[Known, ...] = Field(strict=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings, each open or known, and how many known ones are no more."""

    findings: tuple[Diagnostic, ...]
    baseline: Baseline
    fixed: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is tolerated, and the file that says so."""

    file: Path
    counts: Mapping[Key, int] = field(default_factory=Counter)

    def compared(
        self,
        findings: Iterable[Diagnostic],
        lines: Mapping[str, Sequence[str]],
        checked: Collection[str],
        codes: Collection[str],
    ) -> Compared:
        """The findings with their standing, and the baseline without what is no more.

        ``lines`` are those of the files that findings point into, ``checked`` the files and
        ``codes`` the rules that were looked at: of others nothing is known to be fixed, unless
        the file is no more.
        """
        looked_at = {self._seen_from_here(path) for path in checked}
        folder = self.file.absolute().parent
        left = Counter(self.counts)
        found: list[Diagnostic] = []
        for one in findings:
            key = self._key(one, lines)
            known = left[key] > 0
            left[key] -= known
            found.append(replace(one, standing=Standing.KNOWN) if known else one)
        gone = {
            key: count
            for key, count in left.items()
            if count > 0
            and (key.path in looked_at or not os.path.lexists(folder / key.path))
            and key.code in codes
        }
        kept = Counter(self.counts) - Counter(gone)
        return Compared(tuple(found), replace(self, counts=kept), sum(gone.values()))

    def with_findings(
        self, findings: Iterable[Diagnostic], lines: Mapping[str, Sequence[str]]
    ) -> Baseline:
        """The baseline with more findings."""
        return replace(
            self, counts=Counter(self.counts) + Counter(self._key(one, lines) for one in findings)
        )

    def write(self) -> None:
        """Put it into its file, in one step; equal baselines have equal bytes."""
        if self.file.is_symlink():
            raise OutputError(f"写不了 {self.file}：是符号链接，请写实际的文件")
        listed = [{**key._asdict(), "count": count} for key, count in sorted(self.counts.items())]
        text = json.dumps({"format": FORMAT, "findings": listed}, ensure_ascii=False, indent=1)
        write(
            self.file.absolute().parent.resolve() / self.file.name,
            (text + "\n").encode("utf-8", "backslashreplace"),
        )

    def _key(self, found: Diagnostic, lines: Mapping[str, Sequence[str]]) -> Key:
        path = self._seen_from_here(found.span.path)
        text = text_at(found.span, lines.get(found.span.path, ()))
        return Key(path[:4096], found.code, found.message, text)

    def _seen_from_here(self, path: str) -> str:
        """The path from the baseline's folder, so that it is the same wherever ptgen is started."""
        here = os.path.relpath(Path(path).absolute(), self.file.absolute().parent)
        return Path(here).as_posix().encode("utf-8", "backslashreplace").decode()


def read_baseline(file: Path) -> Baseline:
    """The baseline in a file; raises :class:`~ptgen.core.errors.PtgenError`."""
    data = read_bytes(file, _MOST_BYTES)
    if data is None:
        hint = "先用 --write-baseline 写一份" if not file.exists() else "请核对权限，不能是文件夹"
        raise PtgenError(f"读不了基线 {file}：{hint}")
    if len(data) > _MOST_BYTES:
        raise PtgenError(f"基线 {file} 超过 {_MOST_BYTES >> 20} MB，请重新写一份")
    try:
        # Numbers that have thousands of digits are refused by Python itself (ValueError).
        read = _File.model_validate(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as failure:
        raise PtgenError(_unreadable(file, failure)) from None
    counts: Counter[Key] = Counter()
    for one in read.findings:
        counts[Key(one.path, one.code, one.message, one.text)] += one.count
    return Baseline(file, counts)


def _unreadable(file: Path, failure: ValueError | RecursionError) -> str:
    said = "不是 JSON"
    if isinstance(failure, json.JSONDecodeError):
        said = f"第 {failure.lineno} 行第 {failure.colno} 列不是 JSON"
    elif isinstance(failure, ValidationError):
        place = ".".join(str(step) for step in failure.errors()[0]["loc"])
        said = f"“{place[:80]}”写得不对" if place else "不是基线"
    return f"基线 {file} 读不了：{said}；请用 --write-baseline 重新写一份"


def text_at(span: Span, lines: Sequence[str]) -> str:
    """What a finding points at, in its first line."""
    if not 1 <= span.line <= len(lines):
        return ""
    line = lines[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return line[span.column - 1 : max(end, span.column)].strip()[:_LONGEST]
