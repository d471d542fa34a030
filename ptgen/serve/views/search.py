"""Which projects a list shows: by words, by amount, by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import SEVERITIES
from ptgen.check.rule import folded
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.serve.snapshot import ProjectRow

NONE, ANY = "none", "any"


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks for; what is empty asks for nothing.

    ``words`` stand in the name, the unit or the file; ``least`` and ``most`` are amounts as people
    write them. ``finding`` is a level, the code of a rule, :data:`ANY` or :data:`NONE`.
    ``folder`` is the one folder to list.
    """

    words: str = ""
    least: str = ""
    most: str = ""
    finding: str = ""
    folder: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Query:
        """The query of an address."""
        words, least, most, finding = (
            values.get(name, "").strip() for name in ("q", "least", "most", "finding")
        )
        return cls(words, least, most, finding, values.get("folder"))

    @property
    def values(self) -> dict[str, str]:
        """The values of an address that asks for this, but for the folder."""
        asked = {"q": self.words, "least": self.least, "most": self.most, "finding": self.finding}
        return {name: value for name, value in asked.items() if value}

    @property
    def unread(self) -> tuple[str, ...]:
        """The amounts that are none."""
        return tuple(one for one in (self.least, self.most) if one and amount(one) is None)

    def matches(self, row: ProjectRow) -> bool:
        """Whether a project is asked for."""
        name = folded(f"{row.name} {row.unit} {row.file.key}").casefold()
        return (
            self.folder in (None, row.file.folder)
            and all(folded(word).casefold() in name for word in self.words.split())
            and self._within(row)
            and self._found(row)
        )

    def _within(self, row: ProjectRow) -> bool:
        least, most = amount(self.least), amount(self.most)
        if least is None and most is None:
            return True
        return row.annual is not None and (
            (least is None or row.annual >= least) and (most is None or row.annual <= most)
        )

    def _found(self, row: ProjectRow) -> bool:
        if self.finding in ("", NONE, ANY):
            return not self.finding or (row.read and bool(row.findings) is (self.finding == ANY))
        return any(self.finding in (one.severity.value, one.code) for one in row.findings)


def amount(text: str) -> Fraction | None:
    """An amount such as ``50万``, ``1,000,000`` or ``0.5亿元``; ``None`` for anything else."""
    read = parse(text) if text else None
    return read.value if isinstance(read, Formula) and read.single else None


def finding_choices(rows: Iterable[ProjectRow]) -> tuple[tuple[str, str], ...]:
    """Values and labels of what to ask for: levels and rules that occur, with their numbers."""
    kinds = ({(one.severity.value, one.code) for one in row.findings} for row in rows)
    found = Counter(key for pairs in kinds for key in set(chain(*pairs)))
    levels = {level.value: word for level, word in SEVERITIES.items()}
    names = {**levels, **{code: f"{code} {rule.name}" for code, rule in CATALOGUE.items()}}
    of_those = ((key, f"{name}（{found[key]}）") for key, name in names.items() if found[key])
    return (("", "全部"), (ANY, "有问题的"), (NONE, "没有问题的"), *of_those)
