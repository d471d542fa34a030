"""Find what git leaves in a file when two changes of one place could not be merged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ptgen.core.diagnostics import Diagnostic, Span, error, shortened

# Seven signs, more where a conflict stands inside another; then a name or nothing.
_MARK = re.compile(r"(?P<sign><{7,}|\|{7,}|={7,}|>{7,})(?:[ \t].*)?$")
_ENTRY = re.compile(r"(?:- +)*(?P<key>[^\s:：][^:：]*?)\s*[:：]\s*(?P<value>.*)$")
_FLOW = re.compile(r"\s*(?:- +)*\{(?P<inner>.*)\}\s*$")
_LONGEST = 60
_HINT = "留下对的一边，删去另一边和以 <<<<<<<、=======、>>>>>>> 开头的几行"


@dataclass(slots=True)
class _Conflict:
    start: int
    ours: list[str] = field(default_factory=list)
    base: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)


def conflicts(text: str, path: str) -> Iterator[Diagnostic]:
    """PT007 for each conflict, with the values of both sides; also for a mark left alone."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text and "=======" not in text:
        return
    lines = text.split("\n")
    opened: list[_Conflict] = []
    side: list[str] | None = None
    for index, line in enumerate(lines):
        mark = _MARK.match(line)
        sign = mark["sign"][0] if mark else ""
        if sign == "<":
            opened.append(_Conflict(index))
            side = opened[-1].ours
        elif sign == "|" and opened:
            side = opened[-1].base
        elif sign == "=" and opened:
            side = opened[-1].theirs
        elif sign == ">" and opened:
            closed = opened.pop()
            yield _found(path, closed.start, lines[closed.start], _sides(closed))
            side = opened[-1].theirs if opened else None
        elif sign in ("=", ">") and _is_alone(lines, index):
            yield _found(path, index, line, "合并冲突的标记没有删净", "请删去这一行")
        elif side is not None:
            side.append(line)
    for conflict in opened:
        said = "合并冲突没有解决，结尾的“>>>>>>>”已不在"
        yield _found(path, conflict.start, lines[conflict.start], said)


def _is_alone(lines: Sequence[str], index: int) -> bool:
    """A line of ``=`` may rule off a text; one of exactly seven under no indented text may not."""
    return lines[index].startswith(">") or lines[index].rstrip() == "======="


def _found(path: str, index: int, line: str, message: str, hint: str = _HINT) -> Diagnostic:
    span = Span(path, index + 1, 1, index + 1, len(line) + 1)
    return error("PT007", span, message, hint)


def _sides(conflict: _Conflict) -> str:
    ours, theirs = _differing(conflict.ours, conflict.theirs)
    was = ""
    if conflict.base:
        old = (
            _differing(conflict.base, conflict.theirs)[0]
            or _differing(conflict.base, conflict.ours)[0]
        )
        was = f"（原来是 {old}）" if old else ""
    if not ours and not theirs:
        return "合并冲突没有解决：两边一样，只差空格或换行"
    one, other = (f"是 {said}" if said else "没有这几行" for said in (ours, theirs))
    return f"合并冲突没有解决：一边{one}，另一边{other}{was}"


def _differing(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str]:
    """What each side has that the other has not; of one value that differs, the value alone."""
    mine, yours = _parts(ours), _parts(theirs)
    in_mine, in_yours = set(mine), set(yours)
    one = [part for part in mine if part not in in_yours]
    other = [part for part in yours if part not in in_mine]
    if len(one) == len(other) == 1 and one[0][0] and one[0][0] == other[0][0]:
        return shortened(one[0][1], _LONGEST), shortened(other[0][1], _LONGEST)
    return _joined(one), _joined(other)


def _parts(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The keys and values of lines; a line without a key is a value."""
    found: list[tuple[str, str]] = []
    for line in lines:
        flow = _FLOW.match(line)
        for piece in flow["inner"].split(", ") if flow else (line,):
            entry = _ENTRY.match(piece.strip())
            if entry:
                found.append((entry["key"], entry["value"].strip()))
            elif piece.strip():
                found.append(("", piece.strip().removeprefix("- ")))
    return tuple(found)


def _joined(parts: Sequence[tuple[str, str]]) -> str:
    said = "；".join(f"{key}: {value}" if key else value for key, value in parts)
    return shortened(said, _LONGEST)
