"""Read ``ptgen.toml`` and the expenditure standards (标准.yaml) into settings, or findings."""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.from_stages import STAGES
from ptgen.check.settings import Policy, PricedStandard, Settings
from ptgen.core.diagnostics import Diagnostic, Severity, Span, error, few, suggestion
from ptgen.core.filesystem import is_in_repository, project_root, read_bytes, shown
from ptgen.core.formula.prices import prices
from ptgen.core.model.error_messages import explained
from ptgen.core.model.units.standards import STANDARDS_FILE, Standards
from ptgen.core.model.units.unit import PROGRAM_KEY, PdfProgram
from ptgen.core.source.decode import MAX_BYTES as MAX_SOURCE
from ptgen.core.source.decode import decode
from ptgen.core.source.nodes import Mapping as Nodes
from ptgen.core.source.nodes import plain, value_span
from ptgen.core.source.parse import read

CONFIG = STAGES["PT012"]
CONFIG_FILE = "ptgen.toml"
MAX_BYTES = 8 * 1024
SETTING_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "select": "只看这些规则",
        "ignore": "不看这些规则",
        "severity": "规则的级别：error、warning、hint、off",
        "reserve-share": "估算、预留最多占总额的百分之几",
    }
)
"""What may be written for all files or for a folder, with its meaning."""

Toml = str | int | float | bool | Decimal | list["Toml"] | dict[str, "Toml"]


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings of all paths, what is wrong with their files, and the files' lines."""

    settings: Settings
    diagnostics: tuple[Diagnostic, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def configured(
    paths: Iterable[Path], read_file: Callable[[Path, int], bytes | None] = read_bytes
) -> Configured:
    """The settings of the ``ptgen.toml`` and 标准.yaml above each path, up to the repository's root.

    ``read_file`` gives their bytes, one more than a number at most.
    """
    paths = tuple(paths)
    folders: list[tuple[str, Policy]] = []
    found: list[Diagnostic] = []
    lines: dict[str, tuple[str, ...]] = {}
    for file in dict.fromkeys(config_of(path) for path in paths):
        if file is None:
            continue
        name = shown(file)
        if not is_in_repository(file):
            found.append(CONFIG.at(Span.at(name), "是指向仓库以外的链接", "请换成文件"))
            continue
        data = read_file(file, MAX_BYTES)
        if data is None:
            found.append(CONFIG.at(Span.at(name), "读不了", "请换成文件"))
            continue
        if len(data) > MAX_BYTES:
            hint = "只写 select、ignore、severity、reserve-share"
            found.append(CONFIG.at(Span.at(name), f"超过 {MAX_BYTES >> 10} KB", hint))
            continue
        text, wrong = decode(data, name)
        lines[name] = tuple(text.split("\n"))
        found.extend(wrong)
        if not wrong:
            config = read_config(text, name, shown(file.parent))
            folders.extend(config.settings.folders)
            found.extend(config.diagnostics)
    settings = Settings(Policy(), tuple(folders))
    for file in sorted({file for path in paths if (file := standards_file(path))}):
        data = read_file(file, MAX_SOURCE)
        if data is None:
            found.append(CONFIG.at(Span.at(shown(file)), "读不了", "请换成文件"))
        else:
            source = read(data, shown(file))
            standards, wrong = read_standards(source.root) if source.root else ((), ())
            settings = settings.with_standards(shown(file.parent), standards)
            found.extend((*source.diagnostics, *wrong))
            lines[source.path] = source.lines
    return Configured(settings, tuple(found), lines)


def config_of(path: Path) -> Path | None:
    """The ``ptgen.toml`` that holds for a path, if there is one."""
    return _above(path, CONFIG_FILE)


def standards_file(path: Path) -> Path | None:
    """The 标准.yaml that holds for a path, unless a link leads out of the repository."""
    file = _above(path, STANDARDS_FILE)
    return file if file is not None and is_in_repository(file) else None


def _above(path: Path, name: str) -> Path | None:
    """A file in the folder of projects or the nearest above it, up to the repository's root."""
    start = project_root(path)
    for folder in (start, *start.parents):
        if os.path.lexists(folder / name):
            return folder / name
        if (folder / ".git").exists():
            return None
    return None


def read_config(text: str, path: str, root: str) -> Configured:
    """The settings in a text; ``root`` is the folder of the file as findings show it."""
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as failure:  # of TOML, and of its numbers
        place = re.search(r"line (\d+), column (\d+)", str(failure))
        span = Span.at(path, int(place[1]), int(place[2])) if place else Span.at(path)
        hint = '键和值之间写“=”，文字加引号，如 ignore = ["PT312"]'
        return Configured(Settings(), (CONFIG.at(span, "不是能读的 TOML", hint),))
    reader = _ConfigReader(text.split("\n"), path)
    for key in table:
        if key not in ("check", PROGRAM_KEY):
            reader.unknown(key, ("check", PROGRAM_KEY))
    check = reader.table(table.get("check", {}), "check")
    inner = reader.table(check.pop("folders", {}), "folders")
    policy = reader.policy(check, Policy(program=reader.program(table)), ("folders",))
    folders = [(root, policy)]
    for name, value in inner.items():
        folder = shown(Path(root, name))
        folders.append((folder, reader.policy(reader.table(value, name), policy, ())))
    return Configured(Settings(Policy(), tuple(folders)), few(reader.found))


@dataclass(slots=True)
class _ConfigReader:
    lines: list[str]
    path: str
    found: list[Diagnostic] = field(default_factory=list)

    def policy(self, table: dict[str, Toml], over: Policy, also: tuple[str, ...]) -> Policy:
        """What a table says, over what holds outside of it."""
        for key in table:
            if key not in SETTING_KEYS:
                self.unknown(key, (*SETTING_KEYS, *also))
        policy = over
        if "select" in table:
            policy = replace(policy, select=self._codes(table["select"], "select"))
        if "ignore" in table:
            policy = replace(policy, ignore=self._codes(table["ignore"], "ignore"))
        if "severity" in table:
            policy = self._severities(self.table(table["severity"], "severity"), policy)
        if "reserve-share" in table:
            share = table["reserve-share"]
            if _is_share(share):
                policy = replace(policy, reserve_share=Decimal(str(share)))
            else:
                self._wrong(
                    "reserve-share", "reserve-share 应是 0 到 100 的数字", "如 reserve-share = 20"
                )
        return policy

    def table(self, value: Toml, name: str) -> dict[str, Toml]:
        """A table, or a finding and an empty one."""
        if isinstance(value, dict):
            return dict(value)
        self._wrong(name, f"“{name}”应是一个表", f"写成 [check.{name}] 另起一段")
        return {}

    def program(self, table: dict[str, Toml]) -> PdfProgram | None:
        """The program that draws PDF files, if it is named."""
        written = table.get(PROGRAM_KEY)
        if written is not None and written not in tuple(PdfProgram):
            hint = f"可用的值：{'、'.join(PdfProgram)}"
            self._wrong(PROGRAM_KEY, f"“{PROGRAM_KEY}”不能是“{written}”", hint)
            return None
        return None if written is None else PdfProgram(str(written))

    def unknown(self, key: str, known: tuple[str, ...]) -> None:
        """A finding for a key that does not exist."""
        self._wrong(key, f"不认识的键“{key}”", suggestion(key, known, "可用的键"))

    def _codes(self, value: Toml, key: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            self._wrong(key, f"“{key}”应是规则代码的列表", f'如 {key} = ["PT312"]')
            return ()
        return tuple(code for code in map(str, value) if self._known(code))

    def _severities(self, table: dict[str, Toml], policy: Policy) -> Policy:
        severities = dict(policy.severities)
        ignore = list(policy.ignore)
        for code, word in table.items():
            if not self._known(code, whole=True):
                continue
            if word == "off":
                ignore.append(code)
            elif word in tuple(Severity):
                severities[code] = Severity(str(word))
            else:
                hint = "可用的值：error、warning、hint、off"
                self._wrong(code, f"{code} 的级别不能是“{word}”", hint)
        return replace(policy, severities=severities, ignore=tuple(ignore))

    def _known(self, code: str, *, whole: bool = False) -> bool:
        wrong = unknown_code(code, whole=whole)
        if wrong:
            self._wrong(code, wrong, "ptgen rule 列出所有规则")
        return not wrong

    def _wrong(self, word: str, message: str, hint: str) -> None:
        self.found.append(CONFIG.at(self._place(word), message, hint))

    def _place(self, word: str) -> Span:
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        for index, line in enumerate(self.lines, 1):
            match = pattern.search(line.split("#")[0])
            if match:
                return Span(self.path, index, match.start() + 1, index, match.end() + 1)
        return Span.at(self.path)


def _is_share(value: Toml) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    return Decimal(value).is_finite() and 0 <= value <= 100


def unknown_code(code: str, *, whole: bool = False) -> str:
    """Why a code, or the beginning of codes, selects nothing; empty when it does."""
    begins = code.startswith("PT") and any(known.startswith(code) for known in CATALOGUE)
    return "" if code in CATALOGUE or (begins and not whole) else f"没有规则“{code}”"


def with_severity(settings: Settings, code: str, severity: Severity) -> Settings:
    """Settings in which the findings of a rule have a severity, whatever the folders say."""
    own = {code: severity}
    return settings.mapped(lambda one: replace(one, severities={**one.severities, **own}))


def with_options(settings: Settings, select: tuple[str, ...], ignore: tuple[str, ...]) -> Settings:
    """Settings with what the command line selects instead, and ignores besides."""
    return settings.mapped(
        lambda one: replace(one, select=select or one.select, ignore=(*one.ignore, *ignore))
    )


def read_standards(root: Nodes) -> tuple[tuple[PricedStandard, ...], tuple[Diagnostic, ...]]:
    """The standards of a file's nodes, and what is wrong with them."""
    try:
        file = Standards.model_validate(plain(root))
    except ValidationError as failure:
        return (), few(explained(failure, root, Standards))
    made: list[PricedStandard] = []
    found: list[Diagnostic] = []
    for index, standard in enumerate(file.standards):
        limits = prices(standard.limit)
        if len(limits) == 1 and limits[0].per and limits[0].value > 0:
            made.append(PricedStandard(standard, limits[0].value, limits[0].per))
        else:
            span = value_span(root, ("标准", index, "上限"))
            hint = "写成带单位的单价，如 550元/人天"
            found.append(error("PT201", span, f"看不懂上限“{standard.limit}”", hint))
    return tuple(made), few(found)
